// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Why a row, or a part of it, did not go in.
public struct ImportRejection: Hashable, Sendable {
  /// The reasons.
  public enum Reason: Hashable, Sendable {
    /// The file or the mapping.
    case file(InterchangeError)
    /// The rules of the workspace.
    case rule(Failure)
  }

  /// The file, as its caller named it.
  public let file: String
  /// The line on which the row starts.
  public let line: Int
  /// The column whose value is to blame, where there is one.
  public let column: String?
  /// The fields of the row.
  public let fields: [String]
  /// Why.
  public let reason: Reason
  /// Whether the rest of the row went in.
  public let isWarning: Bool

  /// One or two sentences.
  public func text(schema: Schema, language: TextLanguage) -> String {
    switch reason {
    case .file(let error): error.text(in: language)
    case .rule(let failure): FailureText.say(failure, schema: schema, language: language)
    }
  }
}

/// What became of the rows of an import so far.
public struct ImportSummary: Hashable, Sendable {
  /// All rows.
  public internal(set) var rows = 0
  /// Rows whose record was created.
  public internal(set) var created = 0
  /// Rows whose record, or a part of it, was changed.
  public internal(set) var updated = 0
  /// Rows with nothing to do.
  public internal(set) var skipped = 0
  /// Rows that did not go in.
  public internal(set) var rejected = 0
  /// Parts of rows that did not go in while the rest did.
  public internal(set) var warnings = 0
  /// How many records of each entity were created, by its name.
  public internal(set) var records: [String: Int] = [:]
}

/// The file of the rows that did not go in: where and why, then the original columns, so that it can
/// be corrected and imported again.
///
/// Lines of documents have other columns: they belong in a file of their own.
public struct RejectFile: Sendable {
  /// The columns that say where and why; imports pass over them.
  public static let reportColumns = [
    "import_file", "import_line", "import_column", "import_reason", "import_warning",
  ]

  private let columns: [String]
  private let kept: [Int]

  /// A reject file for a file with these columns.
  ///
  /// A reject file that is imported again keeps only its newest report.
  public init(columns: [String]) {
    kept = columns.indices.filter { !Self.reportColumns.contains(columns[$0]) }
    self.columns = kept.map { columns[$0] }
  }

  /// The names of its columns.
  public var header: [String] { Self.reportColumns + columns }

  /// The row of a rejection; the original fields are as they were read.
  public func row(
    _ rejection: ImportRejection, schema: Schema, language: TextLanguage
  ) -> [String] {
    [
      rejection.file, "\(rejection.line)", rejection.column ?? "",
      rejection.text(schema: schema, language: language), rejection.isWarning ? "true" : "false",
    ] + original(rejection.fields)
  }
}

extension RejectFile {
  /// The fields without an earlier report; all of them where the row does not fit the header.
  private func original(_ fields: [String]) -> [String] {
    guard let last = kept.last, last < fields.count else { return fields }
    guard fields.count <= last + 1 + Self.reportColumns.count else { return fields }
    return kept.map { fields[$0] }
  }
}

/// What one row is planned to become.
public struct PlannedRow: Sendable {
  /// What becomes of the row's record.
  public enum Outcome: String, Hashable, Sendable {
    case created, updated, skipped, rejected
  }

  /// The row.
  public let row: CSVRow
  /// What becomes of it.
  public let outcome: Outcome
  /// What to commit, as one commit; nil when there is nothing.
  public let draft: OperationDraft?
  /// Why it, or a part of it, does not go in.
  public let rejections: [ImportRejection]

  /// The keys under which the planner remembers its new records.
  let keys: [RecordKey]
  /// The line rows that went into it.
  let lines: [CSVRow]

  init(
    row: CSVRow, outcome: Outcome, draft: OperationDraft? = nil,
    rejections: [ImportRejection] = [], keys: [RecordKey] = [], lines: [CSVRow] = []
  ) {
    self.row = row
    self.outcome = outcome
    self.draft = draft
    self.rejections = rejections
    self.keys = keys
    self.lines = lines
  }
}

/// What an import finds a record by.
struct RecordKey: Hashable, Sendable {
  let entity: EntityTag
  let values: [FieldValue]
}
