// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// `karvan order number ORDER`
struct OrderNumber: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "number", abstract: Tongue.say(.aboutOrderNumber))
  }
  @OptionGroup var target: OrderArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk, saying: .changed) { try NumberOperations.number($0, in: $1) }
  }
}

/// `karvan number-lease give-back LEASE`
struct LeaseGiveBack: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "give-back", abstract: Tongue.say(.aboutLeaseGiveBack))
  }

  @Argument(help: .init(Tongue.say(.helpLease))) var lease: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(NumberLease.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let view = try desk.finder(context).find(lease, in: [entity])
      id = view.id
      return try NumberOperations.giveBack(view, in: context)
    }
    try desk.showChange(commit, entity.tag, id, saying: .gaveBack)
  }
}
