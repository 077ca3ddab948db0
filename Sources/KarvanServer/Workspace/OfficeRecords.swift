// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// Finds records as an operator names them, and says what they hold.
struct OfficeRecords {
  let reader: OfficeReader
  /// How many candidates a message lists.
  private static let listed = 8

  /// The only record that a text names: by identifier or a part of it, by number, or by title.
  func find(_ text: String) throws -> RecordView {
    for candidates in [byIdentifier, byNumber, byTitle] {
      let found = try candidates(Digits.toASCII(text))
      if found.count == 1 { return found[0] }
      guard found.isEmpty else {
        let lines = found.prefix(Self.listed).map { "  \($0.id)  \($0.entity.name)  \($0.title)" }
        throw ServerError(
          .notFound, "“\(text)” names several records:\n" + lines.joined(separator: "\n"))
      }
    }
    throw ServerError(.notFound, "there is no record “\(text)”")
  }

  private func byIdentifier(_ text: String) throws -> [RecordView] {
    let entities = reader.schema.entities
    if let id = RecordID(text: text) {
      return try entities.compactMap { try reader.record($0.tag, id) }
    }
    let digits = text.filter { $0 != "-" }
    guard digits.utf8.count >= 4, digits.utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil })
    else { return [] }
    return try entities.flatMap { entity in
      let ending = try reader.records(entity.tag, idSuffix: digits)
      return try ending
        + reader.records(entity.tag, idPrefix: digits).filter { one in
          !ending.contains { $0.id == one.id }
        }
    }
  }

  private func byNumber(_ text: String) throws -> [RecordView] {
    try reader.schema.entities.compactMap {
      try reader.record($0.tag, number: text.uppercased())
    }
  }

  private func byTitle(_ text: String) throws -> [RecordView] {
    try reader.schema.entities.flatMap { try reader.records($0, titled: text) }
  }

  /// The entity with a name.
  func entity(_ name: String) throws -> Entity {
    guard let entity = reader.schema[name.replacing("-", with: "_")] else {
      let names = reader.schema.entities.map(\.name).joined(separator: " ")
      throw ServerError(.usage, "there is no entity “\(name)”; there are: \(names)")
    }
    return entity
  }

  /// The group with a name, or that of the field with this name.
  func group(_ name: String, of entity: Entity) throws -> FieldGroup {
    let ofField = entity.field(named: name).flatMap { entity.group(of: $0.tag) }
    guard let group = entity.group(named: name) ?? ofField else {
      let names = entity.groups.map(\.name).joined(separator: " ")
      throw ServerError(
        .usage, "\(entity.name) has no field “\(name)”; there are: \(names)")
    }
    return group
  }

  /// What a version holds: one value, or each field's by name.
  func text(_ version: Version?, _ group: FieldGroup, of entity: Entity) throws -> String {
    guard let version else { return "-" }
    if let element = version.element { return element }
    let values = try group.fields.compactMap { entity.field($0) }.compactMap { field in
      let value = version[field.tag]
      return value.isNull ? nil : (field.name, try text(value, field))
    }
    if group.fields.count == 1 { return values.first?.1 ?? "-" }
    return values.isEmpty ? "-" : values.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
  }

  private func text(_ value: Value, _ field: Field) throws -> String {
    if case .reference(let entity) = field.kind, let id = value.reference {
      let title = try reader.record(entity, id)?.title ?? ""
      return title.isEmpty ? "\(id)" : title
    }
    if field.kind == .instant, let instant = value.integer {
      return InstantText.format(milliseconds: instant)
    }
    return FieldText.format(value, field: field)
  }

  /// Who wrote a version: the device's user and code, or the office.
  func author(of dot: Dot, office: OfficeIdentity) throws -> String {
    if dot.replica == office.replica { return "office" }
    guard let account = try reader.account(of: dot.replica),
      let device = try reader.device(account.device)
    else { return "replica \(dot.replica)" }
    let user = try reader.record(User.tag, device.user)?[User.shape.login].text ?? ""
    return "\(user) (\(device.code))"
  }

  /// A condition such as `territory=…` or `credit_limit>=1000`.
  func condition(_ text: String, of entity: Entity) throws -> FieldCondition? {
    guard let typed = ConditionText(text) else {
      throw ServerError(.usage, "“\(text)” is no condition; write field=value, also != >= <= > < ~")
    }
    guard let field = entity.field(named: typed.field) else { return nil }
    if field.kind == .words { return FieldCondition(field.tag, .hasElement(typed.value)) }
    if typed.sign == .contains { return FieldCondition(field.tag, .contains(typed.value)) }
    let value = try value(typed.value, of: field)
    let comparison: FieldComparison =
      switch typed.sign {
      case .differs: .differs(from: value)
      case .atLeast: .atLeast(value)
      case .atMost: .atMost(value)
      case .more: .more(than: value)
      case .less: .less(than: value)
      case .equals, .contains: .equals(value)
      }
    return FieldCondition(field.tag, comparison)
  }

  private func value(_ text: String, of field: Field) throws -> Value {
    if text.isEmpty { return .null }
    if case .reference(let entity) = field.kind {
      if let id = RecordID(text: text) { return .reference(id) }
      guard let named = reader.schema[entity] else { return .null }
      let found = try reader.records(named, titled: text)
      guard found.count == 1 else {
        throw ServerError(.notFound, "“\(text)” names \(found.count) records of \(named.name)")
      }
      return .reference(found[0].id)
    }
    return try FieldText.parse(text, field: field)
  }
}
