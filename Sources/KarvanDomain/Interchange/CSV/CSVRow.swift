// SPDX-License-Identifier: Apache-2.0

/// What bounds the reading of a CSV file, so that no file can use up the memory.
public struct CSVLimits: Hashable, Sendable {
  /// The most bytes of one field.
  public let fieldBytes: Int
  /// The most fields of one row.
  public let columns: Int
  /// The most bytes of one row, with quotes and separators.
  public let rowBytes: Int

  /// Gathers limits; each is at least one.
  public init(fieldBytes: Int = 1 << 20, columns: Int = 1_000, rowBytes: Int = 4 << 20) {
    self.fieldBytes = max(fieldBytes, 1)
    self.columns = max(columns, 1)
    self.rowBytes = max(rowBytes, 1)
  }

  /// 1 MiB a field, 1,000 columns, 4 MiB a row.
  public static let standard = CSVLimits()
}

/// What separates the fields of a row.
public enum CSVDelimiter: UInt8, CaseIterable, Sendable {
  /// `,`
  case comma = 0x2C
  /// `;`, as spreadsheets write where the comma is the decimal sign.
  case semicolon = 0x3B
  /// A tab.
  case tab = 0x09
}

/// One row of a file, as it was read.
public struct CSVRow: Hashable, Sendable {
  /// The line of the file on which it starts, from 1.
  public let line: Int
  /// Its fields; where it has a problem, as far as they could be read.
  public let fields: [String]
  /// Why it cannot be used; nil when it can.
  public let problem: InterchangeError?

  /// Makes a row.
  public init(line: Int, fields: [String], problem: InterchangeError? = nil) {
    self.line = line
    self.fields = fields
    self.problem = problem
  }
}

/// The names of a file's columns.
public struct CSVHeader: Hashable, Sendable {
  /// The names, in order, without surrounding white space.
  public let columns: [String]
  private let indices: [String: Int]

  /// Takes the first row of a file. Throws when it could not be read, or when a column has no name
  /// or the name of another one.
  public init(_ row: CSVRow) throws(InterchangeError) {
    if let problem = row.problem { throw problem }
    var indices: [String: Int] = [:]
    columns = row.fields.map { TextTrimming.trim($0) }
    for (index, column) in columns.enumerated() {
      if column.isEmpty {
        throw InterchangeError(.columnUnnamed, line: row.line, ["\(index + 1)"])
      }
      guard indices.updateValue(index, forKey: column) == nil else {
        throw InterchangeError(.columnRepeated, line: row.line, column: column)
      }
    }
    self.indices = indices
  }

  /// Whether there is a column of this name.
  public func contains(_ column: String) -> Bool { indices[column] != nil }

  /// A row with its fields by name; one with another number of fields has the problem `ragged`.
  public func record(_ row: CSVRow) -> CSVRecord {
    var problem = row.problem
    if problem == nil && row.fields.count != columns.count {
      problem = InterchangeError(
        .ragged, line: row.line, ["\(columns.count)", "\(row.fields.count)"])
    }
    return CSVRecord(
      row: CSVRow(line: row.line, fields: row.fields, problem: problem), indices: indices)
  }
}

/// One row with its fields by the names of their columns.
public struct CSVRecord: Sendable {
  /// The row, with its problem if it has one.
  public let row: CSVRow
  private let indices: [String: Int]

  fileprivate init(row: CSVRow, indices: [String: Int]) {
    self.row = row
    self.indices = indices
  }

  /// The field of a column; nil when there is no such column.
  public subscript(column: String) -> String? {
    guard let index = indices[column], index < row.fields.count else { return nil }
    return row.fields[index]
  }
}
