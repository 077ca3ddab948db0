// SPDX-License-Identifier: Apache-2.0

/// The tags of the fields of a declaration, which the engine reads.
public enum DeclaredFieldTags {
  /// The name of the entity that has the field.
  public static let entity: FieldTag = 3
  /// The name in commands, columns and files.
  public static let key: FieldTag = 4
  /// The tag under which its values are written.
  public static let tag: FieldTag = 5
  /// What it can hold: a `DeclaredField.Kind`.
  public static let kind: FieldTag = 6
  /// The name of the rule that decides between concurrent values.
  public static let rule: FieldTag = 7
  /// What people read, in English.
  public static let english: FieldTag = 8
  /// What people read, in Persian.
  public static let persian: FieldTag = 9
  /// The choices, in the form of `DeclaredField.choices(in:)`.
  public static let choices: FieldTag = 10
  /// Whether `find` looks into it.
  public static let isSearched: FieldTag = 11
  /// Whether it takes no new values.
  public static let isRetired: FieldTag = 12
  /// Whether whoever fills a record is asked for it.
  public static let isRequired: FieldTag = 13
  /// The name of the entity that a reference is to.
  public static let target: FieldTag = 14
}

/// A field that an administrator gave to an entity of the workspace: a record, from which follows a
/// `Field` like those of the program.
public struct DeclaredField: Hashable, Sendable {
  /// What a declared field can hold, by the names that are stored.
  public enum Kind: String, CaseIterable, Sendable {
    case text, integer, decimal, money, percent
    case truth = "yes_no"
    case date, instant, choice
    case words = "set"
    case reference
  }

  /// The name of the entity.
  public let entity: String
  /// The name in commands, columns and files.
  public let key: String
  /// The tag of the field, which is also that of its group.
  public let tag: FieldTag
  /// What it can hold.
  public let kind: Kind
  /// The name of its rule.
  public let rule: String
  /// What people read.
  public let label: Label
  /// What it can be, where it is a choice.
  public let choices: [Choice]
  /// Whether `find` looks into it.
  public let isSearched: Bool
  /// Whether it takes no new values; those that are there stay.
  public let isRetired: Bool
  /// Whether whoever fills a record is asked for it; a record without it is as good as any.
  public let isRequired: Bool
  /// The name of the entity that it refers to, where it is a reference.
  public let target: String?

  /// The tags from here on belong to declared fields; those of the program are below.
  public static let firstTag: FieldTag = 1_000
  /// The most fields that are declared for one entity, retired ones included.
  public static let limit = 100
  /// The most UTF-8 bytes of a declared text.
  public static let textBytes = 2_000
  /// The greatest declared whole number: below 2^53, so that every program can read it.
  public static let integerBound: Int64 = 999_999_999_999_999
  /// The most UTF-8 bytes of a key.
  public static let keyBytes = 40
  /// The most UTF-8 bytes of a label.
  public static let labelBytes = 120
  /// The most choices of a field.
  public static let choiceLimit = 100

  /// Describes a field; nothing is checked.
  public init(
    entity: String, key: String, tag: FieldTag, kind: Kind, rule: String, label: Label,
    choices: [Choice] = [], isSearched: Bool = false, isRetired: Bool = false,
    isRequired: Bool = false, target: String? = nil
  ) {
    self.entity = entity
    self.key = key
    self.tag = tag
    self.kind = kind
    self.rule = rule
    self.label = label
    self.choices = choices
    self.isSearched = isSearched
    self.isRetired = isRetired
    self.isRequired = isRequired
    self.target = target
  }

  /// Reads a record of the entity of declarations; nil for one that is deleted or that this program
  /// does not understand, whose values are kept all the same.
  public init?(_ view: RecordView) {
    typealias Tags = DeclaredFieldTags
    guard view.life != .deleted, let entity = view[Tags.entity].text, let key = view[Tags.key].text,
      let tag = view[Tags.tag].integer.flatMap({ FieldTag(exactly: $0) }),
      let kind = view[Tags.kind].text.flatMap({ Kind(rawValue: $0) }),
      let rule = view[Tags.rule].text
    else { return nil }
    let english = view[Tags.english].text ?? key
    self.init(
      entity: entity, key: key, tag: tag, kind: kind, rule: rule,
      label: Label(english, view[Tags.persian].text ?? english),
      choices: Self.choices(in: view[Tags.choices].text ?? ""),
      isSearched: view[Tags.isSearched] == .truth(true),
      isRetired: view[Tags.isRetired] == .truth(true),
      isRequired: view[Tags.isRequired] == .truth(true), target: view[Tags.target].text)
  }

  // MARK: Choices as one text.

  /// Reads choices: one a line, each code, English and Persian label separated by tabs.
  public static func choices(in text: String) -> [Choice] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return parts.count == 3 ? Choice(parts[0], parts[1], parts[2]) : nil
    }
  }

  /// Writes choices in the form that `choices(in:)` reads.
  public static func text(of choices: [Choice]) -> String {
    choices.map { "\($0.code)\t\($0.label.english)\t\($0.label.persian)" }
      .joined(separator: "\n")
  }
}

extension DeclaredField.Kind {
  /// The rules that can decide between values of this kind; the first one is usual.
  public var rules: [String] {
    switch self {
    case .words: [Rule.addWins.name]
    case .text, .truth, .choice, .reference:
      [Rule.lastWriter, .authority, .manual, .firstWriter].map(\.name)
    case .integer, .decimal, .money, .percent, .date, .instant:
      [Rule.lastWriter, .authority, .manual, .firstWriter, .minimum(), .maximum()].map(\.name)
    }
  }

  /// Whether `find` can look into values of this kind.
  public var isSearchable: Bool {
    switch self {
    case .text, .integer, .words: true
    case .decimal, .money, .percent, .truth, .date, .instant, .choice, .reference: false
    }
  }
}

extension DeclaredField {
  /// The field under a name; nil where the kind can't have the rule, or there is nothing of the
  /// kind that it refers to.
  func field(named name: String, in schema: Schema) -> Field? {
    guard kind.rules.contains(rule), let fieldKind = fieldKind(in: schema) else { return nil }
    let rules: [Rule] = [
      .lastWriter, .authority, .manual, .firstWriter, .addWins, .minimum(), .maximum(),
    ]
    var field = Field(
      tag, fieldKind, label.english, label.persian, rule: rules.first { $0.name == rule },
      searched: isSearched && kind.isSearchable, retired: isRetired,
      asked: isRequired && !isRetired)
    field.name = name
    return field
  }

  private func fieldKind(in schema: Schema) -> FieldKind? {
    switch kind {
    case .text: .text(maximum: Self.textBytes)
    case .integer: .integer(-Self.integerBound...Self.integerBound)
    case .decimal: .quantity
    case .money: .money
    case .percent: .basisPoints
    case .truth: .truth
    case .date: .date
    case .instant: .instant
    case .choice: .choice(choices)
    case .words: .words
    case .reference: target.flatMap { schema[$0] }.map { .reference($0.tag) }
    }
  }

  /// What tells one declaration from another.
  public var signature: String {
    let marks = "\(isSearched ? 1 : 0)\(isRetired ? 1 : 0)\(isRequired ? 1 : 0)"
    return [
      entity, key, "\(tag)", kind.rawValue, rule, label.english, label.persian,
      Self.text(of: choices), marks, target ?? "",
    ].joined(separator: "\u{1F}")
  }
}

extension Schema {
  /// The schema with the fields that an administrator declared: the one place where they come in.
  ///
  /// What can't be a field is left out, and its values are kept like those of a newer program: of
  /// an unknown entity, of those that the engine itself reads, with a tag of the program's or one
  /// that is taken, beyond the limit. Declarations count in the order of their tags, and those of one
  /// tag in the order in which they are given. A key that a later program took for a field of its own
  /// is told from it by the tag. Fields that the schema was given before go.
  public func declaring(_ declared: [DeclaredField]) -> Schema {
    if declared.isEmpty && entities.allSatisfy(\.declaredFields.isEmpty) { return self }
    return replacing { entity in
      guard Self.canDeclare(for: entity) else { return entity }
      let own = declared.filter { $0.entity == entity.name && $0.tag >= DeclaredField.firstTag }
        .enumerated().sorted { ($0.element.tag, $0.offset) < ($1.element.tag, $1.offset) }
        .map(\.element)
      guard !own.isEmpty || !entity.declaredFields.isEmpty else { return entity }
      return (try? entity.declaring(own, in: self)) ?? entity
    }
  }

  /// Whether an entity may have declared fields: the engine reads declarations and overrides before
  /// it knows the schema.
  static func canDeclare(for entity: Entity) -> Bool {
    entity.tag != SchemaTags.declaredField && entity.tag != SchemaTags.ruleOverride
  }
}

extension Entity {
  fileprivate func declaring(
    _ declared: [DeclaredField], in schema: Schema
  ) throws(SchemaError) -> Entity {
    let own = fields.filter {
      $0.tag < DeclaredField.firstTag && (!about.recordsCreation || $0.tag > CreationFields.by.tag)
    }
    let groups = groups.filter { $0.tag < DeclaredField.firstTag }
    var names = Set(own.map(\.name) + groups.map(\.name) + ["created_at", "created_by"])
    var added: [Field] = []
    for one in declared where added.count < DeclaredField.limit && added.last?.tag != one.tag {
      let name = names.contains(one.key) ? "\(one.key)_\(one.tag)" : one.key
      guard let field = one.field(named: name, in: schema), names.insert(name).inserted else {
        continue
      }
      added.append(field)
    }
    return try Entity(about: about, fields: own + added)
  }

  /// The fields that an administrator declared.
  public var declaredFields: [Field] {
    // They are the last by their tags, and most entities have none.
    guard let last = fields.last, last.tag >= DeclaredField.firstTag else { return [] }
    return fields.filter { $0.tag >= DeclaredField.firstTag }
  }
}
