// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a lead shall become.
public struct LeadConversion: Sendable {
  /// The account that it belongs to; nil for a new one.
  public var account: RecordID?
  /// The contact that it is; nil for one of the account with the same phone or name, or a new one.
  public var contact: RecordID?
  /// Whether there is a deal in it.
  public var opensOpportunity: Bool
  /// What is known of the opportunity beyond the lead: its name, amount, pipeline.
  public var opportunity: RecordEdit

  /// Plans a conversion.
  public init(
    account: RecordID? = nil, contact: RecordID? = nil, opensOpportunity: Bool = true,
    opportunity: RecordEdit = RecordEdit()
  ) {
    self.account = account
    self.contact = contact
    self.opensOpportunity = opensOpportunity
    self.opportunity = opportunity
  }
}

extension LeadOperations {
  /// The accounts that a lead may already be: those with its national or legal number, its phone or
  /// its e-mail address; merged ones by what stands for them. Each once, by identifier.
  public static func matches(
    of lead: RecordView, reader: any RecordReader
  ) throws -> [RecordView] {
    let shape = Lead.shape
    var found: [RecordView] = []
    for (own, field) in [
      (shape.nationalId, Account.shape.nationalId), (shape.legalId, Account.shape.legalId),
    ] where lead[own].text?.isEmpty == false {
      found += try reader.records(Account.tag, where: field.tag, is: lead[own])
    }
    for reach in [shape.normalizedPhone, shape.email].compactMap({ lead[$0].text })
    where !reach.isEmpty {
      found += try Reach.customers(at: reach, reader: reader).map(\.account)
    }
    let survivors = try found.map { try Duplicates.survivor(of: $0, reader: reader) }
    return survivors.filter { $0.life != .deleted }.reduce(into: []) { once, account in
      if !once.contains(where: { $0.id == account.id }) { once.append(account) }
    }.sorted { $0.id < $1.id }
  }

  /// Makes a lead an account with its contact and how to reach them, and an opportunity, all in one
  /// commit that names the lead everywhere; the draft is empty when it was converted before.
  ///
  /// Two who convert the same lead without a network make two of each: nothing is lost, the lead
  /// shows the earlier, and the office gets a review item for each pair.
  public static func convert(
    _ lead: RecordID, _ plan: LeadConversion, in context: OperationContext
  ) throws -> OperationDraft {
    let shown = try context.living(Lead.tag, lead)
    if shown[Lead.shape.status] == .text(Lead.converted) {
      return OperationDraft("lead convert", [])
    }
    try requireMove(shown, to: Lead.converted)
    return try Conversion(shown, plan, context).draft()
  }
}

/// One conversion, step by step.
private struct Conversion {
  let lead: RecordView
  let plan: LeadConversion
  let context: OperationContext
  let shape = Lead.shape

  init(_ lead: RecordView, _ plan: LeadConversion, _ context: OperationContext) {
    self.lead = lead
    self.plan = plan
    self.context = context
  }

  func draft() throws -> OperationDraft {
    let existing = try plan.account.map { id in
      try Duplicates.survivor(of: try context.living(Account.tag, id), reader: context.reader)
    }
    let account = existing?.id ?? context.makeID()
    let person = try contact(of: account, existing)
    let points = try reach(account, person.id, existing)
    var changes: [RecordChange] = []
    if existing == nil {
      let phone = points.first { $0.kind == "phone" }?.id
      changes.append(try create(Account.tag, account, accountEdit(phone: phone)))
    }
    changes += person.created.map { [$0] } ?? []
    changes += try points.map { try create(ContactPoint.tag, $0.id, $0.edit) }
    if existing == nil, let place = addressEdit(of: account) {
      changes.append(try create(Address.tag, context.makeID(), place))
    }
    var deal: RecordID?
    if plan.opensOpportunity {
      let id = context.makeID()
      deal = id
      let edit = opportunityEdit(account, person.id, title: existing?.title)
      changes.append(try create(Opportunity.tag, id, edit))
    }
    let edit = RecordEdit(values: [
      shape.status.tag: .text(Lead.converted), shape.disqualifyReason.tag: .null,
      shape.disqualifyNote.tag: .null, shape.convertedAccount.tag: .reference(account),
      shape.convertedContact.tag: person.id.map { .reference($0) } ?? .null,
      shape.convertedOpportunity.tag: deal.map { .reference($0) } ?? .null,
      shape.convertedAt.tag: .integer(context.now),
    ])
    if let change = try context.change(lead, edit) { changes.append(change) }
    return OperationDraft("lead convert", changes)
  }

  private func create(
    _ tag: EntityTag, _ id: RecordID, _ edit: RecordEdit
  ) throws -> RecordChange {
    try context.creation(try context.entity(tag), id, edit)
  }

  private func text(_ field: Field) -> String? {
    guard let text = lead[field].text else { return nil }
    let trimmed = TextTrimming.trim(text)
    return trimmed.isEmpty ? nil : trimmed
  }

  /// Who answers for what it becomes: who answers for the lead, as far as the author may say so.
  private var owner: Value {
    let owner = lead[shape.owner]
    let own = Value.reference(context.author.user)
    return context.author.office && !owner.isNull ? owner : own
  }

  private func accountEdit(phone: RecordID?) -> RecordEdit {
    let account = Account.shape
    let organisation = text(shape.organisation)
    var edit = RecordEdit(values: [
      account.name.tag: .text(organisation ?? text(shape.name) ?? ""),
      account.kind.tag: .text(organisation == nil ? "person" : "company"),
      account.type.tag: .text("prospect"), account.originLead.tag: .reference(lead.id),
      account.owner.tag: owner,
    ])
    let same = [
      (shape.nationalId, account.nationalId), (shape.legalId, account.legalId),
      (shape.industry, account.industry),
    ]
    for (from, to) in same where !lead[from].isNull { edit.values[to.tag] = lead[from] }
    if let phone { edit.values[account.primaryPhone.tag] = .reference(phone) }
    let territory = lead[shape.territory]
    let mayPlace =
      context.author.office
      || territory.reference.map { context.author.scopes.contains(.territory($0)) } == true
    if mayPlace, !territory.isNull { edit.values[account.territory.tag] = territory }
    edit.adds[account.participants.tag] = lead.words(shape.participants)
    edit.adds[account.tags.tag] = lead.words(shape.tags)
    return edit
  }

  /// The contact that the person is, or becomes; none where no person is named.
  private func contact(
    of account: RecordID, _ existing: RecordView?
  ) throws -> (id: RecordID?, created: RecordChange?) {
    if let id = plan.contact { return (try context.living(Contact.tag, id).id, nil) }
    if existing != nil, let known = try known(in: account) { return (known, nil) }
    guard let name = text(shape.name) else { return (nil, nil) }
    let contact = Contact.shape
    let id = context.makeID()
    let edit = RecordEdit(values: [
      contact.account.tag: .reference(account), contact.name.tag: .text(name),
      contact.title.tag: lead[shape.jobTitle], contact.originLead.tag: .reference(lead.id),
      contact.part.tag: part,
    ])
    return (id, try create(Contact.tag, id, edit))
  }

  private var part: Value {
    switch lead[shape.authority].text {
    case "decides": .text("decides")
    case "influences": .text("influences")
    default: .null
    }
  }

  /// The contact of an account who is reached by the lead's phone or address, or has its name.
  private func known(in account: RecordID) throws -> RecordID? {
    let point = ContactPoint.shape
    for reach in [shape.normalizedPhone, shape.email] where text(reach) != nil {
      let points = try context.reader.records(
        ContactPoint.tag, where: point.normalized.tag, is: lead[reach])
      let own = points.first { $0[point.account].reference == account && !$0[point.contact].isNull }
      if let id = own?[point.contact].reference { return id }
    }
    guard let key = ClaimKey.folded(lead[shape.name]) else { return nil }
    return try context.reader.records(
      Contact.tag, where: Contact.shape.account.tag, is: .reference(account)
    ).first { ClaimKey.folded($0[Contact.shape.name]) == key }?.id
  }

  private struct Point {
    let id: RecordID
    let kind: String
    let edit: RecordEdit
  }

  /// The ways to reach them that the account does not have yet.
  private func reach(
    _ account: RecordID, _ contact: RecordID?, _ existing: RecordView?
  ) throws -> [Point] {
    let point = ContactPoint.shape
    let present = try existing.map {
      try context.reader.records(
        ContactPoint.tag, where: point.account.tag, is: .reference($0.id))
    }
    let known = (present ?? []).flatMap { [$0[point.normalized], $0[point.value]] }
    let ways = [
      ("phone", shape.phone, shape.normalizedPhone), ("email", shape.email, shape.email),
      ("website", shape.website, shape.website),
    ]
    return ways.compactMap { kind, typed, compared in
      guard text(typed) != nil, !known.contains(lead[compared]) else { return nil }
      let edit = RecordEdit(values: [
        point.account.tag: .reference(account), point.kind.tag: .text(kind),
        point.value.tag: lead[typed],
        point.contact.tag: kind == "website" ? .null : contact.map { .reference($0) } ?? .null,
      ])
      return Point(id: context.makeID(), kind: kind, edit: edit)
    }
  }

  private func addressEdit(of account: RecordID) -> RecordEdit? {
    let address = Address.shape
    guard let line = text(shape.address) ?? text(shape.city) else { return nil }
    return RecordEdit(values: [
      address.account.tag: .reference(account), address.line.tag: .text(line),
      address.city.tag: lead[shape.city], address.province.tag: lead[shape.province],
    ])
  }

  private func opportunityEdit(
    _ account: RecordID, _ contact: RecordID?, title: String?
  ) -> RecordEdit {
    let deal = Opportunity.shape
    var edit = plan.opportunity
    edit.fill(
      deal.name,
      .text(title ?? text(shape.organisation) ?? text(shape.name) ?? ""))
    edit.values[deal.account.tag] = .reference(account)
    edit.values[deal.originLead.tag] = .reference(lead.id)
    edit.fill(deal.owner, owner)
    if let contact { edit.fill(deal.contact, .reference(contact)) }
    let same = [
      (shape.need, deal.need), (shape.source, deal.source), (shape.campaign, deal.campaign),
      (shape.acquaintance, deal.acquaintance), (shape.expectedValue, deal.amount),
      (shape.currency, deal.currency), (shape.nextStep, deal.nextStep),
      (shape.nextActionAt, deal.nextActionAt),
    ]
    for (from, to) in same where !lead[from].isNull { edit.fill(to, lead[from]) }
    edit.adds[deal.participants.tag, default: []] += lead.words(shape.participants)
    return edit
  }
}
