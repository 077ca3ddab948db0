// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan allocation list`
struct AllocationList: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "list", abstract: Tongue.say(.aboutAllocationList))
  }

  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let replica = try desk.replica()
    let report = try replica.read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let books = try reader.list(RecordQuery(Allocation.tag)).map {
        try AllocationBook($0, reader: reader)
      }
      return try cells.allocations(books, of: replica.identity.replica)
    }
    desk.show(report)
  }
}

/// `karvan allocation show ALLOCATION`
struct AllocationShow: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutAllocationShow))
  }

  @Argument(help: .init(Tongue.say(.helpAllocation))) var allocation: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Allocation.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(allocation, in: [entity])
      let book = try AllocationBook(view, reader: reader)
      return try cells.single(view, parts: [cells.balance(of: book), try cells.ledger(of: book)])
    }
    desk.show(report)
  }
}

/// `karvan allocation give-back ALLOCATION [AMOUNT]`
struct AllocationGiveBack: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "give-back", abstract: Tongue.say(.aboutAllocationGiveBack))
  }

  @Argument(help: .init(Tongue.say(.helpAllocation))) var allocation: String
  @Argument(help: .init(Tongue.say(.helpGiveBackAmount))) var amount: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Allocation.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let view = try desk.finder(context).find(allocation, in: [entity])
      id = view.id
      let amount = try amount.map { try EscrowText.parse($0, of: view) }
      return try EscrowOperations.giveBack(
        try AllocationBook(view, reader: context.reader), amount, in: context)
    }
    try desk.showChange(commit, entity.tag, id, saying: .gaveBack)
  }
}

/// `karvan order cover ORDER`
struct OrderCoverAgain: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "cover", abstract: Tongue.say(.aboutOrderCover))
  }
  @OptionGroup var target: OrderArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk, saying: .changed) { try OrderOperations.cover($0, in: $1) }
    try desk.sayCover(of: target.order)
  }
}

extension Desk {
  /// Says how far an order is covered by allocations; nothing of an order that is under none.
  func sayCover(of order: String) throws {
    let entity = try entity(Order.tag)
    let sentences = try replica().read { reader in
      let cells = RecordCells(desk: self, reader: reader)
      let view = try finder(reader).find(order, in: [entity])
      return try OrderCover(of: view, reader: reader).map { try cells.sentences($0) } ?? []
    }
    guard settings.format == .table else { return }
    for sentence in sentences { note(sentence) }
  }

  /// Gives back what the office wants back of what this replica holds, in a commit that the next
  /// exchange carries.
  ///
  /// A user who may not write any more gives nothing back; the office takes it.
  /// - Returns: whether there was anything.
  func giveBackAsked() throws -> Bool {
    let identity = try replica().identity
    let time = now()
    let isAsked = try replica().read { reader in
      try Escrow.books(of: identity.user, reader: reader).contains { book in
        book.isHeld(by: identity.replica) && book.isAskedBack(now: time) && book.left > 0
      }
    }
    guard isAsked else { return false }
    do {
      return try commit { try EscrowOperations.giveBackAsked(in: $0) } != nil
    } catch is Failure {
      return false
    }
  }
}
