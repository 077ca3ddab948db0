// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Declaring fields of an entity, changing what they are called, and retiring them.
public enum FieldOperations {
  /// What an administrator says of a new field.
  public struct Declaration: Sendable {
    /// The name in commands, columns and files.
    public var key: String
    /// What it can hold.
    public var kind: DeclaredField.Kind
    /// The name of its rule; nil for the usual one of its kind.
    public var rule: String?
    /// What people read, in English.
    public var label: String
    /// What people read, in Persian; nil for the English label.
    public var labelFa: String?
    /// What it can be, where it is a choice.
    public var choices: [Choice]
    /// Whether `find` looks into it.
    public var isSearched: Bool
    /// Whether whoever fills a record is asked for it.
    public var isRequired: Bool
    /// The name of the entity that it refers to, where it is a reference.
    public var target: String?

    /// Gathers what is said.
    public init(
      key: String, kind: DeclaredField.Kind, rule: String? = nil, label: String,
      labelFa: String? = nil, choices: [Choice] = [], isSearched: Bool = false,
      isRequired: Bool = false, target: String? = nil
    ) {
      self.key = key
      self.kind = kind
      self.rule = rule
      self.label = label
      self.labelFa = labelFa
      self.choices = choices
      self.isSearched = isSearched
      self.isRequired = isRequired
      self.target = target
    }
  }

  /// What is changed of a field; nil leaves as it is.
  public struct Change: Sendable {
    /// What people read, in English.
    public var label: String?
    /// What people read, in Persian.
    public var labelFa: String?
    /// Choices that are added, or whose labels change.
    public var choices: [Choice]
    /// Whether `find` looks into it.
    public var isSearched: Bool?
    /// Whether it takes no new values.
    public var isRetired: Bool?
    /// Whether whoever fills a record is asked for it.
    public var isRequired: Bool?

    /// Gathers changes.
    public init(
      label: String? = nil, labelFa: String? = nil, choices: [Choice] = [],
      isSearched: Bool? = nil, isRetired: Bool? = nil, isRequired: Bool? = nil
    ) {
      self.label = label
      self.labelFa = labelFa
      self.choices = choices
      self.isSearched = isSearched
      self.isRetired = isRetired
      self.isRequired = isRequired
    }
  }

  private static let shape = CustomField.shape

  /// Declares a field.
  ///
  /// - Parameters:
  ///   - entity: The name of the entity.
  ///   - lives: The lives of the office that are known, oldest first; the last one declares it. A
  ///     server that was restored to an older time does not know which numbers it gave after that:
  ///     each life gives its own hundred, so that values written then are never taken for those of
  ///     another field.
  public static func declare(
    _ declaration: Declaration, for entity: String, lives: [IncarnationID],
    in context: OperationContext
  ) throws -> OperationDraft {
    let declared = try context.reader.records(
      CustomField.tag, where: shape.entity.tag, is: .text(entity))
    let given = Set(declared.compactMap { $0[shape.fieldTag].integer })
    let first = Int64(firstTag(of: lives))
    let tag = (first...Int64(FieldTag.max)).first { !given.contains($0) } ?? first
    var edit = RecordEdit(values: [
      shape.entity.tag: .text(entity), shape.key.tag: .text(declaration.key),
      shape.fieldTag.tag: .integer(tag), shape.kind.tag: .text(declaration.kind.rawValue),
      shape.rule.tag: .text(declaration.rule ?? declaration.kind.rules.first ?? ""),
      shape.label.tag: .text(declaration.label),
      shape.labelFa.tag: .text(declaration.labelFa ?? declaration.label),
    ])
    if !declaration.choices.isEmpty {
      edit.values[shape.choices.tag] = .text(DeclaredField.text(of: declaration.choices))
    }
    if declaration.isSearched { edit.values[shape.searched.tag] = .truth(true) }
    if declaration.isRequired { edit.values[shape.asked.tag] = .truth(true) }
    if let target = declaration.target { edit.values[shape.target.tag] = .text(target) }
    let change = try context.creation(
      try context.entity(CustomField.tag), context.makeID(), edit)
    return OperationDraft("field add", [change])
  }

  /// Changes a field; the draft is empty when nothing would change.
  public static func change(
    _ shown: RecordView, _ change: Change, in context: OperationContext
  ) throws -> OperationDraft {
    var edit = RecordEdit()
    func set(_ field: Field, _ value: Value?) {
      if let value, shown[field] != value { edit.values[field.tag] = value }
    }
    set(shape.label, change.label.map { .text($0) })
    set(shape.labelFa, change.labelFa.map { .text($0) })
    set(shape.searched, change.isSearched.map { .truth($0) })
    set(shape.retired, change.isRetired.map { .truth($0) })
    set(shape.asked, change.isRequired.map { .truth($0) })
    if !change.choices.isEmpty {
      let all = merged(DeclaredField.choices(in: shown[shape.choices].text ?? ""), change.choices)
      set(shape.choices, .text(DeclaredField.text(of: all)))
    }
    return OperationDraft("field change", try context.change(shown, edit).map { [$0] } ?? [])
  }

  private static func merged(_ choices: [Choice], _ changes: [Choice]) -> [Choice] {
    changes.reduce(into: choices) { all, change in
      if let place = all.firstIndex(where: { $0.code == change.code }) {
        all[place] = change
      } else {
        all.append(change)
      }
    }
  }

  /// How many hundreds there are for the lives of an office, from 1,000 on.
  static let hundreds: UInt64 = 150

  /// The number that the first field of the last of these lives gets: each takes the first hundred
  /// from its own on that no earlier one has.
  static func firstTag(of lives: [IncarnationID]) -> FieldTag {
    var taken = Set<UInt64>()
    var hundred: UInt64 = 0
    for life in lives.suffix(Int(hundreds)) {
      hundred = life.low % hundreds
      while taken.contains(hundred) { hundred = (hundred + 1) % hundreds }
      taken.insert(hundred)
    }
    return DeclaredField.firstTag + FieldTag(hundred) * FieldTag(DeclaredField.limit)
  }
}

extension RecordEdit {
  /// Refuses to leave out what whoever fills a record is asked for, and to clear it; what an older
  /// record lacks it goes on lacking until somebody says it.
  ///
  /// - Parameter shown: The record as it is; nil where the edit starts it.
  func refuseUnanswered(of entity: Entity, _ shown: RecordView?) throws(Failure) {
    for field in entity.declaredFields where field.isAsked {
      let removed = removes[field.tag] ?? []
      let stays = (shown?.words(field) ?? []).contains { !removed.contains($0) }
      let isLeftOut =
        field.kind == .words
        ? !stays && (adds[field.tag] ?? []).isEmpty && (shown == nil || !removed.isEmpty)
        : values[field.tag].map { $0.isNull || $0 == .text("") } ?? (shown == nil)
      if isLeftOut {
        throw Failure(.required, entity: entity.name, record: shown?.id, field: field.name)
      }
    }
  }

  /// Refuses what somebody enters into a retired field; to clear one is no new value, nor is what a
  /// merger, an amendment or a put-back takes from elsewhere.
  func refuseRetired(of entity: Entity) throws(Failure) {
    for field in entity.declaredFields where field.isRetired {
      let isNew =
        values[field.tag]?.isNull == false || adds[field.tag]?.isEmpty == false
      if isNew {
        throw Failure(
          .invariant, entity: entity.name, field: field.name, [DomainLaw.fieldRetired.rawValue])
      }
    }
  }
}
