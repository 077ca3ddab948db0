// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What a card, a task or an event of a file is to become.
public struct ComponentPlan: Sendable {
  /// What to commit; nil when there is nothing to do.
  public var draft: OperationDraft?
  /// What becomes of its record.
  public var outcome = PlannedRow.Outcome.skipped
  /// What of it does not go in.
  public var warnings: [InterchangeError] = []
}

/// Plans what one kind of component becomes.
public protocol ComponentPlanner {
  /// Plans a component.
  ///
  /// - Throws: An `InterchangeError` or a `Failure` when it cannot go in; what the reader throws.
  mutating func plan(
    _ component: ContentComponent, in context: OperationContext
  ) throws -> ComponentPlan
}

/// Brings in the components of a file one by one; its caller reads the file, commits and shows
/// progress, as with ``ImportPlanner``.
public final class ComponentImport<Planner: ComponentPlanner> {
  /// One component with what was planned of it.
  public struct Planned {
    /// The component.
    public let component: ContentComponent
    /// What becomes of it.
    public let outcome: PlannedRow.Outcome
    /// What to commit, as one commit; nil when there is nothing.
    public let draft: OperationDraft?
    /// Why it, or a part of it, does not go in.
    public let rejections: [ImportRejection]
  }

  /// What became of the components so far.
  public private(set) var summary = ImportSummary()

  private var planner: Planner
  private let file: String
  private let schema: Schema
  private let rehearsal: Rehearsal?

  /// An import of a file.
  ///
  /// - Parameters:
  ///   - planner: What components become.
  ///   - file: How reports call the file.
  ///   - schema: The schema of the workspace.
  ///   - mode: Whether what is planned will be committed.
  public init(
    _ planner: Planner, file: String, schema: Schema, mode: ImportPlanner.Mode = .commit
  ) {
    self.planner = planner
    self.file = file
    self.schema = schema
    rehearsal = mode == .dryRun ? Rehearsal(schema: schema) : nil
  }

  /// What is wrong with a file outside of its components.
  public func problems(of content: ContentFile) -> [ImportRejection] {
    // A calendar itself is not brought in; what is wrong between its parts is told nevertheless.
    let around = content.components.filter { $0.name == "VCALENDAR" }.flatMap { calendar in
      let isCut = calendar.ending == .cutOff
      return calendar.problems
        + (isCut ? [InterchangeError(.cutOff, line: calendar.line, [calendar.name])] : [])
    }
    return (content.problems + around).map { problem in
      ImportRejection(
        file: file, line: problem.line ?? 0, column: problem.column, fields: [],
        reason: .file(problem), isWarning: true)
    }
  }

  /// Plans the next component.
  ///
  /// - Throws: Only what the reader or the number source throws; what is wrong with the component is
  ///   in the result.
  public func next(
    _ component: ContentComponent, in context: OperationContext
  ) throws -> Planned {
    summary.rows += 1
    do {
      guard component.ending != .cutOff else {
        throw InterchangeError(.cutOff, line: component.line, [component.name])
      }
      let plan = try planner.plan(component, in: rehearsal?.reading(context) ?? context)
      if let draft = plan.draft, let failure = try rehearsal?.judge(draft, context) {
        throw failure
      }
      return count(
        Planned(
          component: component, outcome: plan.outcome, draft: plan.draft,
          rejections: plan.warnings.map { rejection(component, .file($0), isWarning: true) }))
    } catch let error as InterchangeError {
      return count(refused(component, .file(error)))
    } catch let failure as Failure {
      return count(refused(component, .rule(failure)))
    }
  }

  /// Says that the commit of a planned component was refused: it counts as rejected.
  public func refuse(_ planned: Planned, because failure: Failure) -> Planned {
    tally(planned, by: -1)
    return count(refused(planned.component, .rule(failure)))
  }

  private func refused(
    _ component: ContentComponent, _ reason: ImportRejection.Reason
  ) -> Planned {
    let rejection = rejection(component, reason, isWarning: false)
    return Planned(component: component, outcome: .rejected, draft: nil, rejections: [rejection])
  }

  private func rejection(
    _ component: ContentComponent, _ reason: ImportRejection.Reason, isWarning: Bool
  ) -> ImportRejection {
    var line = component.line
    var column: String?
    switch reason {
    case .file(let error):
      line = error.line ?? line
      column = error.column
    case .rule(let failure): column = failure.field
    }
    return ImportRejection(
      file: file, line: line, column: column, fields: [], reason: reason, isWarning: isWarning)
  }

  private func count(_ planned: Planned) -> Planned {
    tally(planned, by: 1)
    return planned
  }

  private func tally(_ planned: Planned, by step: Int) {
    switch planned.outcome {
    case .created: summary.created += step
    case .updated: summary.updated += step
    case .skipped: summary.skipped += step
    case .rejected: summary.rejected += step
    }
    summary.warnings += step * planned.rejections.count(where: \.isWarning)
  }
}
