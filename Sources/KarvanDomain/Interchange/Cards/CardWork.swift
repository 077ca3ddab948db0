// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Drafts what one card changes.
struct CardWork {
  let card: VCard
  let context: OperationContext
  /// The card's numbers, addresses and sites as they are compared; those that are none are told.
  private(set) var points: CardMatch.Points = []
  private(set) var changes: [RecordChange] = []
  var warnings: [InterchangeError] = []
  private var unread: [InterchangeError] = []

  init(_ card: VCard, _ context: OperationContext) {
    self.card = card
    self.context = context
    for point in card.points { take(point) }
  }

  private mutating func take(_ point: VCard.Point) {
    guard let key = Self.key(of: point) else {
      unread.append(
        InterchangeError(
          .notRead, line: point.line, column: Self.property(of: point.kind),
          [String(point.value.prefix(60))]))
      return
    }
    // What the card says twice is one.
    if points.contains(where: { $0.point.kind == point.kind && $0.key == key }) { return }
    points.append((point, key))
  }

  private static func key(of point: VCard.Point) -> String? {
    switch point.kind {
    case "phone": try? PhoneNumber.normalize(point.value)
    case "email": try? EmailAddress.normalize(point.value)
    default: point.value
    }
  }

  private static func property(of kind: String) -> String {
    ["phone": "TEL", "email": "EMAIL", "website": "URL"][kind] ?? "IMPP"
  }

  /// What an import keeps of a card's `UID`, or of the card itself where it has none: the same card
  /// is then known again.
  static func externalID(of card: VCard) -> String {
    if let uid = card.uid, uid.utf8.count <= 90, uid.unicodeScalars.allSatisfy({ $0.value > 0x20 })
    {
      return "vcard:" + uid
    }
    let parts = [
      card.uid ?? "", card.name, card.organization ?? "", card.points.first?.value ?? "",
    ]
    return "vcard:\(DerivedID.make(milliseconds: 0, parts.joined(separator: "\u{1F}")))"
  }

  /// Writes the card to whom it is of.
  mutating func write(_ match: CardMatch) throws {
    warnings += unread
    switch match.view {
    case let view? where view.entity.tag == Contact.tag:
      try edit(contact: view, match)
      let account = view[Contact.shape.account].reference ?? view.id
      try parts(of: account, contact: view.id)
    case let view?:
      try edit(account: view, match)
      try parts(of: view.id, contact: nil)
    case nil where card.isOrganization || isAlone(match):
      let id = try open(name: card.name, isCompany: card.isOrganization, isCard: true)
      try parts(of: id, contact: nil)
    case nil:
      let account =
        try match.account?.id
        ?? open(
          name: card.organization ?? card.name, isCompany: true, isCard: false)
      let id = try add(to: account)
      try parts(of: account, contact: id)
    }
  }

  /// Whether a person is of no account: then they are one.
  private func isAlone(_ match: CardMatch) -> Bool {
    match.account == nil && card.organization == nil
  }
}

extension CardWork {
  /// Starts an account.
  private mutating func open(name: String, isCompany: Bool, isCard: Bool) throws -> RecordID {
    let shape = Account.shape
    var edit = RecordEdit()
    edit.write(shape.name, cut(name, shape.name, "FN"))
    edit.write(shape.kind, .text(isCompany ? "company" : "person"))
    if isCard {
      edit.write(shape.note, card.note.flatMap { cut($0, shape.note, "NOTE") })
      edit.write(shape.externalId, .text(Self.externalID(of: card)))
      let tags = tags()
      if !tags.isEmpty { edit.adds[shape.tags.tag] = tags }
    }
    let id = context.makeID()
    changes.append(try context.creation(try context.entity(Account.tag), id, edit))
    return id
  }

  /// Starts a contact.
  private mutating func add(to account: RecordID) throws -> RecordID {
    let shape = Contact.shape
    var edit = RecordEdit()
    edit.write(shape.account, .reference(account))
    edit.write(shape.name, cut(card.name, shape.name, "FN"))
    edit.write(shape.title, card.title.flatMap { cut($0, shape.title, "TITLE") })
    edit.write(shape.note, card.note.flatMap { cut($0, shape.note, "NOTE") })
    edit.write(shape.externalId, .text(Self.externalID(of: card)))
    writeBirthday(into: &edit)
    leaveTagsOut()
    let id = context.makeID()
    changes.append(try context.creation(try context.entity(Contact.tag), id, edit))
    return id
  }

  private mutating func edit(contact view: RecordView, _ match: CardMatch) throws {
    let shape = Contact.shape
    var edit = RecordEdit()
    let isNewer = isNewer(than: view, match)
    set(shape.name, cut(card.name, shape.name, "FN"), of: view, isNewer, &edit)
    set(shape.title, card.title.flatMap { cut($0, shape.title, "TITLE") }, of: view, isNewer, &edit)
    set(shape.note, card.note.flatMap { cut($0, shape.note, "NOTE") }, of: view, isNewer, &edit)
    if view[shape.birthDate].isNull || isNewer { writeBirthday(into: &edit) }
    if edit.values[shape.birthDate.tag] == view[shape.birthDate] {
      edit.values[shape.birthDate.tag] = nil
    }
    if edit.values[shape.birthCalendar.tag] == view[shape.birthCalendar] {
      edit.values[shape.birthCalendar.tag] = nil
    }
    leaveTagsOut()
    try append(view, edit)
  }

  private mutating func edit(account view: RecordView, _ match: CardMatch) throws {
    let shape = Account.shape
    var edit = RecordEdit()
    let isNewer = isNewer(than: view, match)
    set(shape.name, cut(card.name, shape.name, "FN"), of: view, isNewer, &edit)
    set(shape.note, card.note.flatMap { cut($0, shape.note, "NOTE") }, of: view, isNewer, &edit)
    let present = Set(view.words(shape.tags).map { ContentText.settled($0) })
    let added = tags().filter { !present.contains($0) }
    if !added.isEmpty { edit.adds[shape.tags.tag] = added }
    try append(view, edit)
  }

  private mutating func append(_ view: RecordView, _ edit: RecordEdit) throws {
    guard !edit.isEmpty, let change = try context.change(view, edit) else { return }
    changes.append(change)
  }

  /// Whether what the card says counts more than what is known: it is said to be of this very record,
  /// and it is not older. A card that doesn't say when it was written says nothing of what people
  /// have written since.
  private func isNewer(than view: RecordView, _ match: CardMatch) -> Bool {
    guard match.isByUID, let revision = card.revision else { return false }
    guard let changed = view.revision else { return true }
    return revision >= changed / 1_000 * 1_000
  }

  private func set(
    _ field: Field, _ value: Value?, of view: RecordView, _ isNewer: Bool, _ edit: inout RecordEdit
  ) {
    guard let text = value?.text, !text.isEmpty else { return }
    let present = view[field].text ?? ""
    let isSame = TextTrimming.trim(ContentText.settled(present)) == TextTrimming.trim(text)
    if !isSame, present.isEmpty || isNewer { edit.values[field.tag] = .text(text) }
  }

  private mutating func writeBirthday(into edit: inout RecordEdit) {
    guard let day = card.birthday, let date = day.date else { return }
    edit.values[Contact.shape.birthDate.tag] = .integer(Int64(date.daysSinceEpoch))
    if let calendar = day.calendar {
      edit.values[Contact.shape.birthCalendar.tag] = .text(calendar.rawValue)
    }
  }

  /// The words that the card is filed under, each once; those that are too long are told.
  private mutating func tags() -> [String] {
    var seen: Set<String> = []
    let all = card.tags.filter { seen.insert($0).inserted }
    for tag in all where tag.utf8.count > 100 {
      warnings.append(
        InterchangeError(
          .notRead, line: card.line, column: "CATEGORIES", [String(tag.prefix(40))]))
    }
    return all.filter { $0.utf8.count <= 100 }
  }

  /// Contacts are not filed under words.
  private mutating func leaveTagsOut() {
    guard !card.tags.isEmpty else { return }
    warnings.append(InterchangeError(.leftOut, line: card.line, column: "CATEGORIES"))
  }

  /// A text within its field; what is cut off is told.
  mutating func cut(_ text: String, _ field: Field, _ column: String, line: Int? = nil) -> Value? {
    guard case .text(let maximum) = field.kind else { return nil }
    guard text.utf8.count > maximum else { return .text(text) }
    warnings.append(
      InterchangeError(.textCut, line: line ?? card.line, column: column, ["\(maximum)"]))
    return .text(CutText.prefix(of: text, bytes: maximum))
  }

  mutating func append(_ change: RecordChange) { changes.append(change) }
}

/// Texts that must fit.
enum CutText {
  /// The beginning of a text, of whole letters, within so many bytes.
  static func prefix(of text: String, bytes: Int) -> String {
    var count = 0
    let end = text.indices.first { index in
      count += text[index].utf8.count
      return count > bytes
    }
    return end.map { String(text[..<$0]) } ?? text
  }
}
