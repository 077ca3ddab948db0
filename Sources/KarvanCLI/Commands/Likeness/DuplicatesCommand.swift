// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan duplicates [accounts|contacts|leads]`
struct DuplicatesCommand: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "duplicates", abstract: Tongue.say(LikenessMessage.aboutDuplicates),
      discussion: Tongue.say(LikenessMessage.duplicateForms))
  }

  private static let kinds: [(name: String, entity: EntityTag)] = [
    ("accounts", Account.tag), ("contacts", Contact.tag), ("leads", Lead.tag),
  ]

  @Argument(
    help: .init(Tongue.say(LikenessMessage.helpLikenessKind), valueName: "accounts|contacts|leads"),
    completion: .list(Self.kinds.map(\.name)))
  var kind: String?
  @Option(help: .init(Tongue.say(LikenessMessage.helpAtLeast))) var atLeast: String?
  @Option(name: [.customShort("n"), .long], help: .init(Tongue.say(.helpLimit))) var limit = "100"
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let limit = Typed.number(limit, as: Int.self), limit > 0 else {
      throw CLIError(.badChoice, "--limit", limit, "1, 2, 3 …")
    }
    let threshold = try Self.threshold(atLeast)
    let entities = try entities()
    let words = desk.words
    var report = Report(
      [
        Column("group", words(LikenessMessage.likenessGroup), isNumber: true),
        Column("entity", words(.kindOfRecord)),
        Column("one", words(LikenessMessage.likenessOne)),
        Column("two", words(LikenessMessage.likenessTwo)),
      ] + Desk.likenessColumns(words) + [Column("command", words(LikenessMessage.likenessCommand))])
    var compared = 0
    try desk.replica().read { reader in
      var groups = 0
      for entity in entities {
        let sweep = try LikenessSweep(entity, reader: reader)
        compared += sweep.count
        let pairs = sweep.pairs(atLeast: threshold).prefix(limit - report.rows.count)
        let cells = RecordCells(desk: desk, reader: reader)
        let name = try desk.entity(entity).name
        for pair in pairs {
          let command = "karvan \(name) merge \(ShortID.of(pair.one)) \(ShortID.of(pair.two))"
          report.rows.append(
            [
              Cell(.count(groups + pair.group), words.number(groups + pair.group)),
              Cell(.string(name), try desk.entity(entity).about.label.text(in: words.language)),
              try Self.record(entity, pair.one, cells), try Self.record(entity, pair.two, cells),
            ] + desk.cells(pair.likeness)
              // A lead is converted or disqualified; two are never made one.
              + [entity == Lead.tag ? .empty : .text(command)])
        }
        groups += pairs.map(\.group).max() ?? 0
      }
    }
    if report.rows.isEmpty { desk.note(words(LikenessMessage.noDuplicates)) }
    if !report.rows.isEmpty, entities.contains(Account.tag) {
      desk.note(words(LikenessMessage.apartHint))
    }
    desk.note(words(LikenessMessage.likenessCompared, words.number(compared)))
    if !report.rows.isEmpty || desk.settings.format != .table { desk.show(report) }
  }

  private static func record(
    _ entity: EntityTag, _ id: RecordID, _ cells: RecordCells
  ) throws -> Cell {
    Cell(.string("\(id)"), "\(try cells.title(entity, id)) (\(ShortID.of(id)))")
  }

  private func entities() throws(CLIError) -> [EntityTag] {
    guard let kind else { return Self.kinds.map(\.entity) }
    let key = Typed.trim(kind).lowercased()
    let found = Self.kinds.first { $0.name == key || $0.name.dropLast() == key }
    guard let found else {
      throw CLIError(.badChoice, "KIND", kind, Self.kinds.map(\.name).joined(separator: ", "))
    }
    return [found.entity]
  }

  /// A share such as 0.9, 90 or 90%.
  static func threshold(_ text: String?) throws(CLIError) -> Double {
    guard let text else { return LikenessSweep.threshold }
    let typed = Digits.toASCII(text).replacing("٫", with: ".").filter { $0 != "%" && $0 != "٪" }
    guard let number = Double(Typed.trim(typed)), number >= 0, number <= 100 else {
      throw CLIError(.badChoice, "--at-least", text, "0.5 … 0.99")
    }
    return number > 1 ? number / 100 : number
  }
}
