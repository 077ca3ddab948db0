// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is known of somebody by which they can be recognised.
public struct LikenessProfile: Sendable {
  /// The entities whose records are compared.
  public static let entities: [EntityTag] = [Account.tag, Contact.tag, Lead.tag]

  /// The entity.
  public let entity: EntityTag
  /// The record; nil for one that is being typed.
  public let record: RecordID?
  /// What it is called.
  public var names: [NameForm] = []
  /// Numbers in E.164.
  public var phones: [String] = []
  /// E-mail addresses as they are compared.
  public var emails: [String] = []
  /// Numbers by which the state knows it, in the order of ``identityFields(of:)``.
  public var identities: [String?] = []
  /// Cities, folded.
  public var cities: [String] = []
  /// Postal codes.
  public var postalCodes: [String] = []
  /// The account that a contact is at.
  public var account: RecordID?
  /// The birthday of a contact, in the days of a date's value.
  public var birthday: Int64?

  /// Reads the fields of a record, or of what is being typed.
  public init(
    _ entity: EntityTag, _ record: RecordID? = nil, value: (FieldTag) -> Value
  ) {
    self.entity = entity
    self.record = record
    names = Self.nameFields(of: entity).compactMap { value($0).text }.filter { !$0.isEmpty }
      .map { NameForm($0) }.filter { !$0.words.isEmpty }
    identities = Self.identityFields(of: entity).map { ClaimKey.folded(value($0.tag)) }
    switch entity {
    case Contact.tag:
      account = value(Contact.shape.account.tag).reference
      birthday = value(Contact.shape.birthDate.tag).integer
    case Lead.tag:
      let shape = Lead.shape
      let phone =
        value(shape.normalizedPhone.tag).text
        ?? value(shape.phone.tag).text.flatMap { try? PhoneNumber.normalize($0) }
      phones = [phone].compactMap { $0 }
      emails = [value(shape.email.tag)].compactMap { ClaimKey.folded($0) }
      cities = [value(shape.city.tag)].compactMap { Self.city($0) }
    default: break
    }
  }

  /// The fields with names.
  static func nameFields(of entity: EntityTag) -> [FieldTag] {
    Catalog.type(of: entity)?.about.names ?? []
  }

  /// The fields with numbers by which the state knows somebody: the same place means the same kind.
  static func identityFields(of entity: EntityTag) -> [Field] {
    switch entity {
    case Account.tag: [Account.shape.nationalId, Account.shape.legalId, Account.shape.economicCode]
    case Lead.tag: [Lead.shape.nationalId, Lead.shape.legalId]
    default: []
    }
  }

  /// The field that says that another record stands for this one by now.
  static func successor(of entity: EntityTag) -> Field? {
    entity == Lead.tag ? Lead.shape.convertedAccount : Catalog.redirect(of: entity)
  }

  /// The fields that a profile is made of.
  static func fields(of entity: EntityTag) -> [FieldTag] {
    let own: [Field] =
      switch entity {
      case Contact.tag: [Contact.shape.account, Contact.shape.birthDate]
      case Lead.tag:
        [Lead.shape.phone, Lead.shape.normalizedPhone, Lead.shape.email, Lead.shape.city]
      default: []
      }
    return nameFields(of: entity) + identityFields(of: entity).map(\.tag) + own.map(\.tag)
      + [successor(of: entity)].compactMap { $0?.tag }
  }

  /// A city as it is compared: by its sound, as it comes in two scripts.
  static func city(_ value: Value) -> String? {
    let words = value.text.map { SearchKey.words($0).map { NameSkeleton.of($0) } } ?? []
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Adds a phone number or an e-mail address.
  mutating func add(kind: Value, normalized: Value) {
    guard let key = ClaimKey.folded(normalized) else { return }
    switch kind.text {
    case "phone": phones.append(key)
    case "email": emails.append(key)
    default: break
    }
  }

  /// Adds a place.
  mutating func add(city: Value, postalCode: Value) {
    if let city = Self.city(city) { cities.append(city) }
    if let code = ClaimKey.folded(postalCode) { postalCodes.append(code) }
  }
}

extension LikenessProfile {
  /// The profile of a record that a commit will start, with its phones and places; nil where nothing
  /// of the kind is started.
  public init?(new changes: [RecordChange], schema: Schema) {
    func value(_ change: RecordChange, _ tag: FieldTag) -> Value {
      guard let group = schema[change.entity]?.group(of: tag) else { return .null }
      for write in change.writes where write.group == group.tag {
        if case .set(let values) = write.action { return values[tag] }
      }
      return .null
    }
    let first = changes.first { $0.creates && Self.entities.contains($0.entity) }
    guard let first else { return nil }
    self.init(first.entity) { value(first, $0) }
    for part in changes where part.creates {
      switch part.entity {
      case ContactPoint.tag:
        let shape = ContactPoint.shape
        add(kind: value(part, shape.kind.tag), normalized: value(part, shape.normalized.tag))
      case Address.tag:
        let shape = Address.shape
        add(city: value(part, shape.city.tag), postalCode: value(part, shape.postalCode.tag))
      default: break
      }
    }
  }
}

extension Account {
  /// A profile of what is being typed, with the phone that comes with it.
  public static func profile(of edit: RecordEdit, phone: String?) -> LikenessProfile {
    var profile = LikenessProfile(tag) { edit.values[$0] ?? .null }
    if let phone, let normal = try? PhoneNumber.normalize(phone) { profile.phones = [normal] }
    return profile
  }
}
