// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// The order that a command moves.
struct OrderArgument: ParsableArguments {
  @Argument(help: .init(Tongue.say(.helpOrder)), completion: .records(Order.self))
  var order: String

  /// Moves the order and says so.
  ///
  /// - Parameter command: The command that it is a part of; nil where it is the whole of it.
  func move(
    at desk: Desk, saying message: Message, in command: UInt64? = nil,
    _ make: (RecordID, OperationContext) throws -> OperationDraft
  ) throws {
    let entity = try desk.entity(Order.tag)
    var id: RecordID?
    var command = command
    let commit = try desk.commit(in: &command) { context in
      let shown = try desk.finder(context).find(order, in: [entity])
      id = shown.id
      return try make(shown.id, context)
    }
    try desk.showChange(commit, entity.tag, id, saying: message)
  }
}

/// `karvan order submit ORDER`
struct OrderSubmit: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "submit", abstract: Tongue.say(.aboutOrderSubmit))
  }
  @OptionGroup var target: OrderArgument
  @Flag(help: .init(Tongue.say(RoadMessage.helpNoPromotions))) var noPromotions = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let today = desk.today()
    var command: UInt64?
    if !noPromotions { try desk.promote(target.order, &command) }
    try target.move(at: desk, saying: .orderSubmitted, in: command) {
      try OrderOperations.submit($0, on: today, in: $1)
    }
    try desk.sayCover(of: target.order)
    try desk.sayCredit(of: target.order)
  }
}

/// `karvan order cancel ORDER`
struct OrderCancel: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "cancel", abstract: Tongue.say(.aboutOrderCancel))
  }
  @OptionGroup var target: OrderArgument
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk, saying: .orderCancelled) {
      try OrderOperations.cancel($0, reason: reason, in: $1)
    }
  }
}

/// `karvan order approve ORDER`
struct OrderApprove: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "approve", abstract: Tongue.say(.aboutOrderApprove))
  }
  @OptionGroup var target: OrderArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk, saying: .orderApproved) { try OrderOperations.approve($0, in: $1) }
  }
}

/// `karvan order decline ORDER`
struct OrderDecline: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "decline", abstract: Tongue.say(.aboutOrderDecline))
  }
  @OptionGroup var target: OrderArgument
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk, saying: .orderDeclined) {
      try OrderOperations.decline($0, reason: reason, in: $1)
    }
  }
}

/// `karvan order reopen ORDER`
struct OrderReopen: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "reopen", abstract: Tongue.say(.aboutOrderReopen))
  }
  @OptionGroup var target: OrderArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk, saying: .changed) { try OrderOperations.reopen($0, in: $1) }
  }
}

/// `karvan order advance ORDER STATE`
struct OrderAdvance: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "advance", abstract: Tongue.say(.aboutOrderAdvance))
  }
  @OptionGroup var target: OrderArgument
  @Argument(
    help: .init(Tongue.say(.helpState)),
    completion: .list(["submitted", "approved", "declined", "delivered", "invoiced", "closed"]))
  var state: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let field = try RecordCells.field("status", in: try desk.entity(Order.tag))
    let code = try FieldText.parse(state, field: field).text ?? ""
    try target.move(at: desk, saying: .changed) {
      try OrderOperations.advance($0, to: code, in: $1)
    }
  }
}
