// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan account relations ACCOUNT`
struct AccountRelations: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "relations", abstract: Tongue.say(SellingMessage.aboutRelations))
  }

  @Argument(help: .init(Tongue.say(.helpAccount)), completion: .records(Account.self))
  var account: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Account.tag)
    let shape = Relation.shape
    let words = desk.words
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(account, in: [entity])
      let same = try [view] + Duplicates.merged(into: view, reader: reader)
      var report = Report([
        Column("id", words(.shortID)), Column("kind", words(SellingMessage.labelRelation)),
        Column("account", entity.about.label.text(in: words.language)),
        cells.column(try RecordCells.field("note", in: desk.entity(Relation.tag))),
      ])
      for one in same {
        for (own, other) in [(shape.from, shape.to), (shape.to, shape.from)] {
          let found = try reader.records(Relation.tag, where: own.tag, is: .reference(one.id))
          report.rows += try found.map { relation in
            let kind = relation[shape.kind].text ?? ""
            let label =
              own.tag == shape.to.tag
              ? SellingMessage(inverse: kind).map { words($0) } : nil
            return [
              cells.id(relation),
              Cell(.string(kind), label ?? desk.label(relation[shape.kind], of: shape.kind)),
              try cells.cell(other, of: relation), .text(relation[shape.note].text ?? ""),
            ]
          }
        }
      }
      return report
    }
    desk.show(report)
  }
}

extension SellingMessage {
  /// What the other side of a relation is called, where it is not the same from both.
  init?(inverse kind: String) {
    switch kind {
    case "parent": self = .inverseParent
    case "influencer": self = .inverseInfluencer
    case "supplier": self = .inverseSupplier
    case "referrer": self = .inverseReferrer
    default: return nil
    }
  }
}
