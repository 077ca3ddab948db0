// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan tasks`: what there is to do.
struct Tasks: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "tasks", abstract: Tongue.say(TalkMessage.aboutTasks))
  }

  @Option(name: .customLong("for"), help: .init(Tongue.say(TalkMessage.helpFor))) var user: String?
  @Flag(help: .init(Tongue.say(TalkMessage.helpAll))) var all = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    desk.show(
      try desk.replica().read { reader in
        let users = try desk.entity(User.tag)
        let who = try user.map { try desk.finder(reader).find($0, in: [users]).id }
        let list = TaskList(desk: desk, reader: reader)
        return try list.report(
          of: try who ?? desk.replica().identity.user, withClosed: all)
      })
  }
}

/// The tasks of a user.
struct TaskList {
  let desk: Desk
  let reader: ReplicaReader

  /// Those that are open, the earliest due first; those without a day come last.
  func open(of user: RecordID, withClosed: Bool = false) throws -> [RecordView] {
    let shape = ToDo.shape
    var conditions = [FieldCondition(shape.assignee.tag, .equals(.reference(user)))]
    if !withClosed {
      conditions.append(FieldCondition(shape.status.tag, .oneOf(ToDo.open.map { .text($0) })))
    }
    let found = try reader.list(RecordQuery(ToDo.tag, where: conditions, limit: 1_000))
    return found.sorted { left, right in
      let one = (left[shape.due].integer ?? .max, -rank(left), left.id)
      return one < (right[shape.due].integer ?? .max, -rank(right), right.id)
    }
  }

  /// The tasks with what is overdue.
  func report(of user: RecordID, withClosed: Bool = false) throws -> Report {
    try report(try open(of: user, withClosed: withClosed))
  }

  /// Tasks one below the other.
  func report(_ tasks: [RecordView]) throws -> Report {
    let shape = ToDo.shape
    let entity = try desk.entity(ToDo.tag)
    let cells = RecordCells(desk: desk, reader: reader)
    let isTable = desk.settings.format == .table
    let shown = [
      shape.subject, shape.account, shape.due, shape.priority, shape.status, shape.every,
    ]
    var report = try cells.list(
      tasks, of: entity,
      fields: isTable ? shown.compactMap { entity.field($0.tag) } : entity.fields)
    report.columns.append(Column("overdue", desk.words(TalkMessage.overdue)))
    let now = desk.now()
    for (index, task) in tasks.enumerated() {
      let isLate =
        (task[shape.due].integer ?? .max) < now && ToDo.open.contains(task[shape.status].text ?? "")
      report.rows[index].append(
        Cell(.bool(isLate), isLate ? desk.words(TalkMessage.overdueYes) : ""))
    }
    return isTable ? report.withoutEmptyColumns : report
  }

  private func rank(_ task: RecordView) -> Int {
    ["low", "normal", "high", "urgent"].firstIndex(of: task[ToDo.shape.priority].text) ?? 0
  }
}
