// SPDX-License-Identifier: Apache-2.0

/// What people see of a record: the displayed value of each field, its life and its conflicts.
public struct RecordView: Sendable {
  /// The entity.
  public let entity: Entity
  /// All that is known of the record.
  public let state: RecordState

  /// Looks at a state.
  public init(entity: Entity, state: RecordState) {
    self.entity = entity
    self.state = state
  }

  /// The record.
  public var id: RecordID { state.id }
  /// Whether it lives.
  public var life: Life { state.life(under: entity.about.deletePolicy) }

  /// The displayed value of a field, or what the field shows where nothing was written.
  public subscript(tag: FieldTag) -> Value {
    guard let group = entity.group(of: tag) else { return .null }
    let value = group.rule.displayed(state.versions(of: group.tag))?[tag] ?? .null
    return value.isNull ? entity.field(tag)?.initial ?? .null : value
  }

  /// The displayed value of a field.
  public subscript(field: Field) -> Value { self[field.tag] }

  /// The elements of a text set, by their UTF-8 bytes.
  public func words(_ field: Field) -> [String] {
    let elements = state.versions(of: field.tag).compactMap(\.element)
    let sorted = elements.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return sorted.reduce(into: []) { unique, word in
      if unique.last?.isIdentical(to: word) != true { unique.append(word) }
    }
  }

  /// What the rule of a group makes of its versions.
  public func view(of group: FieldGroup) -> RuleView {
    group.rule.view(state.versions(of: group.tag))
  }

  /// The groups in which a person has to decide.
  public var conflicts: [FieldGroup] {
    guard state.versions.count > 1 else { return [] }
    return entity.groups.filter { group in
      let versions = state.versions(of: group.tag)
      return versions.count > 1 && group.rule.isConflict(group.rule.view(versions))
    }
  }

  /// The title that people know it by.
  public var title: String {
    let parts = entity.about.title.compactMap { tag -> String? in
      switch self[tag] {
      case .text(let text) where !text.isEmpty: text
      case .integer(let number): "\(number)"
      default: nil
      }
    }
    return parts.joined(separator: " ")
  }

  /// Whether a search key is that of the whole title or of a text that is a part of it, such as the
  /// name of a product whose title begins with its number.
  public func isTitled(_ key: String) -> Bool {
    func agrees(_ text: String) -> Bool {
      SearchKey.normalize(text).utf8.elementsEqual(key.utf8)
    }
    guard !key.isEmpty else { return false }
    if agrees(title) { return true }
    return entity.about.title.contains { tag in
      guard entity.field(tag)?.kind.isText == true, let text = self[tag].text else { return false }
      return agrees(text)
    }
  }

  /// The user who created it.
  public var creator: RecordID? {
    entity.about.recordsCreation ? self[CreationFields.by].reference : nil
  }
}
