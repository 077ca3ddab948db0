// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The whole schema as one JSON document: what clients in other languages read, and the text whose
/// hash is the schema's fingerprint.
///
/// It has no floating point, no hash order and no white space that depends on anything, so equal
/// schemas have equal bytes.
public enum SchemaDocument {
  /// The document, ending in a line feed.
  public static func json(_ schema: Schema) -> String {
    let document = JSONNode.object([
      ("version", .number(Int64(schema.version))),
      ("entities", .array(schema.entities.map(entity))),
    ])
    return document.text() + "\n"
  }

  private static func entity(_ entity: Entity) -> JSONNode {
    let about = entity.about
    return .object([
      ("tag", .number(Int64(entity.tag))), ("name", .string(entity.name)),
      ("label", label(about.label)),
      ("delete_policy", .string(about.deletePolicy.rawValue)),
      ("deletable", .truth(about.isDeletable)), ("editors", .string(about.editors.rawValue)),
      ("records_creation", .truth(about.recordsCreation)), ("title", tags(about.title)),
      ("number", about.number.map { .number(Int64($0)) } ?? .null),
      ("scopes", .array(about.scopes.map(scope))),
      ("claims", .array(about.claims.map(claim))),
      ("groups", .array(entity.groups.map(group))),
      ("fields", .array(entity.fields.map { field($0, of: entity) })),
    ])
  }

  private static func group(_ group: FieldGroup) -> JSONNode {
    .object([
      ("tag", .number(Int64(group.tag))), ("name", .string(group.name)),
      ("fields", tags(group.fields)), ("guarded", .truth(group.isGuarded)),
      ("rule", rule(group.rule)),
    ])
  }

  private static func rule(_ rule: Rule) -> JSONNode {
    var members: [(String, JSONNode)] = [("name", .string(rule.name))]
    if let field = rule.measuredField { members.append(("of", .number(Int64(field)))) }
    guard let ranking = rule.ranking else { return .object(members) }
    let states = ranking.ranks.keys.sorted(by: UTF8Order.precedes)
    members.append(("field", .number(Int64(ranking.field))))
    members.append(
      ("ranks", .object(states.map { ($0, .number(Int64(ranking.ranks[$0] ?? 0))) })))
    let hard = ranking.hard.map { $0.sorted(by: UTF8Order.precedes) }
      .sorted { UTF8Order.precedes($0.joined(separator: " "), $1.joined(separator: " ")) }
    members.append(("hard", .array(hard.map { .array($0.map { .string($0) }) })))
    guard let moves = ranking.moves else { return .object(members) }
    let ways = states.map { state -> (String, JSONNode) in
      let targets = (moves[state] ?? []).sorted(by: UTF8Order.precedes)
      return (state, .array(targets.map { .string($0) }))
    }
    members.append(("moves", .object(ways)))
    return .object(members)
  }

  private static func field(_ field: Field, of entity: Entity) -> JSONNode {
    .object([
      ("tag", .number(Int64(field.tag))), ("name", .string(field.name)),
      ("label", label(field.label)), ("kind", kind(field.kind)),
      ("group", .number(Int64(entity.group(of: field.tag)?.tag ?? field.tag))),
      ("required", .truth(field.isRequired)), ("searched", .truth(field.isSearched)),
      ("initial", value(field.initial)),
    ])
  }

  private static func kind(_ kind: FieldKind) -> JSONNode {
    switch kind {
    case .text(let maximum):
      .object([("name", .string("text")), ("maximum_bytes", .number(Int64(maximum)))])
    case .integer(let range):
      .object([
        ("name", .string("integer")), ("least", .number(range.lowerBound)),
        ("greatest", .number(range.upperBound)),
      ])
    case .money: named("money")
    case .quantity: named("quantity")
    case .basisPoints: named("basis_points")
    case .truth: named("truth")
    case .date: named("date")
    case .instant: named("instant")
    case .choice(let choices):
      .object([
        ("name", .string("choice")),
        (
          "choices",
          .array(
            choices.map { .object([("code", .string($0.code)), ("label", label($0.label))]) })
        ),
      ])
    case .reference(let entity):
      .object([("name", .string("reference")), ("entity", .number(Int64(entity)))])
    case .words:
      .object([
        ("name", .string("words")),
        ("maximum_element_bytes", .number(Int64(FieldKind.maximumElementBytes))),
      ])
    }
  }

  private static func named(_ name: String) -> JSONNode { .object([("name", .string(name))]) }

  private static func scope(_ source: ScopeSource) -> JSONNode {
    switch source {
    case .everyone: .object([("source", .string("everyone"))])
    case .itself: .object([("source", .string("itself"))])
    case .territory(let field): scope("territory", field)
    case .user(let field): scope("user", field)
    case .users(let field): scope("users", field)
    case .parent(let field): scope("parent", field)
    }
  }

  private static func scope(_ source: String, _ field: FieldTag) -> JSONNode {
    .object([("source", .string(source)), ("field", .number(Int64(field)))])
  }

  private static func claim(_ claim: Claim) -> JSONNode {
    .object([
      ("name", .string(claim.name)),
      ("subject", claim.subject.map { .number(Int64($0)) } ?? .null),
    ])
  }

  private static func label(_ label: Label) -> JSONNode {
    .object([("en", .string(label.english)), ("fa", .string(label.persian))])
  }

  private static func tags(_ tags: [FieldTag]) -> JSONNode {
    .array(tags.map { .number(Int64($0)) })
  }

  private static func value(_ value: Value) -> JSONNode {
    switch value {
    case .null: .null
    case .integer(let number): .number(number)
    case .text(let text): .string(text)
    case .bytes(let bytes): .string(Hexadecimal.text(of: bytes))
    }
  }
}
