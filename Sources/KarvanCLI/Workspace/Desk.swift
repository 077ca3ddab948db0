// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Synchronization

/// Where one command works: settings, words, and the workspace, opened when it is first needed.
final class Desk {
  let surroundings: Surroundings
  let places: Places
  let settings: Settings
  let words: Words
  let isQuiet: Bool
  private var opened: ReplicaDatabase?
  private var reflected: Schema?
  private let clock: DeviceClock

  /// Reads the settings; opens nothing yet.
  init(_ common: CommonOptions, _ surroundings: Surroundings) throws {
    self.surroundings = surroundings
    places = try Places(flag: common.home, environment: surroundings.environment)
    settings = try Settings(
      common, format: common.json ? .json : common.format, places: places,
      environment: surroundings.environment)
    words = Words(settings.language)
    isQuiet = common.quiet
    clock = DeviceClock(surroundings.now)
  }

  var console: Console { surroundings.console }

  /// Whether somebody looks at a line that changes in place.
  var showsProgress: Bool {
    settings.progress == .plain && console.isErrorTerminal && !isQuiet
  }

  /// The schema of the workspace: the catalog's, with the fields that the office declared.
  func schema() throws -> Schema {
    if let opened { return opened.schema }
    // What is wrong with the file is said by whoever needs what is in it.
    let database = PlainFile.kind(places.database) == .file ? try? replica() : nil
    return try database?.schema ?? catalog()
  }

  /// The schema of the catalog, reflected once.
  private func catalog() throws -> Schema {
    if let reflected { return reflected }
    let schema = try surroundings.catalog()
    reflected = schema
    return schema
  }

  /// The entity of a declaration.
  func entity(_ tag: EntityTag) throws -> Entity {
    guard let entity = try schema()[tag] else { throw Failure(.unknownEntity, ["\(tag)"]) }
    return entity
  }

  /// The device's time: the machine's, put right by the offset that was measured at the last sync.
  func now() -> Int64 { clock.now() }

  /// The workspace's database.
  func replica() throws -> ReplicaDatabase {
    if let opened { return opened }
    try refuseWiped()
    try checkDatabaseFile()
    let clock = self.clock
    let database = try ReplicaDatabase.open(
      at: places.database, schema: try catalog(), hashing: Desk.hashing, now: { clock.now() })
    opened = database
    clock.correct(by: try database.number(.clockOffset) ?? 0)
    return database
  }

  /// Whether there is something that could be a database.
  private func checkDatabaseFile() throws {
    let path = places.database
    switch PlainFile.kind(path) {
    case .nothing where PlainFile.exists(places.pendingKeys), .empty:
      throw PlainFile.exists(places.pendingKeys) || PlainFile.exists(places.keys)
        ? CLIError(.halfEnrolled, places.home) : CLIError(.damaged, path)
    case .nothing: throw CLIError(.noWorkspace, places.home)
    case .folder: throw CLIError(.notAFile, path)
    case .file, .other: return
    }
  }

  /// Makes and fills a database beside its place and then puts it there, whole or not at all.
  ///
  /// - Parameter now: The clock of what it is filled with; the device's where nobody says another.
  func create(
    _ identity: ReplicaIdentity, now: (@Sendable () -> Int64)? = nil,
    filling: (ReplicaDatabase) throws -> Void
  ) throws {
    try draft(identity, now: now, filling: filling)
    try PlainFile.move(places.draft, to: places.database)
  }

  /// Makes and fills a database beside its place, where nobody looks for it yet.
  func draft(
    _ identity: ReplicaIdentity, now: (@Sendable () -> Int64)? = nil,
    filling: (ReplicaDatabase) throws -> Void
  ) throws {
    try close()
    for suffix in ["", "-wal", "-shm", "-journal"] { PlainFile.remove(places.draft + suffix) }
    try filling(try create(identity, at: places.draft, now: now))
    try close()
  }

  private func create(
    _ identity: ReplicaIdentity, at path: String, now: (@Sendable () -> Int64)?
  ) throws -> ReplicaDatabase {
    try PlainFile.makeFolder(places.home)
    let clock = self.clock
    let database = try ReplicaDatabase.create(
      at: path, schema: try catalog(), identity: identity, hashing: Desk.hashing,
      now: now ?? { clock.now() })
    opened = database
    return database
  }

  /// Stores the measured offset of the machine's clock, in milliseconds, and follows it.
  func correctClock(by offset: Int64) throws {
    try replica().set(.clockOffset, offset)
    clock.correct(by: offset)
  }

  /// Digests are keyed; a stand-alone workspace has a key of its own.
  @Sendable static func hashing(_ key: [UInt8]) -> any RecordHashing {
    // The length was checked where the key came in; a damaged one only makes digests differ.
    (try? DigestKey(exposedBytes: key)).map { WorkspaceHashing($0) }
      ?? WorkspaceHashing(DigestKey.generate())
  }

  /// Closes the workspace's database, to open another.
  func close() throws {
    try opened?.close()
    opened = nil
  }

  /// Closes the workspace and says how the command ended.
  func end(_ error: (any Error)?) -> Int32 {
    defer { try? opened?.close() }
    var ending = error
    if ending == nil { ending = console.outputFailure().map { CLIError(.unwritableOutput, $0) } }
    guard let error = ending else { return ExitStatus.done.rawValue }
    let schema = opened?.schema ?? (try? catalog())
    let text = ErrorText.say(error, words: words, schema: schema)
    console.tell("karvan: \(Printable.text(text))\n")
    return ExitStatus.of(error).rawValue
  }
}

/// The machine's clock and how far it is off, in milliseconds.
final class DeviceClock: Sendable {
  private let machine: @Sendable () -> Int64
  private let offset = Mutex<Int64>(0)

  init(_ machine: @escaping @Sendable () -> Int64) { self.machine = machine }

  func now() -> Int64 { machine() &+ offset.withLock { $0 } }
  func correct(by milliseconds: Int64) { offset.withLock { $0 = milliseconds } }
}
