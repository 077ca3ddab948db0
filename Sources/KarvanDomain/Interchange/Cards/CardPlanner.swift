// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Brings cards in: organisations become accounts, persons become contacts of the account that their
/// organisation names, and persons without one accounts of their own.
///
/// A card is of the record that its `UID` names. Where none does, it is of the one that has one of its
/// numbers or addresses and shares a name with it; then what the record says already stays as it is.
/// Numbers, addresses and days are only added, never taken away.
public struct CardPlanner: ComponentPlanner {
  /// What is done with a card whose record is there already.
  public let duplicates: DuplicatePolicy

  /// A planner with a policy.
  public init(duplicates: DuplicatePolicy = .update) { self.duplicates = duplicates }

  /// Plans a card.
  public mutating func plan(
    _ component: ContentComponent, in context: OperationContext
  ) throws -> ComponentPlan {
    let kind = component.first("KIND")?.text.lowercased() ?? ""
    if ["group", "location", "application", "device"].contains(kind) {
      throw InterchangeError(.leftOut, line: component.line, column: "KIND:\(kind)")
    }
    let reading = CardReader(component)
    guard !reading.card.name.isEmpty else {
      throw InterchangeError(.nameMissing, line: component.line, column: "FN")
    }
    var work = CardWork(reading.card, context)
    work.warnings = reading.problems
    let match = try CardMatch.find(reading.card, duplicates, work.points, context)
    if match.view != nil, duplicates == .skip {
      return ComponentPlan(draft: nil, outcome: .skipped, warnings: [])
    }
    try work.write(match)
    let outcome: PlannedRow.Outcome =
      match.view == nil ? .created : work.changes.isEmpty ? .skipped : .updated
    var plan = ComponentPlan(outcome: outcome, warnings: work.warnings)
    if !work.changes.isEmpty {
      plan.draft = try OperationDraft("card import", []).adding(work.changes)
    }
    return plan
  }
}

/// Whom a card is of, among those who are known.
struct CardMatch {
  /// The account or contact; nil for somebody new.
  var view: RecordView?
  /// The account that somebody new is a contact of.
  var account: RecordView?
  /// Whether the card says so by its `UID`: then its words count.
  var isByUID = false

  /// The points of a card as they are compared.
  typealias Points = [(point: VCard.Point, key: String)]

  static func find(
    _ card: VCard, _ duplicates: DuplicatePolicy, _ points: Points, _ context: OperationContext
  ) throws -> CardMatch {
    let reader = context.reader
    if duplicates != .create, let known = try byUID(card, reader) {
      return CardMatch(view: known, isByUID: card.uid != nil)
    }
    let owners = try owners(of: points, reader)
    var match = CardMatch()
    if card.isOrganization {
      guard duplicates != .create else { return match }
      let titled = try accounts(called: card.name, context)
      match.view =
        try only(
          owners.accounts.filter { isSame($0, card) }.map(\.view), of: card)
        ?? only(titled, of: card)
      return match
    }
    if duplicates != .create {
      match.view = try only(
        owners.contacts.filter { isSame($0, card) }.map(\.view), of: card)
      if match.view != nil { return match }
    }
    match.account = try account(of: card, owners.accounts.map(\.view), context)
    guard duplicates != .create else { return match }
    if let account = match.account {
      match.view = try only(
        try reader.records(
          Contact.tag, where: Contact.shape.account.tag, is: .reference(account.id)
        ).filter { $0.isTitled(SearchKey.normalize(card.name)) && $0[redirect].isNull }, of: card)
    } else {
      match.view = try only(
        owners.accounts.filter {
          $0.view[Account.shape.kind] == .text("person") && isSame($0, card)
        }.map(\.view), of: card)
    }
    return match
  }

  private static var redirect: Field { Contact.shape.mergedInto }

  /// The record that a card of Karvan's own is of, or the one that an earlier import made of it.
  private static func byUID(_ card: VCard, _ reader: any RecordReader) throws -> RecordView? {
    if let id = card.uid.flatMap({ VCard.record($0) }) {
      for entity in [Contact.tag, Account.tag] {
        if let view = try reader.record(entity, id), view.life != .deleted {
          return try Duplicates.survivor(of: view, reader: reader)
        }
      }
    }
    let key = Value.text(CardWork.externalID(of: card))
    let found =
      try reader.records(Contact.tag, where: Contact.shape.externalId.tag, is: key)
      + reader.records(Account.tag, where: Account.shape.externalId.tag, is: key)
    return try found.first.map { try Duplicates.survivor(of: $0, reader: reader) }
  }

  /// Somebody who has a point of a card.
  private struct Owner {
    let view: RecordView
    /// Whether one of the points that they share is a person's own: a mobile or an address.
    var sharesOwn: Bool
  }

  /// Who has one of the points, each once: persons, and accounts that have it themselves.
  private static func owners(
    of points: Points, _ reader: any RecordReader
  ) throws -> (contacts: [Owner], accounts: [Owner]) {
    let shape = ContactPoint.shape
    var contacts: [Owner] = []
    var accounts: [Owner] = []
    for (point, key) in points where ["phone", "email"].contains(point.kind) {
      for found in try reader.records(
        ContactPoint.tag, where: shape.normalized.tag, is: .text(key))
      {
        let (entity, id) =
          found[shape.contact].reference.map { (Contact.tag, $0) }
          ?? (Account.tag, found[shape.account].reference ?? found.id)
        guard let view = try reader.record(entity, id), view.life != .deleted else { continue }
        let owner = Owner(
          view: try Duplicates.survivor(of: view, reader: reader),
          sharesOwn: point.kind == "email" || PhoneNumber.isIranianMobile(key))
        if entity == Contact.tag { note(owner, in: &contacts) } else { note(owner, in: &accounts) }
      }
    }
    return (contacts, accounts)
  }

  private static func note(_ owner: Owner, in owners: inout [Owner]) {
    guard let index = owners.firstIndex(where: { $0.view.id == owner.view.id }) else {
      return owners.append(owner)
    }
    if owner.sharesOwn { owners[index].sharesOwn = true }
  }

  /// Whether somebody who has a point of a card is the one on it: a landline is a whole office's, so
  /// that only the same name will do; with a mobile or an address that both have, a part of it.
  private static func isSame(_ owner: Owner, _ card: VCard) -> Bool {
    let title = owner.view.title
    if SearchKey.normalize(title) == SearchKey.normalize(card.name) { return true }
    let words = Set(SearchKey.tokens(for: title))
    return owner.sharesOwn && SearchKey.tokens(for: card.name).contains { words.contains($0) }
  }

  /// The account that a person is of.
  private static func account(
    of card: VCard, _ owners: [RecordView], _ context: OperationContext
  ) throws -> RecordView? {
    if let id = card.account, let view = try context.reader.record(Account.tag, id),
      view.life != .deleted
    {
      return try Duplicates.survivor(of: view, reader: context.reader)
    }
    let companies = owners.filter { $0[Account.shape.kind] != .text("person") }
    guard let name = card.organization else {
      return companies.count == 1 ? companies.first : nil
    }
    let titled = try accounts(called: name, context)
    if titled.count > 1 {
      let both = titled.filter { account in companies.contains { $0.id == account.id } }
      if both.count == 1 { return both[0] }
    }
    return try only(titled, of: card)
  }

  /// The accounts of exactly this name.
  static func accounts(
    called name: String, _ context: OperationContext
  ) throws -> [RecordView] {
    var found: [RecordView] = []
    for view in try context.reader.records(try context.entity(Account.tag), titled: name) {
      let account = try Duplicates.survivor(of: view, reader: context.reader)
      if !found.contains(where: { $0.id == account.id }) { found.append(account) }
    }
    return found
  }

  private static func only(_ found: [RecordView], of card: VCard) throws -> RecordView? {
    guard found.count > 1 else { return found.first }
    let candidates = found.prefix(5).map { "\($0.title) (\($0.id))" }.joined(separator: ", ")
    throw InterchangeError(
      .ambiguousName, line: card.line, column: "FN",
      [found[0].entity.name, card.name, candidates])
  }
}
