// SPDX-License-Identifier: Apache-2.0

/// A kind of record, declared as a Swift type whose stored properties are its fields.
///
/// One file declares it, one line of a catalog registers it. The names of the fields are read by
/// reflection once, at start: `creditLimit` becomes `credit_limit`.
public protocol EntityType: Sendable {
  /// Makes the declaration.
  init()
  /// Everything that is said of the entity as a whole.
  static var about: EntityAbout { get }
}

/// Fields that only make sense together, and so are versioned as one.
public struct GroupDeclaration: Sendable {
  /// The name that fields refer to.
  public let name: String
  /// Which concurrent version is shown.
  public let rule: Rule
  /// Whether writing it needs a grant that names it.
  public let isGuarded: Bool

  /// Declares a group.
  public init(_ name: String, rule: Rule, guarded: Bool = false) {
    self.name = name
    self.rule = rule
    isGuarded = guarded
  }
}

/// A reason for which a scope holds a record.
public enum ScopeSource: Hashable, Sendable {
  /// Everybody holds it.
  case everyone
  /// The territory that this field refers to.
  case territory(FieldTag)
  /// The user that this field refers to.
  case user(FieldTag)
  /// Each user whose identifier is an element of this set.
  case users(FieldTag)
  /// Whatever holds the record that this field refers to.
  case parent(FieldTag)
  /// The record is itself the user or territory that names the scope.
  case itself
}

/// Who may change a record that already exists, beside the grants.
public enum Editors: String, Hashable, Sendable {
  /// Everybody whose scopes hold it.
  case holders
  /// The user who created it (on any device), and the office.
  case creator
  /// Nobody: a correction is a record of its own.
  case nobody
}

/// Everything that is said of an entity as a whole.
public struct EntityAbout: Sendable {
  /// The singular name in commands, tables and files.
  public let name: String
  /// The stable number; never reused.
  public let tag: EntityTag
  /// What people read.
  public let label: Label
  /// Groups of several fields.
  public let groups: [GroupDeclaration]
  /// Delete against a concurrent edit.
  public let deletePolicy: DeletePolicy
  /// Whether it can be deleted at all.
  public let isDeletable: Bool
  /// Which scopes hold its records.
  public let scopes: [ScopeSource]
  /// Who may change one.
  public let editors: Editors
  /// Whether the time and user of creation are recorded.
  public let recordsCreation: Bool
  /// The fields that make up a record's title, in order.
  public let title: [FieldTag]
  /// The field that holds a document number `DEVICE-n`, given at creation.
  public let number: FieldTag?
  /// What two records should not share.
  public let claims: [Claim]
  /// The fields with names by which records that sound alike are found; none where nobody asks.
  public let names: [FieldTag]
  /// The references to records that whoever writes them has to hold, as with a parent: the office
  /// acts on them for its part.
  public let held: [FieldTag]
  /// What must be true of each change, beside types and limits; client and server run the same.
  public let invariants: [Invariant]

  /// Declares an entity.
  public init(
    _ name: String, tag: EntityTag, _ english: String, _ persian: String,
    groups: [GroupDeclaration] = [], deletePolicy: DeletePolicy = .editWins,
    deletable: Bool = true, scopes: [ScopeSource], editors: Editors = .holders,
    recordsCreation: Bool = true, title: [FieldTag], number: FieldTag? = nil,
    claims: [Claim] = [], names: [FieldTag] = [], held: [FieldTag] = [],
    invariants: [Invariant] = []
  ) {
    self.name = name
    self.tag = tag
    label = Label(english, persian)
    self.groups = groups
    self.deletePolicy = deletePolicy
    isDeletable = deletable
    self.scopes = scopes
    self.editors = editors
    self.recordsCreation = recordsCreation
    self.title = title
    self.number = number
    self.claims = claims
    self.names = names
    self.held = held
    self.invariants = invariants
  }
}

/// Something that two records should not share, such as a phone number; the server compares.
///
/// Nobody loses a record by it: the later one gets a review item.
public struct Claim: Sendable {
  /// The name in review items.
  public let name: String
  /// The normalised key that a record claims, nil for none.
  public let key: @Sendable (RecordView) -> String?
  /// The record that the claim is about: itself, or the parent that this field refers to.
  public let subject: FieldTag?

  /// Declares a claim.
  public init(
    _ name: String, subject: FieldTag? = nil,
    key: @escaping @Sendable (RecordView) -> String?
  ) {
    self.name = name
    self.subject = subject
    self.key = key
  }
}

/// Reads records as one transaction sees them.
public protocol RecordReader {
  /// A record with anything written to it, deleted or not; nil when it is not here.
  func record(_ entity: EntityTag, _ id: RecordID) throws -> RecordView?
  /// The living records of an entity whose displayed value of a field is this one, by identifier.
  func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value
  ) throws -> [RecordView]
  /// Those of them whose displayed value of another field is this one, such as the state that few
  /// are in.
  func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value, and other: FieldTag,
    is otherValue: Value
  ) throws -> [RecordView]
  /// The living records that a text names by their title; see ``RecordView/isTitled(_:)``.
  ///
  /// A reader that can search finds them however the title is spelled; the one that comes with the
  /// protocol finds titles of exactly this text.
  func records(_ entity: Entity, titled text: String) throws -> [RecordView]
  /// How the office knows a replica; nil where that is not known, which is everywhere but there.
  func standing(of replica: ReplicaID) throws -> HolderStanding?
  /// Whether a replica is the office's own; known at the office alone.
  func isOffice(_ replica: ReplicaID) -> Bool
}

/// Reads records by how their names sound.
public protocol NameReader: RecordReader {
  /// The living records of an entity whose names have all of these marks, of `NameForm`, at most so
  /// many.
  func records(_ entity: EntityTag, marked marks: [String], limit: Int) throws -> [RecordView]
  /// Those of which a mark begins so.
  func records(
    _ entity: EntityTag, markedFrom beginning: String, limit: Int
  ) throws -> [RecordView]
  /// About how many records of an entity there are; costs nothing.
  func size(of entity: EntityTag) throws -> Int
  /// Shows fields of every living record of an entity, one at a time.
  func forEach(
    _ entity: EntityTag, showing fields: [FieldTag], _ body: (RecordID, [Value]) throws -> Void
  ) throws
}

/// How the office knows a replica.
public struct HolderStanding: Hashable, Sendable {
  /// Whether nothing more is taken from it.
  public let isShutOut: Bool
  /// The last of its commits that was taken.
  public let taken: UInt64

  /// Describes a replica.
  public init(isShutOut: Bool, taken: UInt64) {
    self.isShutOut = isShutOut
    self.taken = taken
  }
}

extension RecordReader {
  /// The living records that show both values; a store looks both up at once.
  public func records(
    _ entity: EntityTag, where field: FieldTag, is value: Value, and other: FieldTag,
    is otherValue: Value
  ) throws -> [RecordView] {
    try records(entity, where: field, is: value).filter { $0[other] == otherValue }
  }

  /// Nothing is known of replicas.
  public func standing(of replica: ReplicaID) throws -> HolderStanding? { nil }

  /// No replica is known to be the office's.
  public func isOffice(_ replica: ReplicaID) -> Bool { false }

  /// The living records of which a part of the title is exactly this text.
  public func records(_ entity: Entity, titled text: String) throws -> [RecordView] {
    var found: [RecordView] = []
    for tag in entity.about.title where entity.field(tag)?.kind.isText == true {
      for view in try records(entity.tag, where: tag, is: .text(text))
      where !found.contains(where: { $0.id == view.id }) {
        found.append(view)
      }
    }
    return found
  }
}

/// What an invariant may look at.
public struct ChangeContext {
  /// The record before the change; nil when the change creates it.
  public let before: RecordView?
  /// The record after the change.
  public let after: RecordView
  /// Who changes it.
  public let author: Author
  /// Whether the commit claims office authority.
  public let office: Bool
  /// Reads other records; the commit's earlier changes are in them.
  public let reader: any RecordReader

  /// Gathers a context.
  public init(
    before: RecordView?, after: RecordView, author: Author, office: Bool,
    reader: any RecordReader
  ) {
    self.before = before
    self.after = after
    self.author = author
    self.office = office
    self.reader = reader
  }
}

/// A law of one entity; answers nil when it holds.
public typealias Invariant = @Sendable (ChangeContext) throws -> Failure?
