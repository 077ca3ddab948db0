// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCLI
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanServer
import KarvanStore
import KarvanSync

/// A rep's laptop, and the shipped command on it.
// SAFETY: used on the one thread of its stage only.
final class DeviceHost: @unchecked Sendable {
  /// What a command left behind.
  struct Ran {
    let status: Int32
    let output: String
    let trouble: String
  }

  let machine: Machine
  let login: String
  private unowned let world: World
  /// How many commands run.
  private(set) var running = 0
  /// Whether it has been enrolled.
  var isEnrolled = false
  /// Whether the network is cut: away from the device, and towards it.
  var isCutOff = (sending: false, receiving: false)
  /// Whether nobody works with it any more.
  var isGone = false
  /// What it wrote since somebody last looked, as it was told.
  var written: [Dot: Commit] = [:]
  /// What the office had decided when the newest sync began.
  var resultsBefore: [Dot: CommitResult] = [:]
  /// How far the office's clock was ahead at most when it answered.
  var officeAhead: Int64 = 0
  /// The office's newest server sequence when the device was reported lost; nil before.
  var lostAt: UInt64?
  /// What it had brought before, on which the office had not decided: that may still take effect.
  var undecidedWhenLost: Set<Dot> = []
  /// What the office calls it, once it was reported lost.
  var lostCode: String?
  /// Whether its disk is a copy of another, was copied to one, or was put back.
  var hasTwin = false
  /// The territories that its user had until a moment ago.
  var takenAway: [String] = []
  /// Whether it died and will start again.
  var isStarting = false
  /// Until when its rep is away.
  var awayUntil: Int64 = 0
  /// What its program knows of; grows.
  private(set) var catalog: Schema

  init(_ machine: Machine, login: String, _ catalog: Schema, in world: World) {
    self.machine = machine
    self.login = login
    self.catalog = catalog
    self.world = world
  }

  /// Installs a newer program, if nothing runs.
  func update(to catalog: Schema) {
    guard running == 0, catalog.version > self.catalog.version else { return }
    self.catalog = catalog
  }

  var home: String { machine.path + "/home" }
  var databasePath: String { home + "/karvan.db" }

  /// Whether something can be begun on it.
  var isUp: Bool { !machine.isDead && !isGone }

  /// Runs one command as a process of its own.
  func run(_ arguments: [String], input: String? = nil) async -> Ran {
    let out = Text()
    let err = Text()
    let lines = Text(input.map { [$0] } ?? [])
    let console = Console(
      write: { out.append($0) }, tell: { err.append($0) }, readLine: { lines.next() })
    let (machine, world) = (machine, world)
    let surroundings = Surroundings(
      console: console, environment: ["KARVAN_HOME": home], now: { machine.clock },
      offsetMinutes: { _ in 210 }, link: { _ in SimulatedLink(self, in: world) },
      pause: {
        await world.stage.sleep(100)
        if machine.isDead { throw CancellationError() }
      }, catalog: catalog)
    running += 1
    let status = await Program.run(arguments, surroundings)
    running -= 1
    return Ran(status: status, output: out.all, trouble: err.all)
  }

  /// Opens the database as a process does that only writes; nil when its machine dies of it.
  ///
  /// - Throws: What the shipped code throws on a machine that lives.
  func work<Result>(_ body: (ReplicaDatabase, WritingRights) throws -> Result) throws -> Result? {
    guard isUp, isEnrolled else { return nil }
    running += 1
    defer { running -= 1 }
    do {
      let database = try open()
      defer { try? database.close() }
      let result = try body(database, rights(database))
      try database.close()
      return machine.isDead ? nil : result
    } catch {
      if machine.isDead { return nil }
      throw error
    }
  }

  func open() throws -> ReplicaDatabase {
    let machine = machine
    return try ReplicaDatabase.open(
      at: databasePath, schema: catalog, hashing: Office.hashing, now: { machine.clock })
  }

  /// Reads the database without being part of what happens; nil where there is none.
  func look<Result>(_ body: (ReplicaDatabase) throws -> Result) throws -> Result? {
    guard isEnrolled, FileManager.default.fileExists(atPath: databasePath) else { return nil }
    return try unseen {
      let database: ReplicaDatabase
      do {
        database = try open()
      } catch {
        // A wipe that was cut short left something that is no database any more.
        if isGone { return nil }
        throw error
      }
      defer { try? database.close() }
      return try body(database)
    }
  }

  private func rights(_ database: ReplicaDatabase) -> WritingRights {
    let user = database.identity.user
    let machine = machine
    return WritingRights(
      author: { reader in
        guard let author = try Authors.author(of: user, reader: reader) else {
          throw Failure(.notEnrolled)
        }
        return author
      }, makeID: { RecordID.now(machine.clock) })
  }

  /// Pieces of text that a process reads or writes.
  // SAFETY: used on the one thread of its stage only.
  private final class Text: @unchecked Sendable {
    private var pieces: [String]

    init(_ pieces: [String] = []) { self.pieces = pieces }

    func append(_ piece: String) { pieces.append(piece) }
    func next() -> String? { pieces.isEmpty ? nil : pieces.removeFirst() }
    var all: String { pieces.joined() }
  }
}
