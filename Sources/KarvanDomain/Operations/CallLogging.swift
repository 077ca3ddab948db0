// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A telephone call as somebody remembers it.
public struct RememberedCall: Sendable {
  /// The number of the other side, as typed.
  public var number: String
  /// Whether the other side called.
  public var isIncoming: Bool
  /// A code of the field `disposition` of a call.
  public var disposition: String
  /// When it began; now, less its duration, where nobody says.
  public var start: Int64?
  /// How long it took, in minutes.
  public var minutes: Int64
  /// The account, contact or lead that it was with; by its number where nobody says.
  public var party: RecordView?

  /// Describes a call.
  public init(
    number: String, isIncoming: Bool, disposition: String, start: Int64? = nil, minutes: Int64 = 0,
    party: RecordView? = nil
  ) {
    self.number = number
    self.isIncoming = isIncoming
    self.disposition = disposition
    self.start = start
    self.minutes = minutes
    self.party = party
  }
}

extension CallOperations {
  /// Writes down a call that no exchange recorded; its agent is the author.
  ///
  /// - Throws: A `Failure` where the number is none.
  public static func log(
    _ call: RememberedCall, also edit: RecordEdit = RecordEdit(), in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Call.shape
    let field = call.isIncoming ? shape.caller : shape.callee
    let entity = try context.entity(Call.tag)
    let number = try naming(entity.field(field.tag)?.name ?? "", of: entity.name) {
      () throws(DomainError) in try PhoneNumber.normalize(call.number)
    }
    let length = call.minutes * 60_000
    let start = call.start ?? context.now - length
    var edit = edit
    edit.values[field.tag] = .text(number)
    edit.values[shape.direction.tag] = .text(call.isIncoming ? "in" : "out")
    edit.values[shape.disposition.tag] = .text(call.disposition)
    edit.values[shape.start.tag] = .integer(start)
    edit.fill(shape.agent, .reference(context.author.user))
    if call.disposition == "answered" {
      edit.values[shape.answer.tag] = .integer(start)
      edit.values[shape.end.tag] = .integer(start + length)
    }
    try edit.name(call.party, orWhoeverHas: number, in: context)
    return OperationDraft("call log", [try context.creation(entity, context.makeID(), edit)])
  }
}

extension RecordEdit {
  /// Names who a call was with.
  fileprivate mutating func name(
    _ party: RecordView?, orWhoeverHas number: String, in context: OperationContext
  ) throws {
    let shape = Call.shape
    if let party {
      let field = [shape.account, shape.contact, shape.lead]
        .first { $0.kind == .reference(party.entity.tag) }
      write(field ?? shape.account, .reference(party.id))
    } else if let customer = try CallOperations.customer(of: number, context.reader) {
      write(shape.account, customer.account)
      write(shape.contact, customer.contact)
    } else {
      write(shape.lead, try CallOperations.lead(at: number, context.reader))
    }
  }
}
