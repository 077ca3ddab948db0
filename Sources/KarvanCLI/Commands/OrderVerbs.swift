// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan order new ACCOUNT`
struct OrderNew: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "new", abstract: Tongue.say(.aboutOrderNew),
      discussion: FieldHelp.text(of: Order.self))
  }

  @Argument(help: .init(Tongue.say(.helpAccount))) var account: String
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Order.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Order.tag)
    let accounts = try desk.entity(Account.tag)
    let commit = try desk.commit { context in
      let account = try desk.finder(context).find(account, in: [accounts])
      var edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      let date = Order.shape.orderDate.tag
      if edit.values[date] == nil {
        edit.values[date] = .integer(Int64(desk.today().daysSinceEpoch))
      }
      return try OrderOperations.start(account: account.id, edit, in: context)
    }
    try desk.showChange(commit, entity.tag, saying: .added)
  }
}

/// `karvan order show ORDER`: with lines and amounts.
struct OrderShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutOrderShow))
  }

  @Argument(help: .init(Tongue.say(.helpOrder))) var order: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Order.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(order, in: [entity])
      var report = try cells.single(view, parts: try cells.parts(of: view))
      if let number = view[Order.shape.legalNumber].text,
        try Numbers.valid(view, reader: reader) == nil
      {
        report.notes.append(desk.words(.numberDoesNotCount, number))
      }
      return report
    }
    desk.show(report)
  }
}
