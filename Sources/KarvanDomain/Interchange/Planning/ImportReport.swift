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

  /// What was wrong with the form of the row, by the code of its first reading; nil when its
  /// fields are what they were meant to be.
  var damage: String? {
    guard case .file(let error) = reason, error.code.isDamage else { return nil }
    return error.code == .stillDamaged ? error.arguments.first : error.code.rawValue
  }

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
/// What was read of a damaged row is not what was meant: its cell ``damageColumn`` says what was
/// wrong, and imports reject the row until somebody corrects it and empties the cell.
///
/// Lines of documents have other columns: they belong in a file of their own.
public struct RejectFile: Sendable {
  /// The column that keeps a row out for as long as something is in it.
  public static let damageColumn = "import_damage"
  /// The columns that say where and why; imports pass over them, but for ``damageColumn``.
  public static let reportColumns = [
    "import_file", "import_line", "import_column", "import_reason", "import_warning", damageColumn,
  ]

  private let columns: [String]
  private let kept: [Int]
  /// How many columns the file has.
  private let width: Int

  /// A reject file for a file with these columns.
  ///
  /// A reject file that is imported again keeps only its newest report.
  public init(columns: [String]) {
    kept = columns.indices.filter { !Self.reportColumns.contains(columns[$0]) }
    self.columns = kept.map { columns[$0] }
    width = columns.count
  }

  /// The names of its columns.
  public var header: [String] { Self.reportColumns + columns }

  /// The row of a rejection; the original fields are as they were read, and a short row has empty
  /// ones at its end.
  public func row(
    _ rejection: ImportRejection, schema: Schema, language: TextLanguage
  ) -> [String] {
    [
      rejection.file, "\(rejection.line)", rejection.column ?? "",
      rejection.text(schema: schema, language: language), rejection.isWarning ? "true" : "false",
      rejection.damage ?? "",
    ] + original(rejection.fields)
  }
}

extension RejectFile {
  /// The fields without an earlier report; what a row has beyond the header comes last.
  private func original(_ fields: [String]) -> [String] {
    let missing = repeatElement("", count: max(0, width - fields.count))
    let padded = fields + missing
    return kept.map { padded[$0] } + padded.dropFirst(width)
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
