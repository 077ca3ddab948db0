// SPDX-License-Identifier: Apache-2.0

/// Why something was refused: a stable code, the place, and the words that explain it.
///
/// Commands, the server's rejections and import reports all show this one value; `code` and
/// `arguments` are enough to say it in another language.
public struct Failure: Error, Hashable, Sendable {
  /// The reasons, with names that are stable on the wire and in scripts.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    // What a value can be wrong about.
    case required, tooLong, outOfRange, notAChoice, wrongKind, malformed
    // What a reference can be wrong about.
    case missingRecord, wrongEntity, deletedRecord
    // What a rule or a state machine forbids.
    case alreadySet, moveNotAllowed, frozen, appendOnly, notDeletable, invariant
    // What rights forbid.
    case notGranted, notCreator, outOfScope, notOffice, inactive, notEnrolled
    // What the schema does not know.
    case unknownEntity, unknownField, unknownGroup
    // What a rejected predecessor takes with it.
    case dependsOnRejected
    // What the reader cannot read.
    case undecodable, tooLarge
    // What an administrator decided about the work of a lost device.
    case discarded
    // What its author took back, because it was rejected in an earlier life of the server.
    case withdrawn
    // What the server can't judge yet, of a device that has too much of that already.
    case quarantineFull
    // A reason of a newer server that this version does not know; the first argument is its name.
    case other
  }

  /// The reason.
  public let code: Code
  /// The entity concerned, by name.
  public let entity: String?
  /// The record concerned.
  public let record: RecordID?
  /// The field concerned, by name.
  public let field: String?
  /// The particulars, in the order in which a message names them.
  public let arguments: [String]

  /// Makes a failure.
  public init(
    _ code: Code, entity: String? = nil, record: RecordID? = nil, field: String? = nil,
    _ arguments: [String] = []
  ) {
    self.code = code
    self.entity = entity
    self.record = record
    self.field = field
    self.arguments = arguments
  }

  /// The same failure, said of a record.
  public func about(_ entity: String, _ record: RecordID?) -> Failure {
    Failure(
      code, entity: self.entity ?? entity, record: self.record ?? record, field: field, arguments)
  }
}
