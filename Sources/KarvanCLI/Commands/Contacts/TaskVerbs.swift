// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// A task, as commands name it: one that is still open before one that is not.
struct TaskArgument: ParsableArguments {
  @Argument(help: .init(Tongue.say(TalkMessage.helpTask))) var task: [String]

  func find(at desk: Desk, in context: OperationContext) throws -> RecordView {
    try desk.finder(context).find(task.joined(separator: " "), in: [try desk.entity(ToDo.tag)])
  }
}

/// `karvan task done TASK`
struct TaskDone: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "done", abstract: Tongue.say(TalkMessage.aboutDone))
  }

  @OptionGroup var target: TaskArgument
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let offset = desk.surroundings.offsetMinutes(desk.now())
    var shown: RecordView?
    let commit = try desk.commit { context in
      let task = try target.find(at: desk, in: context)
      shown = task
      return try TaskOperations.complete(task.id, offsetMinutes: offset, in: context)
    }
    guard let shown else { return }
    let following = try commit?.changes.last.flatMap { change in
      change.record == shown.id
        ? nil : try desk.replica().read { try $0.record(ToDo.tag, change.record) }
    }
    try desk.showChange(commit, ToDo.tag, shown.id, saying: .changed)
    if let due = following?[ToDo.shape.due].integer {
      desk.note(desk.words(TalkMessage.cameBack, shown.title, desk.say(instant: due)))
    }
  }
}

/// A verb that only moves a task to another state.
protocol TaskMove: Verb {
  static var name: String { get }
  static var about: TalkMessage { get }
  static var state: String { get }
  var target: TaskArgument { get }
}

extension TaskMove {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: name, abstract: Tongue.say(about))
  }

  func run(at desk: Desk) throws {
    var id: RecordID?
    let commit = try desk.commit { context in
      let task = try target.find(at: desk, in: context)
      id = task.id
      return try TaskOperations.move(task.id, to: Self.state, in: context)
    }
    try desk.showChange(commit, ToDo.tag, id, saying: .changed)
  }
}

/// `karvan task start TASK`
struct TaskStart: TaskMove {
  static let name = "start"
  static let about = TalkMessage.aboutTaskStart
  static let state = "in_progress"
  @OptionGroup var target: TaskArgument
  @OptionGroup var common: CommonOptions
}

/// `karvan task cancel TASK`
struct TaskCancel: TaskMove {
  static let name = "cancel"
  static let about = TalkMessage.aboutTaskCancel
  static let state = "cancelled"
  @OptionGroup var target: TaskArgument
  @OptionGroup var common: CommonOptions
}

/// `karvan task reopen TASK`
struct TaskReopen: TaskMove {
  static let name = "reopen"
  static let about = TalkMessage.aboutTaskReopen
  static let state = "todo"
  @OptionGroup var target: TaskArgument
  @OptionGroup var common: CommonOptions
}

/// `karvan task delegate TASK USER`
struct TaskDelegate: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "delegate", abstract: Tongue.say(TalkMessage.aboutDelegate))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpTask))) var task: String
  @Argument(help: .init(Tongue.say(TalkMessage.helpUser))) var user: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    var delegate = ""
    try desk.carryOut(
      on: ToDo.tag, named: task,
      saying: { _, view, _ in desk.words(TalkMessage.delegated, view.title, delegate) },
      { shown, context in
        let other = try desk.finder(context).find(user, in: [try desk.entity(User.tag)])
        delegate = other.title
        return try TaskOperations.delegate(shown.id, to: other.id, in: context)
      })
  }
}

/// `karvan task snooze TASK WHEN`
struct TaskSnooze: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "snooze", abstract: Tongue.say(TalkMessage.aboutSnooze))
  }

  @Argument(help: .init(Tongue.say(TalkMessage.helpTask))) var task: String
  @Argument(help: .init(Tongue.say(TalkMessage.helpWhen))) var when: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(ToDo.tag)
    let due = try moment(desk, try RecordCells.field("due", in: entity))
    try desk.carryOut(
      on: ToDo.tag, named: task,
      saying: { _, view, _ in
        desk.words(TalkMessage.snoozed, view.title, desk.say(instant: due))
      },
      { shown, context in
        try TaskOperations.snooze(shown.id, until: due, in: context)
      })
  }

  /// `+3d` from now, or an instant as every field takes it.
  private func moment(_ desk: Desk, _ field: Field) throws -> Int64 {
    let text = Typed.trim(when)
    if text.hasPrefix("+"), let wait = Reminder(text: String(text.dropFirst())) {
      return desk.now() + wait.minutes * 60_000
    }
    let value = try FieldText.parse(text, field: field, options: desk.textOptions())
    guard let instant = value.integer else {
      throw CLIError(.badChoice, "WHEN", when, "+3d, 2026-03-21 14:30")
    }
    return instant
  }
}
