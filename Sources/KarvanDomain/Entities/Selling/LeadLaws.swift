// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Lead {
  /// Somebody is meant: a person, an organisation, or both.
  static let named: Invariant = { context in
    guard context.before == nil else { return nil }
    let names = [shape.name, shape.organisation].compactMap { context.after[$0].text }
    return names.contains { !$0.isEmpty } ? nil : context.breaks(.leadNamed, shape.name)
  }

  /// The compared phone follows from the typed one.
  static let reached: Invariant = { context in
    for version in context.written(shape.phone) {
      do throws(DomainError) {
        let expected = try normalized(version[shape.phone.tag])
        if expected != version[shape.normalizedPhone.tag] {
          return context.breaks(.normalizedValue, shape.normalizedPhone)
        }
      } catch {
        return context.failure(.malformed, shape.phone, [error.code.rawValue, error.message])
      }
    }
    return context.canonical(shape.email, EmailAddress.normalize)
  }

  static let identity: Invariant = { context in
    context.canonical(shape.nationalId, NationalID.normalize)
      ?? context.canonical(shape.legalId, LegalID.normalize)
  }

  /// Whoever disqualifies says why.
  static let judged: Invariant = { context in
    context.written(shape.status).contains {
      $0[shape.status.tag] == .text("disqualified") && $0[shape.disqualifyReason.tag].isNull
    } ? context.failure(.required, shape.disqualifyReason) : nil
  }

  /// A converted lead says what it became, in the same commit.
  static let whole: Invariant = { context in
    let converts = context.written(shape.status).contains {
      $0[shape.status.tag] == .text(converted)
    }
    return converts && context.after[shape.convertedAccount].isNull
      ? context.breaks(.leadConverts, shape.status) : nil
  }

  /// What customers came from is kept.
  static let kept: Invariant = { context in
    context.isDeletion && context.before?[shape.status] == .text(converted)
      ? context.failure(.notDeletable, nil) : nil
  }

  /// The form in which phones are compared; null for none.
  static func normalized(_ phone: Value) throws(DomainError) -> Value {
    guard let text = phone.text, !text.isEmpty else { return .null }
    return .text(try PhoneNumber.normalize(text))
  }
}

extension Lead: PreparedEntity {
  /// Puts what is compared into its form; a rep's new lead gets its owner and territory.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    try edit.canonicalize(shape.email, named: "email", by: EmailAddress.normalize)
    try edit.canonicalize(shape.nationalId, named: "national_id", by: NationalID.normalize)
    try edit.canonicalize(shape.legalId, named: "legal_id", by: LegalID.normalize)
    if let phone = edit.values[shape.phone.tag] {
      if let text = phone.text { edit.values[shape.phone.tag] = .text(NumeralText.canonical(text)) }
      edit.values[shape.normalizedPhone.tag] = try naming("phone") { () throws(DomainError) in
        try normalized(edit.values[shape.phone.tag] ?? .null)
      }
    }
    edit.fillCurrency(shape.currency, of: shape.expectedValue, over: before)
    let names = [shape.name, shape.organisation].map { edit.value($0, over: before).text ?? "" }
    guard names.contains(where: { !$0.isEmpty }) else {
      throw Failure(DomainLaw.leadNamed, field: "name")
    }
    time(&edit, before, context.now)
    guard before == nil else { return }
    try edit.assign(owner: shape.owner, territory: shape.territory, in: context)
  }

  /// Notes when it moved: how soon leads are answered is reported from it.
  private static func time(_ edit: inout RecordEdit, _ before: RecordView?, _ now: Int64) {
    guard let state = edit.values[shape.status.tag]?.text, state != before?[shape.status].text
    else { return }
    edit.fill(shape.statusAt, .integer(now))
    if state != "new" && before?[shape.respondedAt].isNull != false {
      edit.fill(shape.respondedAt, .integer(now))
    }
    if ["qualified", converted].contains(state) && before?[shape.qualifiedAt].isNull != false {
      edit.fill(shape.qualifiedAt, .integer(now))
    }
  }
}
