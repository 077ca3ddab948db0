// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Plans an import row by row; its caller reads the files, commits, and shows progress.
///
/// Each planned row is one commit, drafted by the same operations as what people enter. The caller
/// commits it before it plans the next row, with the reader of the same transaction, so that rows
/// see the records of the rows before them; several rows may share a transaction. In a dry run
/// nothing is committed: the planner keeps what it planned (in memory) and judges it as a commit
/// would be judged.
public final class ImportPlanner {
  /// Whether what is planned will be committed.
  public enum Mode: Hashable, Sendable {
    case commit, dryRun
  }

  /// The most rows of the line file; they are held in memory, grouped by document.
  public static let maximumLines = 1_000_000

  /// What became of the rows so far.
  public private(set) var summary = ImportSummary()

  private let mapping: ImportMapping
  private let header: CSVHeader
  private let lineHeader: CSVHeader?
  private let schema: Schema
  private let file: String
  private var finder = RecordFinder()
  private var lines: [String: [CSVRow]] = [:]
  private var lineCount = 0
  private let rehearsal: Rehearsal?

  /// A planner for one file.
  ///
  /// - Parameters:
  ///   - mapping: How rows become records.
  ///   - header: The header of the file.
  ///   - lines: The header of ``ImportMapping/lineFile``, when there is one.
  ///   - schema: The schema of the workspace.
  ///   - file: How reports call the file.
  ///   - mode: Whether what is planned will be committed.
  /// - Throws: When a column that the mapping names is missing.
  public init(
    _ mapping: ImportMapping, header: CSVHeader, lines: CSVHeader? = nil, schema: Schema,
    file: String = "", mode: Mode = .commit
  ) throws(InterchangeError) {
    self.mapping = try mapping.fitted(to: header, lines: lines)
    self.header = header
    lineHeader = lines
    self.schema = schema
    self.file = file
    rehearsal = mode == .dryRun ? Rehearsal(schema: schema) : nil
    if mapping.lines != nil && mapping.duplicates == .update {
      throw InterchangeError(.mappingSyntax, ["duplicates skip or create, as orders are final"])
    }
  }

  /// Takes a row of the line file; all of them come before the first document.
  /// - Returns: Why it cannot be used; nil when it can.
  public func addLine(_ row: CSVRow) -> ImportRejection? {
    guard let rule = mapping.lines, let lineHeader else { return nil }
    let record = lineHeader.record(row)
    if let problem = problem(of: record) { return rejectLine(row, problem) }
    guard lineCount < Self.maximumLines else {
      return rejectLine(row, InterchangeError(.tooManyLines, ["\(Self.maximumLines)"]))
    }
    let key = TextTrimming.trim(record[rule.column] ?? "")
    guard !key.isEmpty else {
      return rejectLine(row, InterchangeError(.keyEmpty, column: rule.column, [rule.column]))
    }
    lineCount += 1
    lines[key, default: []].append(row)
    return nil
  }

  /// Plans the next row.
  ///
  /// - Parameters:
  ///   - row: A row after the header.
  ///   - context: Reader, author, clock and identifiers of the transaction.
  /// - Throws: Only what the reader or the number source throws; what is wrong with the row is in
  ///   the result.
  public func next(_ row: CSVRow, in context: OperationContext) throws -> PlannedRow {
    summary.rows += 1
    let record = header.record(row)
    if let problem = problem(of: record) {
      return count(reject(row, [], .file(problem), column: problem.column))
    }
    let rows = takeLines(of: record)
    let planner = RowPlanner(
      mapping: mapping, record: record, lines: rows.compactMap { lineHeader?.record($0) },
      context: rehearsal?.reading(context) ?? context)
    do {
      let plan = try planner.plan(finder: &finder)
      return count(try planned(row, rows, plan, context))
    } catch let refusal as PartRefusal {
      return count(reject(row, rows, refusal))
    }
  }

  /// Says that the commit of a planned row was refused: its records are forgotten and it counts as
  /// rejected.
  public func refuse(_ planned: PlannedRow, because failure: Failure) -> [ImportRejection] {
    for key in planned.keys { finder.forget(key) }
    uncount(planned)
    return count(reject(planned.row, planned.lines, .rule(failure), column: nil)).rejections
  }

  /// Ends the import.
  /// - Returns: The lines that no document claimed, in the order of the file.
  public func finish() -> [ImportRejection] {
    guard let rule = mapping.lines else { return [] }
    let rest = lines.flatMap { key, rows in rows.map { (key, $0) } }
      .sorted { $0.1.line < $1.1.line }
    lines = [:]
    return rest.map { key, row in
      rejectLine(row, InterchangeError(.lineUnclaimed, column: rule.column, [key]))
    }
  }
}

extension ImportPlanner {
  /// Why a row cannot be used: its form, or that it was damaged once and nobody has corrected it.
  private func problem(of record: CSVRecord) -> InterchangeError? {
    if let problem = record.row.problem { return problem }
    let damage = TextTrimming.trim(record[RejectFile.damageColumn] ?? "")
    guard !damage.isEmpty else { return nil }
    return InterchangeError(
      .stillDamaged, line: record.row.line, column: RejectFile.damageColumn,
      [damage, RejectFile.damageColumn])
  }

  private func takeLines(of record: CSVRecord) -> [CSVRow] {
    guard let rule = mapping.lines else { return [] }
    return lines.removeValue(forKey: TextTrimming.trim(record[rule.column] ?? "")) ?? []
  }

  private func planned(
    _ row: CSVRow, _ lines: [CSVRow], _ plan: RowPlanner.Plan, _ context: OperationContext
  ) throws -> PlannedRow {
    let warnings = plan.refusals.map { refusal in
      ImportRejection(
        file: file, line: row.line, column: refusal.column, fields: row.fields,
        reason: refusal.reason, isWarning: true)
    }
    guard !plan.changes.isEmpty else {
      return PlannedRow(row: row, outcome: .skipped, rejections: warnings, lines: lines)
    }
    let draft = OperationDraft("\(mapping.entity?.name ?? "record") import", plan.changes)
    if let failure = try rehearsal?.judge(draft, context) {
      return reject(row, lines, .rule(failure), column: nil)
    }
    for (key, id) in plan.keys { finder.remember(id, as: key) }
    return PlannedRow(
      row: row, outcome: plan.outcome, draft: draft, rejections: warnings,
      keys: plan.keys.map(\.key), lines: lines)
  }

  private func count(_ planned: PlannedRow) -> PlannedRow {
    tally(planned, by: 1)
    return planned
  }

  private func uncount(_ planned: PlannedRow) { tally(planned, by: -1) }

  private func tally(_ planned: PlannedRow, by step: Int) {
    switch planned.outcome {
    case .created: summary.created += step
    case .updated: summary.updated += step
    case .skipped: summary.skipped += step
    case .rejected: summary.rejected += step
    }
    summary.warnings += step * planned.rejections.count(where: \.isWarning)
    for change in planned.draft?.changes ?? [] where change.creates {
      guard let name = schema[change.entity]?.name else { continue }
      let number = (summary.records[name] ?? 0) + step
      summary.records[name] = number == 0 ? nil : number
    }
  }
}

extension ImportPlanner {
  private func reject(
    _ row: CSVRow, _ lines: [CSVRow], _ refusal: PartRefusal
  ) -> PlannedRow {
    guard let lineRow = refusal.lineRow, let rule = mapping.lines else {
      return reject(row, lines, refusal.reason, column: refusal.column)
    }
    let error = InterchangeError(.lineRefused, ["\(lineRow.line)", rule.file])
    let planned = reject(
      row, lines.filter { $0.line != lineRow.line }, .file(error), column: nil)
    let cause = ImportRejection(
      file: rule.file, line: lineRow.line, column: refusal.column, fields: lineRow.fields,
      reason: refusal.reason, isWarning: false)
    return PlannedRow(
      row: row, outcome: .rejected, rejections: planned.rejections + [cause], lines: lines)
  }

  /// A row that does not go in, and its lines with it.
  private func reject(
    _ row: CSVRow, _ lines: [CSVRow], _ reason: ImportRejection.Reason, column: String?
  ) -> PlannedRow {
    let own = ImportRejection(
      file: file, line: row.line, column: column, fields: row.fields, reason: reason,
      isWarning: false)
    let others = lines.map { line in
      rejectLine(line, InterchangeError(.documentRefused, ["\(row.line)"]))
    }
    return PlannedRow(row: row, outcome: .rejected, rejections: [own] + others, lines: lines)
  }

  private func rejectLine(_ row: CSVRow, _ error: InterchangeError) -> ImportRejection {
    ImportRejection(
      file: mapping.lines?.file ?? file, line: row.line, column: error.column,
      fields: row.fields, reason: .file(error), isWarning: false)
  }
}
