// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Taking over the calls of a telephone exchange.
public enum CallOperations {
  /// Writes down a call with its way through the company, once.
  ///
  /// The customer is who has the number of the other side, unless several have it; where nobody is a
  /// customer yet, it is the lead. The agent is the user with the extension that answered. A rep who brings their own calls is their agent.
  ///
  /// - Returns: nil when the call is there already.
  public static func record(
    _ call: TelephoneCall, in context: OperationContext
  ) throws -> OperationDraft? {
    let shape = Call.shape
    let known = try context.reader.records(
      Call.tag, where: shape.uniqueId.tag, is: .text(call.uniqueID))
    guard known.isEmpty else { return nil }
    let agents = try call.stations.compactMap { try user(at: $0, context.reader) }
    let own = context.author.office ? nil : context.author.user
    let customer = try call.outside.flatMap { try Self.customer(of: $0, context.reader) }
    let first = call.parts[0]
    var edit = RecordEdit()
    edit.write(shape.account, customer?.account)
    edit.write(shape.contact, customer?.contact)
    if customer == nil {
      edit.write(shape.lead, try call.outside.flatMap { try Self.lead(at: $0, context.reader) })
    }
    edit.write(shape.direction, .text(call.direction))
    edit.write(shape.disposition, .text(call.disposition))
    edit.write(shape.caller, text(number(first.source), shape.caller))
    edit.write(shape.callee, text(number(first.destination), shape.callee))
    edit.write(shape.agent, (agents.first ?? own).map { .reference($0) })
    edit.write(shape.queue, text(call.queue, shape.queue))
    edit.write(shape.start, .integer(call.start))
    edit.write(shape.answer, call.answer.map { .integer($0) })
    edit.write(shape.end, call.end.map { .integer($0) })
    edit.write(shape.recording, text(call.recording, shape.recording))
    edit.write(shape.uniqueId, .text(call.uniqueID))
    let id = context.makeID()
    let head = try context.creation(
      try context.entity(Call.tag), id, edit)
    return try OperationDraft("import call", [head]).adding(try legs(call, of: id, in: context))
  }

  private static func legs(
    _ call: TelephoneCall, of id: RecordID, in context: OperationContext
  ) throws -> [RecordChange] {
    guard call.parts.count > 1 else { return [] }
    let shape = CallLeg.shape
    let entity = try context.entity(CallLeg.tag)
    return try call.parts.prefix(CommitLimits.records - 1).enumerated().map { index, part in
      var edit = RecordEdit()
      edit.write(shape.call, .reference(id))
      edit.write(shape.position, .integer(Int64(index + 1)))
      edit.write(shape.target, text(part.ownStation, shape.target))
      edit.write(shape.agent, try user(at: part.ownStation, context.reader).map { .reference($0) })
      edit.write(shape.disposition, .text(part.disposition))
      edit.write(shape.start, .integer(part.start))
      edit.write(shape.end, part.end.map { .integer($0) })
      return try context.creation(
        entity, context.makeID(), edit)
    }
  }

  /// The only customer who has a number; of one account the person, too, where one has it alone.
  static func customer(
    of number: String, _ reader: any RecordReader
  ) throws -> (account: Value, contact: Value?)? {
    guard let phone = try? PhoneNumber.normalize(number) else { return nil }
    let customers = try Reach.customers(at: phone, reader: reader)
    guard customers.count == 1, let customer = customers.first else { return nil }
    let contacts = Set(customer.contacts)
    return (
      .reference(customer.account.id),
      contacts.count == 1 ? contacts.first.map { .reference($0) } : nil
    )
  }

  /// The only open lead that has a number which no customer has.
  static func lead(at number: String, _ reader: any RecordReader) throws -> Value? {
    guard let phone = try? PhoneNumber.normalize(number),
      try Reach.customers(at: phone, reader: reader).isEmpty
    else { return nil }
    let leads = try Reach.leads(at: phone, reader: reader)
      .filter { Lead.openStates.contains($0[Lead.shape.status].text ?? "") }
    return leads.count == 1 ? .reference(leads[0].id) : nil
  }

  /// The user who has an extension.
  private static func user(at station: String, _ reader: any RecordReader) throws -> RecordID? {
    guard !station.isEmpty else { return nil }
    return try reader.records(
      User.tag, where: User.shape.phoneExtension.tag, is: .text(Digits.toASCII(station))
    ).map(\.id).min()
  }

  /// A number in E.164 where it is one of the public network.
  private static func number(_ text: String) -> String {
    TelephoneCall.isInternal(text) ? text : (try? PhoneNumber.normalize(text)) ?? text
  }

  /// A text within the limit of its field; nil for nothing.
  private static func text(_ text: String, _ field: Field) -> Value? {
    guard !text.isEmpty, case .text(let maximum) = field.kind else { return nil }
    return .text(CutText.prefix(of: text, bytes: maximum))
  }
}
