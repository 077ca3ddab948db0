// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

/// `karvan sync now`
struct SyncNow: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "now", abstract: Tongue.say(.aboutSyncNow))
  }

  @Flag(help: .init(Tongue.say(.helpStrict))) var strict = false
  @Flag(inversion: .prefixedNo, help: .init(Tongue.say(ContentMessage.helpSendAttachments)))
  var attachments: Bool?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    try await desk.sync(try await desk.enrolled().0, contents: .init(attachments))
    if strict {
      let open = try desk.replica().read { try $0.conflictCount() }
      if open > 0 { throw CLIError(.openConflicts, desk.words.number(open)) }
    }
  }
}

extension Desk {
  /// The database and the keys of a device that belongs to a server.
  func enrolled() async throws -> (ReplicaDatabase, DeviceFile) {
    try await finishWipe()
    let database = try replica()
    guard PlainFile.exists(places.keys) else {
      throw try missingKeys(database) ?? CLIError(.notEnrolled)
    }
    try finishRenewal(database)
    return (database, try DeviceFile(path: places.keys))
  }

  /// Puts the keys of a new life in their place where the process that began it was killed.
  private func finishRenewal(_ database: ReplicaDatabase) throws {
    try Renewal.finish(
      database.identity.replica, keysPath: places.keys, lifePath: places.lifeKeys)
  }

  /// Does something that only one process of a workspace may do at a time.
  func withSyncLock<Result>(_ body: () async throws -> Result) async throws -> Result {
    let lock = try await SyncLock.take(
      at: places.syncLock, patience: .init(pause: surroundings.pause)
    ) { note(words(.syncWaits)) }
    defer { lock.release() }
    return try await body()
  }

  /// Syncs, alone on this workspace, and shows the summary; what a failed sync leaves waiting is
  /// said.
  ///
  /// - Parameters:
  ///   - isSilent: Another document is already on standard output.
  ///   - contents: Whether contents of attachments are sent afterwards.
  ///   - isPatient: Whether it tries again itself where the server asks to come back later.
  /// - Returns: The right to be woken, which the server gave.
  @discardableResult
  func sync(
    _ database: ReplicaDatabase, isSilent: Bool = false,
    contents: ContentSending = .unlessMetered, isPatient: Bool = true
  ) async throws -> [UInt8] {
    var wakeToken: [UInt8] = []
    try await withSyncLock {
      try finishRenewal(database)
      let device = try DeviceFile(path: places.keys)
      MachineNote(path: places.machine).writeOnce()
      // What goes wrong with contents is said when they are sent.
      try? noteOwedContents()
      try await obeying(device) {
        do {
          wakeToken = try await syncAlone(
            database, device, isSilent: isSilent, isPatient: isPatient)
        } catch SyncStop.clone {
          try await renew(database, device)
          wakeToken = try await syncAlone(
            try replica(), try DeviceFile(path: places.keys), isSilent: isSilent,
            isPatient: isPatient)
        } catch SyncStop.retired {
          // Its last push is taken, with the contents that belong to it.
          await sendContents(contents)
          throw SyncStop.retired
        }
        await sendContents(contents)
      }
      OutdatedSecret.remove(places.lifeKeys)
    }
    return wakeToken
  }

  /// Goes on as a device of its own, and says so once.
  private func renew(_ database: ReplicaDatabase, _ device: DeviceFile) async throws {
    let link = try surroundings.link(device.server)
    let machine = MachineNote(path: places.machine)
    let isMoved = machine.isMoved()
    let renewal = Renewal(
      link: link, database: database, device: device, keysPath: places.keys,
      lifePath: places.lifeKeys, isMoved: isMoved, machineClock: surroundings.now)
    let rebirth: Rebirth
    do {
      rebirth = try await renewal.run()
      await link.close()
    } catch {
      await link.close()
      if error as? SyncStop == .clone, try database.number(.shutOut) == nil {
        try database.set(.shutOut, now())
      }
      if let failure = error as? LinkFailure {
        throw failure.said(
          of: device.server, waiting: try database.read { try $0.pendingCount() })
      }
      throw error
    }
    machine.write()
    try close()
    let code = try replica().identity.deviceCode
    note(words(isMoved ? .wentOnMoved : .wentOnRestored, code, words.number(rebirth.reissued)))
    for document in rebirth.renumbered { note(words(.renumbered, document.old, document.new)) }
  }

  private func syncAlone(
    _ database: ReplicaDatabase, _ device: DeviceFile, isSilent: Bool, isPatient: Bool
  ) async throws -> [UInt8] {
    let link = try surroundings.link(device.server)
    let before = try database.read { try LostEdits(reader: $0, own: database.identity.replica) }
    let waiting = WaitingNote(desk: self)
    defer { waiting.end() }
    let meter = SyncMeter(desk: self)
    let line = ProgressLine(desk: self)
    defer { line.clear() }
    var run = SyncRun(
      link: link, database: database, device: device, keysPath: places.keys,
      machineClock: surroundings.now,
      progress: {
        waiting.heard()
        meter.show($0)
      },
      work: {
        waiting.heard()
        line.show($0)
      }, pause: surroundings.pause)
    do {
      let intake =
        try await isPatient ? patiently { try await run.run() } : run.run()
      // Its exchanges came after every file that is still under way.
      KeptExchanges(folder: places.courier).clear()
      // What the office wants back goes with the same sync, after everything that was sold.
      // A line that fails now does not undo this sync: the next one carries it.
      if try giveBackAsked() { _ = try? await run.run() }
      waiting.end()
      meter.clear()
      await link.close()
      if let offset = run.clockOffset { try correctClock(by: offset) }
      try noteSynced(database)
      if !isSilent { show(try summary(intake, database, before)) }
      return run.wakeToken
    } catch {
      waiting.end()
      meter.clear()
      await link.close()
      if let offset = run.clockOffset { try? correctClock(by: offset) }
      try note(stop: error, database)
      if let failure = error as? LinkFailure {
        let waiting = try database.read { try $0.pendingCount() }
        throw failure.said(of: device.server, waiting: waiting)
      }
      throw error
    }
  }

  /// Remembers how taking an answer ended, for `sync status`.
  func recording(
    _ database: ReplicaDatabase, _ body: (LostEdits) throws -> Void
  ) throws {
    let before = try database.read { try LostEdits(reader: $0, own: database.identity.replica) }
    do {
      try body(before)
      try noteSynced(database)
    } catch {
      try note(stop: error, database)
      throw error
    }
  }

  private func noteSynced(_ database: ReplicaDatabase) throws {
    try database.set(.lastSync, now())
    try database.set(.retryAfter, nil: ())
    try database.set(.shutOut, nil: ())
    try database.set(.retired, nil: ())
    // What cannot be tidied up now is tidied up by the next sync: this one has ended well.
    _ = try? database.pruneJournal(steps: Self.pruningSteps)
    _ = try? database.indexEnds()
  }

  /// How much of a long journal goes with one sync.
  private static let pruningSteps = 8

  private func note(stop error: any Error, _ database: ReplicaDatabase) throws {
    if case .busy(_, _, let seconds) = error as? LinkFailure {
      try database.set(.retryAfter, now() + Int64(seconds) * 1_000)
    }
    if case .later(let seconds) = error as? SyncStop {
      try database.set(.retryAfter, now() + Int64(seconds) * 1_000)
    }
    if error as? SyncStop == .retired, try database.number(.retired) == nil {
      try database.set(.retired, now())
    }
    if [.revoked, .clone].contains(error as? SyncStop), try database.number(.shutOut) == nil {
      try database.set(.shutOut, now())
    }
  }

  /// The one glance after a sync.
  func summary(
    _ intake: Intake, _ database: ReplicaDatabase, _ before: LostEdits
  ) throws -> Report {
    let (waiting, lost) = try database.read { reader in
      let lost = try LostEdits(reader: reader, own: database.identity.replica)
      return (
        try reader.pendingCount(),
        intake.lostEdits == 0
          ? nil : try lost.since(before).report(RecordCells(desk: self, reader: reader))
      )
    }
    func line(_ name: String, _ message: Message, _ number: Int) -> (Column, Cell) {
      (Column(name, words(message), isNumber: true), Cell(.count(number), words.number(number)))
    }
    var notes: [String] = []
    if intake.rejected > 0 { notes.append(words(.seeRejected)) }
    if intake.conflicts > 0 { notes.append(words(.seeConflicts)) }
    if !intake.divergent.isEmpty { notes.append(words(.divergent, words.list(intake.divergent))) }
    return .single(
      [
        line("sent", .sent, intake.accepted + intake.rejected + intake.quarantined),
        line("accepted", .accepted, intake.accepted),
        line("rejected", .rejected, intake.rejected),
        line("quarantined", .quarantined, intake.quarantined),
        line("lost_edits", .lostEdits, intake.lostEdits),
        line("conflicts", .newConflicts, intake.conflicts),
        line("arrived", .arrived, intake.arrived), line("left", .left, intake.left),
        line("unsent", .unsent, waiting),
        (
          Column("divergent", words(.differing)),
          Cell(.array(intake.divergent.map { .string($0) }), words.list(intake.divergent))
        ),
      ], parts: lost.map { [Report.Part("lost", words(.lostEdits), $0)] } ?? [], notes: notes)
  }
}
