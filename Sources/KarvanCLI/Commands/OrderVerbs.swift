// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan order show ORDER`: with lines and amounts.
struct OrderShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutOrderShow))
  }

  @Argument(help: .init(Tongue.say(.helpOrder)), completion: .records(Order.self))
  var order: String
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
