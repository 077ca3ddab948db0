// SPDX-License-Identifier: Apache-2.0

/// A field group as the engine uses it.
public struct FieldGroup: Sendable {
  /// The smallest tag of its fields.
  public let tag: GroupTag
  /// Its name: the declared one, or that of its only field.
  public let name: String
  /// Its fields, in order of their tags.
  public let fields: [FieldTag]
  /// Which concurrent version is shown: the declared rule, or what an administrator put in its
  /// place.
  public let rule: Rule
  /// The rule of the declaration. Its laws (write-once, the moves of a state machine) hold whatever
  /// is shown, so that no override makes a write invalid that its author was allowed.
  public let declaredRule: Rule
  /// Whether writing it needs a grant that names it.
  public let isGuarded: Bool

  init(
    tag: GroupTag, name: String, fields: [FieldTag], rule: Rule, declaredRule: Rule? = nil,
    isGuarded: Bool
  ) {
    self.tag = tag
    self.name = name
    self.fields = fields
    self.rule = rule
    self.declaredRule = declaredRule ?? rule
    self.isGuarded = isGuarded
  }

  /// The group whose versions are shown by another rule.
  func shown(by rule: Rule) -> FieldGroup {
    FieldGroup(
      tag: tag, name: name, fields: fields, rule: rule, declaredRule: declaredRule,
      isGuarded: isGuarded)
  }

  /// What stands for the life of a record where groups are listed; no field has it.
  public static let life: GroupTag = 0
}

/// An entity as the engine uses it, reflected from its type once.
public struct Entity: Sendable {
  /// What is behind the value: an entity is passed along with every record that is looked at, and
  /// copying what was said of it would cost more than the work on the record.
  private final class Contents: Sendable {
    let about: EntityAbout
    let fields: [Field]
    let groups: [FieldGroup]
    /// Where the field, the group and the group of a field with a tag are; -1 for none.
    let places: [(field: Int16, group: Int16, groupOfField: Int16)]
    /// For each group, the tag of its field where it is a register of this one field; else 0, which
    /// no field has.
    let lone: [FieldTag]
    /// The fields that a record can't be without and that nothing is shown for instead.
    let required: [FieldTag]
    let hasGuarded: Bool

    init(about: EntityAbout, fields: [Field], groups: [FieldGroup]) {
      self.about = about
      self.fields = fields
      self.groups = groups
      let end = Int(fields.last?.tag ?? 0) + 1
      var places = [(field: Int16, group: Int16, groupOfField: Int16)](
        repeating: (-1, -1, -1), count: end)
      for (index, field) in fields.enumerated() { places[Int(field.tag)].field = Int16(index) }
      for (index, group) in groups.enumerated() {
        places[Int(group.tag)].group = Int16(index)
        for field in group.fields { places[Int(field)].groupOfField = Int16(index) }
      }
      self.places = places
      lone = groups.map { group in
        guard group.fields.count == 1, let field = group.fields.first else { return 0 }
        return group.rule.isSet || field != group.tag ? 0 : field
      }
      required = fields.filter { $0.isRequired && $0.initial.isNull }.map(\.tag)
      hasGuarded = groups.contains(where: \.isGuarded)
    }
  }

  private let contents: Contents

  init(about: EntityAbout, fields: [Field], groups: [FieldGroup]) {
    contents = Contents(about: about, fields: fields, groups: groups)
  }

  /// The same entity with groups that differ in their rule.
  func replacingGroups(_ body: (FieldGroup) -> FieldGroup) -> Entity {
    Entity(about: about, fields: fields, groups: groups.map(body))
  }

  /// What was said of it.
  public var about: EntityAbout { _read { yield contents.about } }
  /// Its fields, in order of their tags.
  public var fields: [Field] { _read { yield contents.fields } }
  /// Its groups, in order of their tags.
  public var groups: [FieldGroup] { _read { yield contents.groups } }

  /// The name in commands, tables and files.
  public var name: String { contents.about.name }
  /// The stable number.
  public var tag: EntityTag { contents.about.tag }

  /// The field with this name.
  public func field(named name: String) -> Field? { fields.first { $0.name == name } }
  /// The group with this name.
  public func group(named name: String) -> FieldGroup? { groups.first { $0.name == name } }

  /// The field with this tag.
  public func field(_ tag: FieldTag) -> Field? {
    guard let place = place(of: tag)?.field, place >= 0 else { return nil }
    return contents.fields[Int(place)]
  }

  /// The group with this tag.
  public func group(_ tag: GroupTag) -> FieldGroup? {
    guard let place = place(of: tag)?.group, place >= 0 else { return nil }
    return contents.groups[Int(place)]
  }

  /// The group that a field is versioned with.
  public func group(of field: FieldTag) -> FieldGroup? {
    guard let place = place(of: field)?.groupOfField, place >= 0 else { return nil }
    return contents.groups[Int(place)]
  }

  /// The field of the group at a place, where it is a register of this one field.
  func loneRegister(at place: Int) -> FieldTag? {
    let tag = contents.lone[place]
    return tag == 0 ? nil : tag
  }

  /// Whether the group with this tag is a register of one field.
  func isLoneRegister(_ tag: GroupTag) -> Bool {
    guard let place = place(of: tag)?.group, place >= 0 else { return false }
    return contents.lone[Int(place)] != 0
  }

  /// Checks the value of one field against its kind and limits.
  func failure(of value: FieldValue) -> Failure? {
    guard let place = place(of: value.field)?.field, place >= 0 else { return nil }
    return contents.fields[Int(place)].failure(of: value.value)
  }

  /// The fields that a record can't be without and that nothing is shown for instead.
  var required: [FieldTag] { contents.required }

  /// Where a field is that belongs to the register with this tag; nil where there is none.
  func place(of field: FieldTag, inRegister group: GroupTag) -> Int? {
    guard let place = place(of: field), place.field >= 0, place.groupOfField >= 0,
      contents.groups[Int(place.groupOfField)].tag == group,
      !contents.groups[Int(place.groupOfField)].rule.isSet
    else { return nil }
    return Int(place.field)
  }

  /// Whether the field at a place is one of those that a record can't be without.
  func isRequired(at place: Int) -> Bool {
    contents.fields[place].isRequired && contents.fields[place].initial.isNull
  }

  /// Whether writing some of its groups needs a grant that names them.
  var hasGuardedGroups: Bool { contents.hasGuarded }

  private func place(of tag: UInt16) -> (field: Int16, group: Int16, groupOfField: Int16)? {
    Int(tag) < contents.places.count ? contents.places[Int(tag)] : nil
  }
}

/// The tags that every entity which records its creation has.
public enum CreationFields {
  /// When the record was created.
  public static let at = Field(
    1, .instant, "Created", "زمان ایجاد", group: "created")
  /// The user who created it.
  public static let by = Field(
    2, .reference(SchemaTags.user), "Created by", "ایجادکننده", group: "created")
  static let group = GroupDeclaration("created", rule: .firstWriter)
}

/// The tags of the entities that the engine itself has to know.
public enum SchemaTags {
  /// The entity of users.
  public static let user: EntityTag = 1
  /// The entity of roles.
  public static let role: EntityTag = 2
  /// The entity of territories.
  public static let territory: EntityTag = 3
  /// The entity of rule overrides.
  public static let ruleOverride: EntityTag = 14
  /// The entity of declared fields.
  public static let declaredField: EntityTag = 19
}

extension Entity {
  /// Reflects a declaration; a mistake in it is found by `SchemaError`, in the first test that runs.
  public init<Declaration: EntityType>(_ type: Declaration.Type) throws(SchemaError) {
    var fields: [Field] = []
    for child in Mirror(reflecting: Declaration()).children {
      guard var field = child.value as? Field, let label = child.label else { continue }
      field.name = Self.snakeCase(label)
      fields.append(field)
    }
    try self.init(about: Declaration.about, fields: fields)
  }

  /// Assembles an entity from fields that already have names.
  public init(about: EntityAbout, fields declared: [Field]) throws(SchemaError) {
    var fields = declared
    var declarations = about.groups
    if about.recordsCreation {
      var at = CreationFields.at
      var by = CreationFields.by
      at.name = "created_at"
      by.name = "created_by"
      fields += [at, by]
      declarations.append(CreationFields.group)
    }
    fields.sort { $0.tag < $1.tag }
    self.init(
      about: about, fields: fields,
      groups: try Self.groups(of: fields, declarations, entity: about.name))
    if let problem = problem(declarations) {
      throw SchemaError(entity: about.name, problem: problem)
    }
  }

  private static func groups(
    of fields: [Field], _ declarations: [GroupDeclaration], entity: String
  ) throws(SchemaError) -> [FieldGroup] {
    var groups: [FieldGroup] = []
    for field in fields {
      guard let name = field.group else {
        groups.append(
          FieldGroup(
            tag: field.tag, name: field.name, fields: [field.tag], rule: field.rule,
            isGuarded: field.isGuarded))
        continue
      }
      guard let declaration = declarations.first(where: { $0.name == name }) else {
        throw SchemaError(entity: entity, problem: "group \(name) is not declared")
      }
      guard !groups.contains(where: { $0.name == name }) else { continue }
      let tags = fields.filter { $0.group == name }.map(\.tag)
      groups.append(
        FieldGroup(
          tag: field.tag, name: name, fields: tags, rule: declaration.rule,
          isGuarded: declaration.isGuarded))
    }
    return groups
  }

  static func snakeCase(_ label: String) -> String {
    var name = ""
    for character in label {
      if character.isUppercase {
        name.append("_")
        name.append(character.lowercased())
      } else {
        name.append(character)
      }
    }
    return name
  }
}

/// A mistake in the declaration of entities.
public struct SchemaError: Error, Hashable, Sendable {
  /// The entity.
  public let entity: String
  /// What is wrong.
  public let problem: String
}

/// All entities of a workspace: the value that drives storage, wire, validation and commands.
public struct Schema: Sendable {
  /// Grows with every change of an entity; a server refuses to read a newer one.
  public let version: UInt32
  /// The entities, in order of their tags.
  public let entities: [Entity]
  private let byTag: [EntityTag: Int]
  private let byName: [String: Int]

  private init(_ schema: Schema, _ entities: [Entity]) {
    version = schema.version
    byTag = schema.byTag
    byName = schema.byName
    self.entities = entities
  }

  /// The same schema with other entities of the same tags and names.
  func replacing(_ body: (Entity) -> Entity) -> Schema { Schema(self, entities.map(body)) }

  /// Gathers entities; tags and names must be unique.
  public init(version: UInt32, _ entities: [Entity]) throws(SchemaError) {
    self.version = version
    self.entities = entities.sorted { $0.tag < $1.tag }
    var byTag: [EntityTag: Int] = [:]
    var byName: [String: Int] = [:]
    for (index, entity) in self.entities.enumerated() {
      guard byTag.updateValue(index, forKey: entity.tag) == nil,
        byName.updateValue(index, forKey: entity.name) == nil
      else { throw SchemaError(entity: entity.name, problem: "declared twice") }
    }
    self.byTag = byTag
    self.byName = byName
  }

  /// The entity with this tag.
  public subscript(tag: EntityTag) -> Entity? { byTag[tag].map { entities[$0] } }
  /// The entity with this name.
  public subscript(name: String) -> Entity? { byName[name].map { entities[$0] } }
}
