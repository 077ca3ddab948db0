// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan doctor`: what is well, what is not, and what to do about it.
struct Doctor: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "doctor", abstract: Tongue.say(.aboutDoctor))
  }

  @Flag(help: .init(Tongue.say(.helpThorough))) var thorough = false
  @Flag(help: .init(Tongue.say(.helpPrune))) var prune = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    if prune { try pruneJournal(at: desk) }
    var examination = Examination(desk: desk)
    examination.examine(thorough: thorough)
    desk.show(examination.report)
    if let trouble = examination.trouble { throw trouble }
    if examination.isDamaged { throw CLIError(.findings) }
  }

  private func pruneJournal(at desk: Desk) throws {
    let database = try desk.replica()
    try database.indexEnds()
    let total = try database.droppableCommits()
    let line = ProgressLine(desk: desk)
    defer { line.clear() }
    let dropped = try database.pruneJournal { done in
      line.show(
        WorkProgress(.compacting, done: UInt64(done), of: UInt64(total), .records))
    }
    line.clear()
    let left = try database.read { try $0.journalCount() }
    desk.note(
      desk.words(.journalPruned, desk.words.number(dropped), desk.words.number(left)))
  }
}

/// The findings of one look at a workspace.
struct Examination {
  /// How bad something is.
  enum Level: String {
    case well, notice, bad

    var message: Message {
      switch self {
      case .well: .levelWell
      case .notice: .levelNotice
      case .bad: .levelBad
      }
    }
  }

  let desk: Desk
  private(set) var report: Report
  private(set) var isDamaged = false
  /// Why the database could not be looked at although nothing says that it is damaged.
  private(set) var trouble: StoreError?
  private var missingKeys: CLIError?
  private var words: Words { desk.words }

  /// A clock that is further off than this is worth a word, in milliseconds.
  static let clockTolerance: Int64 = 60_000
  /// How many findings of damage are shown.
  static let findings = 20

  init(desk: Desk) {
    self.desk = desk
    let words = desk.words
    report = Report([
      Column("check", words(.check)), Column("level", words(.level)),
      Column("finding", words(.finding)), Column("next", words(.nextStep)),
    ])
  }

  mutating func examine(thorough: Bool) {
    do {
      let database = try desk.replica()
      try examine(database, thorough: thorough)
      try examineWork(database)
      try examineContents(database, thorough: thorough)
    } catch {
      if let error = error as? StoreError, [.readOnly, .locked, .diskFull].contains(error.code) {
        trouble = error
      }
      add(
        .checkDatabase, .bad, said(error),
        next: ExitStatus.isDamage(error) ? words(.nextDamaged) : "")
    }
    examineKeys()
  }

  private mutating func examine(_ database: ReplicaDatabase, thorough: Bool) throws {
    let line = ProgressLine(desk: desk)
    let findings = try database.check(thorough: thorough) { line.show($0) }
    line.clear()
    for (index, finding) in findings.prefix(Self.findings).enumerated() {
      let problem = finding.problem.split(separator: "\n").first.map(String.init) ?? ""
      add(
        .checkDatabase, .bad, "\(finding.place): \(problem)",
        next: index == 0 ? words(.nextDamaged) : "")
    }
    if findings.count > Self.findings {
      let more = words.number(findings.count - Self.findings)
      add(.checkDatabase, .bad, words(.moreFindings, more), next: "")
    }
    if findings.isEmpty { add(.checkDatabase, .well, words(.databaseIsWell), next: "") }
  }

  private mutating func examineWork(_ database: ReplicaDatabase) throws {
    let (unsent, rejected, conflicts) = try database.read { reader in
      (try reader.pendingCount(), try reader.rejected().count, try reader.conflictCount())
    }
    missingKeys = try desk.missingKeys(database)
    if let shutOut = try database.read({ try desk.shutOut($0) }) {
      add(.checkSync, .notice, shutOut, next: "karvan sync unsent")
    }
    if try database.isEnrolled() {
      count(.checkUnsent, unsent, .unsentCommits, next: "karvan sync now")
    }
    let (own, old) = (
      try database.read { try $0.journalCount() }, try database.droppableCommits()
    )
    add(
      .checkJournal, .well, words(.journalHolds, words.number(own), words.number(old)),
      next: old == 0 ? "" : "karvan doctor --prune")
    count(.checkRejected, rejected, .rejectedCommits, next: "karvan sync rejected")
    count(.checkConflicts, conflicts, .conflictsOpen, next: "karvan conflict list")
    if MachineNote(path: desk.places.machine).isMoved() {
      add(.checkSync, .notice, words(.movedHere), next: "")
    }
    let last = try database.number(.lastSync)
    if let last {
      add(.checkSync, .well, desk.say(instant: last), next: "")
    } else if PlainFile.exists(desk.places.keys) {
      add(.checkSync, .notice, words(.never), next: "karvan sync now")
    }
    guard let offset = try database.number(.clockOffset) else { return }
    let isOff = abs(offset) > Self.clockTolerance
    add(
      .checkClock, isOff ? .notice : .well, words(.milliseconds, words.number(offset)),
      next: isOff ? words(.nextClock) : "")
  }

  private mutating func examineKeys() {
    let path = desk.places.keys
    if PlainFile.exists(desk.places.pendingKeys) {
      add(.checkKeys, .notice, words(.enrolmentUnfinished), next: "karvan enroll")
    }
    guard PlainFile.exists(path) else {
      if let missingKeys { return add(.checkKeys, .bad, said(missingKeys), next: "") }
      return add(.checkKeys, .well, words(.standAlone), next: "")
    }
    do {
      let file = try DeviceFile(path: path)
      add(.checkKeys, .well, words(.keysAreWell, file.fingerprint), next: "")
    } catch {
      add(.checkKeys, .bad, said(error), next: "")
    }
  }

  private mutating func count(_ check: Message, _ number: Int, _ text: Message, next: String) {
    add(
      check, number == 0 ? .well : .notice, words(text, words.number(number)),
      next: number == 0 ? "" : next)
  }

  /// Adds what was found of attachments.
  mutating func add(_ level: Level, _ finding: String, next: String) {
    add(
      Cell(.string("checkContents"), words(.checkContents)), level, finding, next: next)
  }

  private mutating func add(_ check: Message, _ level: Level, _ finding: String, next: String) {
    add(Cell(.string(check.rawValue), words(check)), level, finding, next: next)
  }

  private mutating func add(_ check: Cell, _ level: Level, _ finding: String, next: String) {
    if level == .bad { isDamaged = true }
    report.rows.append([
      check,
      Cell(.string(level.rawValue), words(level.message)),
      .text(finding), .text(next),
    ])
  }

  private func said(_ error: any Error) -> String {
    ErrorText.say(error, words: words, schema: try? desk.schema())
  }
}
