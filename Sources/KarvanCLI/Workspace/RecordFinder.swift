// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Finds the record that somebody means: by identifier or a part of it, number, key, phone or name.
struct RecordFinder {
  let reader: ReplicaReader
  let words: Words
  /// The most candidates that a message lists.
  static let listed = 8

  /// The only record of the entities that a text names; deleted ones only by identifier.
  ///
  /// - Throws: `notFound`, or `ambiguous` with the candidates.
  ///
  /// - Parameter followsRedirects: Whether a merged record, unless it is named by its identifier,
  ///   means the one that stands for it.
  func find(
    _ text: String, in entities: [Entity], followsRedirects: Bool = true
  ) throws -> RecordView {
    let (name, entities) = qualified(Typed.trim(text), entities)
    let identified = unique(try byIdentifier(name, entities))
    if identified.count == 1 { return identified[0] }
    if identified.count > 1 { throw ambiguous(text, identified) }
    for candidates in [byNumber, byKey, byPhone, byName] {
      var found = unique(try candidates(name, entities))
      if followsRedirects {
        found = unique(try found.map { try Duplicates.survivor(of: $0, reader: reader) })
      }
      if found.count == 1 { return found[0] }
      if found.count > 1 { throw ambiguous(text, found) }
    }
    throw CLIError(.notFound, text, labels(entities))
  }

  /// `account:NAME` says which entity is meant where several could be.
  private func qualified(_ text: String, _ entities: [Entity]) -> (String, [Entity]) {
    guard let colon = text.firstIndex(of: ":"),
      let entity = entities.first(where: { $0.name == text[..<colon] })
    else { return (text, entities) }
    return (Typed.trim(text[text.index(after: colon)...]), [entity])
  }

  private func byIdentifier(_ name: String, _ entities: [Entity]) throws -> [RecordView] {
    let ascii = Digits.toASCII(name)
    if let id = RecordID(text: ascii) {
      return try entities.compactMap { try reader.record($0.tag, id) }
    }
    guard let part = ShortID.part(ascii) else { return [] }
    return try entities.flatMap { entity in
      try reader.records(entity.tag, idPrefix: part, limit: Self.listed + 1)
        + reader.records(entity.tag, idSuffix: part, limit: Self.listed + 1)
    }
  }

  /// Document numbers, and whatever else is set once for people to name a record by.
  private func byNumber(_ name: String, _ entities: [Entity]) throws -> [RecordView] {
    let ascii = Digits.toASCII(name)
    return try shown([ascii, ascii.uppercased(), ascii.lowercased()], entities) { field, entity in
      entity.group(of: field.tag)?.declaredRule.isWriteOnce == true
        && entity.group(of: field.tag)?.fields.count == 1
    }
  }

  /// Logins, codes of products, and names that other programs gave, letter by letter.
  private func byKey(_ name: String, _ entities: [Entity]) throws -> [RecordView] {
    try shown([name, Digits.toASCII(name)], entities) { field, _ in field.isKey }
  }

  /// The living records that show one of these texts in a field that is meant.
  private func shown(
    _ texts: [String], _ entities: [Entity], in isMeant: (Field, Entity) -> Bool
  ) throws -> [RecordView] {
    try entities.flatMap { entity in
      let fields = entity.fields.filter { field in
        guard case .text = field.kind else { return false }
        return isMeant(field, entity)
      }
      return try fields.flatMap { field in
        try reader.list(
          RecordQuery(
            entity.tag, where: [FieldCondition(field.tag, .oneOf(texts.map { .text($0) }))],
            limit: Self.listed + 1))
      }
    }
  }

  /// Accounts and contacts, and the point itself, by a phone number or an address.
  private func byPhone(_ name: String, _ entities: [Entity]) throws -> [RecordView] {
    guard let phone = try? PhoneNumber.normalize(name) else { return [] }
    let shape = ContactPoint.shape
    let points = try reader.records(
      ContactPoint.tag, where: shape.normalized.tag, is: .text(phone))
    return try entities.flatMap { entity -> [RecordView] in
      if entity.tag == ContactPoint.tag { return points }
      if entity.tag == Lead.tag {
        return try reader.records(
          Lead.tag, where: Lead.shape.normalizedPhone.tag, is: .text(phone))
      }
      let fields = [shape.account, shape.contact].filter { $0.kind == .reference(entity.tag) }
      return try fields.flatMap { field in
        try points.compactMap { point in
          try point[field].reference.flatMap { try reader.record(entity.tag, $0) }
        }
      }
    }
  }

  /// Whole names before beginnings of names before words of names, compared as searching does.
  private func byName(_ name: String, _ entities: [Entity]) throws -> [RecordView] {
    let key = SearchKey.normalize(name)
    guard !key.isEmpty else { return [] }
    let found = try entities.flatMap { entity in
      try reader.search(name, entities: [entity.tag], limit: 100)
    }
    let exact = found.filter { view in
      keys(of: view).contains { $0.utf8.elementsEqual(key.utf8) }
    }
    if !exact.isEmpty { return exact }
    let beginning = found.filter { view in
      keys(of: view).contains { $0.utf8.starts(with: key.utf8) }
    }
    return beginning.isEmpty ? found.filter { contains(key, in: $0) } : beginning
  }

  /// Whether each typed word begins a word of the record's name.
  private func contains(_ key: String, in view: RecordView) -> Bool {
    let tokens = keys(of: view).flatMap { SearchKey.tokens(for: $0) }
    return SearchKey.queryWords(key).allSatisfy { word in
      tokens.contains { $0.utf8.starts(with: word.utf8) }
    }
  }

  /// The forms in which a record's name can be typed: its title, and each part of it.
  private func keys(of view: RecordView) -> [String] {
    let parts = view.entity.about.title.compactMap { view[$0].text }
    return ([view.title] + parts).map { SearchKey.normalize($0) }
  }

  private func unique(_ views: [RecordView]) -> [RecordView] {
    views.reduce(into: []) { unique, view in
      if !unique.contains(where: { $0.id == view.id && $0.entity.tag == view.entity.tag }) {
        unique.append(view)
      }
    }
  }

  private func ambiguous(_ text: String, _ found: [RecordView]) -> CLIError {
    let lines = found.prefix(Self.listed).map { view in
      "  \(ShortID.of(view.id))  \(view.entity.about.label.text(in: words.language))  "
        + RecordTitle.text(view, words)
    }
    let more = found.count > Self.listed ? ["  …"] : []
    return CLIError(.ambiguous, text, (lines + more).joined(separator: "\n"))
  }

  private func labels(_ entities: [Entity]) -> String {
    entities.count == 1
      ? entities[0].about.label.text(in: words.language) : words(.aRecord)
  }
}
