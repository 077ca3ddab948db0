// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

extension Desk {
  /// The user of this device, with the rights that are known here.
  func author(_ reader: any RecordReader) throws -> Author {
    guard let author = try Authors.author(of: try replica().identity.user, reader: reader) else {
      throw CLIError(.notSynced)
    }
    return author
  }

  /// The rights to write with: an author with office authority claims it.
  func rights() throws -> WritingRights {
    if let since = try replica().number(.retired) {
      throw CLIError(.retiredDevice, say(instant: since))
    }
    let user = try replica().identity.user
    let isOffice = try replica().read { try self.author($0).office }
    let clock = surroundings.now
    return WritingRights(
      office: isOffice,
      author: { reader in
        guard let author = try Authors.author(of: user, reader: reader) else {
          throw CLIError(.notSynced)
        }
        return author
      },
      makeID: { RecordID.now(clock()) })
  }

  /// Carries out one operation; nil when it changes nothing.
  @discardableResult
  func commit(_ make: (OperationContext) throws -> OperationDraft) throws -> Commit? {
    var tasks: [String] = []
    let commit = try replica().commit(try rights()) { context in
      try extended(try make(context), &tasks, context)
    }
    tell(tasks)
    return commit
  }

  /// A draft with what the rules of work add to it.
  private func extended(
    _ draft: OperationDraft, _ tasks: inout [String], _ context: OperationContext
  ) throws -> OperationDraft {
    let (draft, added) = try WorkRules.extend(draft, in: context)
    tasks = added
    return draft
  }

  private func tell(_ tasks: [String]) {
    for task in tasks { note(words(TalkMessage.taskByRule, task)) }
  }

  /// Carries out one of the operations of a command that is taken back as a whole.
  ///
  /// - Parameter command: The name of the command, given with its first commit.
  func commit(
    in command: inout UInt64?, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> Commit? {
    let rights = try rights()
    var tasks: [String] = []
    let (name, commit) = try replica().bulk { [command] writer in
      let commit = try writer.commit(rights) { context in
        try extended(try make(context), &tasks, context)
      }
      return (
        try writer.note([commit?.sequence].compactMap { $0 }, ofCommand: command), commit
      )
    }
    command = name
    tell(tasks)
    return commit
  }

  /// How values are typed and shown; amounts are in this currency.
  func textOptions(currency: Currency = .irr) -> FieldTextOptions {
    FieldTextOptions(
      language: settings.language, calendar: settings.calendar, currency: currency,
      moneyUnit: currency == .irr ? settings.unit : nil,
      offsetMinutes: surroundings.offsetMinutes(surroundings.now()), today: today())
  }

  /// Today, where the person is.
  func today() -> CivilDate {
    let now = self.now()
    return InstantText.civilDate(
      milliseconds: now, offsetMinutes: surroundings.offsetMinutes(now))
  }

  /// A date in the calendar and digits of the settings.
  func say(_ date: CivilDate) -> String {
    CivilDateText.format(date, in: settings.calendar, digits: settings.language)
  }

  /// An instant as a local date and time, to the minute.
  func say(instant: Int64) -> String {
    let offset = surroundings.offsetMinutes(instant)
    let date = InstantText.civilDate(milliseconds: instant, offsetMinutes: offset)
    let minutes =
      (instant - InstantText.startMilliseconds(of: date, offsetMinutes: offset)) / 60_000
    let clock = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return say(date) + " " + words.digits(clock.joined(separator: ":"))
  }
}
