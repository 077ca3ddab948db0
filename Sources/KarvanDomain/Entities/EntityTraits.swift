// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension EntityType {
  /// The stable number.
  public static var tag: EntityTag { about.tag }
}

/// An entity whose records are parts of another record and go with it when it is deleted.
public protocol PartEntity: EntityType {
  /// The entity of the whole.
  static var whole: EntityTag { get }
  /// The field that refers to the whole.
  static var wholeField: FieldTag { get }
  /// What else a record can be a part of, in place of that.
  static var furtherWholes: [(whole: EntityTag, field: FieldTag)] { get }
}

extension PartEntity {
  /// Nothing else.
  public static var furtherWholes: [(whole: EntityTag, field: FieldTag)] { [] }
}

/// An entity that completes what people enter before it is written.
public protocol PreparedEntity: EntityType {
  /// Fills what follows from the entered values, such as a normalised phone number.
  ///
  /// - Parameters:
  ///   - edit: What was entered.
  ///   - before: The record as shown; nil when it is new.
  ///   - context: Who enters it, and when.
  /// - Throws: A `Failure` that names the field whose value cannot be understood.
  static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws
}

/// An entity that only the office itself writes; everybody else reads it.
public protocol OfficeEntity: EntityType {}

extension OfficeEntity {
  /// The office itself acts in nobody's own scope; a person with every right does in theirs.
  static var officeOnly: Invariant {
    { context in
      let isOffice = context.office && !context.author.scopes.contains(.user(context.author.user))
      return isOffice ? nil : context.breaks(.officeOnly, nil)
    }
  }
}

/// An entity whose records are written by workflows alone, whole and never changed: a single one
/// that somebody adds by its fields would say nothing.
public protocol LedgerEntity: EntityType {}

/// An entity whose duplicates are merged by a redirect that keeps them all.
public protocol MergeableEntity: EntityType {
  /// The field that refers to the record which stands for this one.
  static var redirect: Field { get }
}

/// An entity of which a list shows people chosen fields; of others it shows what makes up the title,
/// what has to be there, and choices.
public protocol ListedEntity: EntityType {
  /// The fields, in the order in which they are read.
  static var listed: [Field] { get }
}

extension RecordEdit {
  /// The value that a field will have: the new one, or the one that was shown.
  func value(_ field: Field, over before: RecordView?) -> Value {
    values[field.tag] ?? before?[field] ?? .null
  }

  /// Writes a value only where none was entered.
  mutating func fill(_ field: Field, _ value: Value) {
    if values[field.tag] == nil { values[field.tag] = value }
  }

  /// Leaves out what is set once and was set before, as when a day or a visit is taken up again.
  mutating func keepFirst(of shown: RecordView) {
    for group in shown.entity.groups
    where group.declaredRule.isWriteOnce && !shown.state.versions(of: group.tag).isEmpty {
      for field in group.fields { values[field] = nil }
    }
  }

  /// Writes a value where there is one.
  mutating func write(_ field: Field, _ value: Value?) {
    if let value { values[field.tag] = value }
  }

  /// Replaces an entered text by its canonical form; the error names the field.
  mutating func canonicalize(
    _ field: Field, named name: String,
    by normalize: (String) throws(DomainError) -> String
  ) throws(Failure) {
    guard let text = values[field.tag]?.text else { return }
    do throws(DomainError) {
      values[field.tag] = .text(try normalize(text))
    } catch {
      throw Failure(error, field: name)
    }
  }
}
