// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite

/// What went wrong with a database file: a stable code, the place, and words for a log.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reasons, with names that are stable in scripts.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file's content contradicts itself: truncated, overwritten, or half of another file.
    case damaged
    /// A newer build wrote the file in a form that this one can't read.
    case newerFormat
    /// A newer build wrote the file under a schema that this one doesn't have.
    case newerSchema
    /// There is a file, but it is not one of ours.
    case notAKarvanFile
    /// A replica's file was opened as an office's, or the reverse.
    case wrongKind
    /// The file or its folder can't be written.
    case readOnly
    /// There is no room left; nothing of the transaction was done.
    case diskFull
    /// Another process held the file for longer than the busy timeout.
    case locked
    /// There is nothing at that place.
    case missing
    /// There is already something at that place.
    case exists
    /// The caller asked for something that contradicts what is stored.
    case inconsistent
    /// The disk, the operating system or the database failed in a way that should not occur.
    case internalError
  }

  /// The reason.
  public let code: Code
  /// What happened, in English, for people who look after the machine.
  public let message: String
  /// The file, table or record concerned.
  public let place: String

  /// Makes an error.
  public init(_ code: Code, _ message: String, place: String) {
    self.code = code
    self.message = message
    self.place = place
  }

  /// Place, code and message on one line.
  public var description: String { "\(place): \(code.rawValue): \(message)" }
}

extension StoreError {
  /// Translates a result code of SQLite.
  init(sqlite code: Int32, _ message: String, place: String) {
    let reason: Code =
      switch code & 0xFF {
      case SQLITE_CORRUPT: .damaged
      case SQLITE_NOTADB: .notAKarvanFile
      case SQLITE_FULL: .diskFull
      // The files beside the database can't be made or grow on a full disk, which is all that is said.
      case SQLITE_IOERR where StoreFile.isOnFullDisk(place): .diskFull
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .readOnly
      case SQLITE_BUSY, SQLITE_LOCKED: .locked
      case SQLITE_CANTOPEN: .missing
      default: .internalError
      }
    self.init(reason, "\(message) (SQLite \(code))", place: place)
  }

  /// Runs a body and gives errors of the database the form of this type; others pass unchanged.
  static func translating<T>(_ place: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(
        sqlite: error.extendedResultCode.rawValue, error.message ?? "no message", place: place)
    } catch let error as StoreError where error.place.isEmpty {
      // A statement does not know its file.
      throw StoreError(error.code, error.message, place: place)
    }
  }
}
