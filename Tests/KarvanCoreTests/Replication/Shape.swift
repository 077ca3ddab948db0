// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// A rule on one shape of group, and a delete policy: what every law is tested over.
struct Shape: Sendable, CustomTestStringConvertible {
  enum Group: String, Sendable, CaseIterable { case oneField, severalFields, textSet }

  let rule: Rule
  let group: Group
  let policy: DeletePolicy

  var testDescription: String { "\(rule.name), \(group.rawValue), \(policy.rawValue)" }

  static let all: [Shape] = Rule.all.flatMap { rule in
    Group.allCases.filter { ($0 == .textSet) == rule.isSet }.flatMap { group in
      DeletePolicy.allCases.map { Shape(rule: rule, group: group, policy: $0) }
    }
  }

  /// The fields: 1 (and 2) under the rule, 5 under `lastWriter`, 6 a text set.
  func entity() throws -> Entity {
    let about = EntityAbout(
      "sample", tag: 9, "Sample", "نمونه",
      groups: group == .severalFields ? [GroupDeclaration("pair", rule: rule)] : [],
      deletePolicy: policy, scopes: [.everyone], recordsCreation: false, title: [5])
    return try Entity(
      about: about,
      fields: ruled + [
        named("note", Field(5, .text(maximum: 100), "Note", "یادداشت")),
        named("labels", Field(6, .words, "Labels", "برچسب‌ها")),
      ])
  }

  private var ruled: [Field] {
    let text = FieldKind.text(maximum: 100)
    switch group {
    case .oneField: return [named("one", Field(1, text, "One", "یک", rule: rule))]
    case .severalFields:
      return [
        named("one", Field(1, text, "One", "یک", group: "pair")),
        named("two", Field(2, text, "Two", "دو", group: "pair")),
      ]
    case .textSet: return [named("one", Field(1, .words, "One", "یک", rule: rule))]
    }
  }

  private func named(_ name: String, _ field: Field) -> Field {
    TestField.named(name, field)
  }
}
