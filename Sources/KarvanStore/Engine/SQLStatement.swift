// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite
import KarvanCore

/// A prepared statement, bound and stepped without intermediate values.
///
/// Texts and blobs go by their length, so that a text with a zero byte in it survives; a general
/// row type costs more than the rest of a save.
final class SQLStatement {
  private let statement: Statement
  private let handle: OpaquePointer

  init(_ statement: Statement) {
    self.statement = statement
    handle = statement.sqliteStatement
  }

  /// Tells SQLite to copy what is bound.
  private static var transient: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  // MARK: Binding; indexes start from 1.

  func bind(_ index: Int32, _ number: Int64) { sqlite3_bind_int64(handle, index, number) }

  func bind(_ index: Int32, _ number: UInt64) { bind(index, Int64(bitPattern: number)) }

  func bind(_ index: Int32, _ bytes: [UInt8]) {
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), Self.transient)
    }
  }

  func bind(_ index: Int32, _ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      _ = utf8.withMemoryRebound(to: CChar.self) { run in
        // An empty text has no address, which would bind NULL.
        sqlite3_bind_text64(
          handle, index, run.baseAddress ?? Self.empty, UInt64(run.count), Self.transient,
          UInt8(SQLITE_UTF8))
      }
    }
  }

  private static var empty: UnsafePointer<CChar>? {
    UnsafePointer(bitPattern: MemoryLayout<CChar>.alignment)
  }

  /// Binds text without copying it: it must stay where it is until the statement has run, and
  /// `clear` was called.
  func bind(inPlace text: UnsafeRawBufferPointer, at index: Int32) {
    sqlite3_bind_text64(
      handle, index, text.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.empty,
      UInt64(text.count), nil, UInt8(SQLITE_UTF8))
  }

  /// Binds bytes without copying them, on the same terms.
  func bind(bytesInPlace bytes: UnsafeRawBufferPointer, at index: Int32) {
    if bytes.isEmpty {
      sqlite3_bind_zeroblob(handle, index, 0)
    } else {
      sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
    }
  }

  /// Forgets what is bound; everything is NULL then.
  func clear() { sqlite3_clear_bindings(handle) }

  func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

  func bind<Kind>(_ index: Int32, _ id: Identifier<Kind>) {
    withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { bytes in
      _ = sqlite3_bind_blob64(handle, index, bytes.baseAddress, 16, Self.transient)
    }
  }

  func bind(_ index: Int32, _ value: Value) {
    switch value {
    case .null: bindNull(index)
    case .integer(let number): bind(index, number)
    case .text(let text): bind(index, text)
    case .bytes(let bytes): bind(index, bytes)
    }
  }

  func bind(optional number: UInt64?, at index: Int32) {
    if let number { bind(index, number) } else { bindNull(index) }
  }

  // MARK: Running.

  /// Runs to the end; rows are ignored.
  func run() throws {
    defer { sqlite3_reset(handle) }
    while try step() {}
  }

  /// Reads the first row, if there is one.
  func first<T>(_ read: (SQLStatement) throws -> T) throws -> T? {
    defer { sqlite3_reset(handle) }
    return try step() ? try read(self) : nil
  }

  /// Reads all rows.
  func all<T>(_ read: (SQLStatement) throws -> T) throws -> [T] {
    defer { sqlite3_reset(handle) }
    var rows: [T] = []
    while try step() { rows.append(try read(self)) }
    return rows
  }

  /// Goes to the next row; false at the end. The caller resets.
  func step() throws -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let connection = sqlite3_db_handle(handle)
      throw StoreError(
        sqlite: sqlite3_extended_errcode(connection),
        String(cString: sqlite3_errmsg(connection)), place: "")
    }
  }

  func reset() { sqlite3_reset(handle) }

  // MARK: Reading; indexes start from 0.

  func isNull(_ index: Int32) -> Bool { sqlite3_column_type(handle, index) == SQLITE_NULL }

  func integer(_ index: Int32) -> Int64 { sqlite3_column_int64(handle, index) }

  func unsigned(_ index: Int32) -> UInt64 { UInt64(bitPattern: integer(index)) }

  func optionalUnsigned(_ index: Int32) -> UInt64? { isNull(index) ? nil : unsigned(index) }

  // Where the array is not used, the optimizer of Swift 6.3 frees it before it copies the bytes, once
  // it sees both; the copy then lands in memory of others. Found under a checking allocator.
  @inline(never)
  func bytes(_ index: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, index) else { return [] }
    let count = Int(sqlite3_column_bytes(handle, index))
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Gives bytes in place; they are good until the statement goes on.
  func withBytes<T>(_ index: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
    let start = sqlite3_column_blob(handle, index)
    let count = start == nil ? 0 : Int(sqlite3_column_bytes(handle, index))
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// How many bytes a text or a blob takes.
  func size(_ index: Int32) -> Int {
    sqlite3_column_type(handle, index) == SQLITE_INTEGER
      ? 8 : Int(sqlite3_column_bytes(handle, index))
  }

  /// Writes a value from where it lies; there must be one.
  func append(_ index: Int32, to writer: inout PlainStateWriter) {
    switch sqlite3_column_type(handle, index) {
    case SQLITE_INTEGER: writer.integer(integer(index))
    case SQLITE_TEXT: withBytes(index) { writer.text($0) }
    default: withBytes(index) { writer.bytes($0) }
    }
  }

  func text(_ index: Int32) -> String {
    guard let start = sqlite3_column_text(handle, index) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, index))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func identifier<Kind>(_ index: Int32, _: Identifier<Kind>.Type = Identifier<Kind>.self) throws
    -> Identifier<Kind>
  {
    guard let start = sqlite3_column_blob(handle, index),
      sqlite3_column_bytes(handle, index) == 16
    else {
      throw StoreError(.damaged, "an identifier that has not 16 bytes: \(statement.sql)", place: "")
    }
    let halves = UnsafeRawBufferPointer(start: start, count: 16)
    return Identifier(
      high: UInt64(bigEndian: halves.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: halves.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  func value(_ index: Int32) -> Value {
    switch sqlite3_column_type(handle, index) {
    case SQLITE_INTEGER: .integer(integer(index))
    case SQLITE_TEXT: .text(text(index))
    case SQLITE_BLOB: .bytes(bytes(index))
    default: .null
    }
  }
}
