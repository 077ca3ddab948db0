// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A user's book: what they answer for and what they still have to do, handed over when they leave.
///
/// What is over stays theirs: closed deals, visits that were made, who wrote what. The history of
/// every record says from whom it came and who moved it.
public enum BookOperations {
  /// Records of one entity in a book.
  public struct Shelf: Hashable, Sendable {
    /// The entity.
    public let entity: EntityTag
    /// The field that names who answers for a record.
    public let owner: FieldTag
    /// The text set that names who else holds it; nil where there is none.
    public let participants: FieldTag?
    /// The field of the state; nil where all are handed over.
    public let state: FieldTag?
    /// The states in which a record is handed over.
    public let states: [Value]
    /// The field of the last day, after which a record is over; nil where none is.
    public let lastDay: FieldTag?

    init(
      _ entity: EntityTag, _ owner: Field, participants: Field? = nil, _ state: Field? = nil,
      _ states: [String] = []
    ) {
      self.init(entity, owner, participants: participants, state, showing: states.map { .text($0) })
    }

    init(
      _ entity: EntityTag, _ owner: Field, participants: Field? = nil, _ state: Field? = nil,
      showing states: [Value], until lastDay: Field? = nil
    ) {
      self.entity = entity
      self.owner = owner.tag
      self.participants = participants?.tag
      self.state = state?.tag
      self.states = states
      self.lastDay = lastDay?.tag
    }

    /// Whether a record is not over, so that it is handed over.
    public func isOpen(_ record: RecordView, on today: CivilDate) -> Bool {
      func shown(_ tag: FieldTag) -> Value { record.entity.field(tag).map { record[$0] } ?? .null }
      let isLast =
        lastDay.map { (shown($0).integer ?? .max) < Int64(today.daysSinceEpoch) } ?? false
      return !isLast && (state.map { states.contains(shown($0)) } ?? true)
    }
  }

  /// What a book is made of, accounts first: what belongs to them follows.
  public static let shelves = [
    Shelf(Account.tag, Account.shape.owner, participants: Account.shape.participants),
    Shelf(
      Lead.tag, Lead.shape.owner, participants: Lead.shape.participants, Lead.shape.status,
      Lead.openStates + ["disqualified"]),
    Shelf(
      Opportunity.tag, Opportunity.shape.owner, participants: Opportunity.shape.participants,
      Opportunity.shape.status, [Opportunity.open]),
    Shelf(
      Contract.tag, Contract.shape.owner, Contract.shape.status, ["draft", "signed"]),
    Shelf(Visit.tag, Visit.shape.rep, Visit.shape.status, ["planned"]),
    Shelf(Campaign.tag, Campaign.shape.owner, Campaign.shape.status, ["planned", "running"]),
    Shelf(ToDo.tag, ToDo.shape.assignee, ToDo.shape.status, ToDo.open),
    Shelf(Document.tag, Document.shape.owner),
    Shelf(
      JourneyPlan.tag, JourneyPlan.shape.rep, JourneyPlan.shape.active, showing: [.truth(true)],
      until: JourneyPlan.shape.endsOn),
    Shelf(Target.tag, Target.shape.rep, showing: [], until: Target.shape.endDate),
    Shelf(
      StockLocation.tag, StockLocation.shape.keeper, StockLocation.shape.active,
      showing: [.truth(true)]),
  ]

  /// Whether a record cannot be handed over yet: the next keeper of a van holds only the moves of
  /// their own time, so that it changes hands empty.
  public static func isHeldBack(_ record: RecordView, reader: any RecordReader) throws -> Bool {
    guard record.entity.tag == StockLocation.tag, StockLocation.isVan(record) else { return false }
    return try StockLedger.balances(at: record.id, reader: reader).contains { $0.onHand != 0 }
  }

  /// The records of a shelf that somebody answers for, by identifier.
  public static func owned(
    by user: RecordID, on shelf: Shelf, today: CivilDate, reader: any RecordReader
  ) throws -> [RecordView] {
    try reader.records(shelf.entity, where: shelf.owner, is: .reference(user))
      .filter { shelf.isOpen($0, on: today) }
  }

  /// Hands records over, in one commit; those that are not the user's, or cannot be handed over yet,
  /// are left as they are.
  ///
  /// Each field goes only where the user stands in it, so that a run that was cut off is repeated
  /// without harm.
  public static func handOver(
    _ records: [RecordView], from user: RecordID, to successor: RecordID,
    in context: OperationContext
  ) throws -> OperationDraft {
    guard user != successor else {
      throw Failure(DomainLaw.twoUsers, entity: User.about.name, record: user)
    }
    let heir = try context.living(User.tag, successor)
    guard heir[User.shape.active] == .truth(true) else {
      throw Failure(.inactive, entity: User.about.name, record: successor, [heir.title])
    }
    let changes = try records.compactMap { record -> RecordChange? in
      guard let shelf = shelves.first(where: { $0.entity == record.entity.tag }),
        shelf.isOpen(record, on: context.today),
        try !isHeldBack(record, reader: context.reader)
      else { return nil }
      var edit = RecordEdit()
      if record[shelf.owner].reference == user {
        edit.values[shelf.owner] = .reference(successor)
      }
      if let set = shelf.participants, let field = record.entity.field(set),
        record.words(field).contains("\(user)")
      {
        edit.removes[set] = ["\(user)"]
        edit.adds[set] = ["\(successor)"]
      }
      return edit.isEmpty ? nil : try context.change(record, edit)
    }
    return try OperationDraft("user reassign", []).adding(changes)
  }

  /// Lets a user's territories be their successor's too, and takes the user out of work, as far as
  /// it is asked for; the draft is empty where all of that is so.
  public static func retire(
    _ user: RecordID, successor: RecordID, territories: Bool, deactivate: Bool,
    in context: OperationContext
  ) throws -> OperationDraft {
    let shape = User.shape
    let leaver = try context.living(User.tag, user)
    let heir = try context.living(User.tag, successor)
    var changes: [RecordChange?] = []
    if territories {
      let known = heir.words(shape.territories)
      let more = leaver.words(shape.territories).filter { !known.contains($0) }
      if !more.isEmpty {
        changes.append(
          try context.change(heir, RecordEdit(adds: [shape.territories.tag: more])))
      }
    }
    if deactivate, leaver[shape.active] != .truth(false) {
      changes.append(
        try context.change(leaver, RecordEdit(values: [shape.active.tag: .truth(false)])))
    }
    return OperationDraft("user retire", changes.compactMap { $0 })
  }
}
