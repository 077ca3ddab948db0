// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// What happens when the file, the folder or the disk is not as it should be.
@Suite struct FileTests {
  private let world: World
  private let device: World.Device

  init() throws {
    world = try World()
    device = try world.addDevice(territories: [0])
  }

  private func open(_ path: String, _ schema: Schema? = nil) throws -> ReplicaDatabase {
    try ReplicaDatabase.open(
      at: path, schema: schema ?? world.schema, hashing: { _ in ToyHasher() }, now: { 0 })
  }

  private func code(_ path: String, _ schema: Schema? = nil) -> StoreError.Code? {
    do {
      try open(path, schema).close()
      return nil
    } catch {
      return (error as? StoreError)?.code
    }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = world.place.file(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func whatIsNoReplicaIsRefusedAndLeftAlone() throws {
    #expect(code(world.place.file("nothing.db")) == .missing)
    #expect(code(try write([], "empty.db")) == .damaged)
    #expect(code(try write(Array("SQLite format 3\0 and no more".utf8), "short.db")) == .damaged)
    let text = try write(
      Array("Not a database at all. ".utf8) + [UInt8](repeating: 32, count: 99), "a.txt")
    #expect(code(text) == .notAKarvanFile)
    let foreign = world.place.file("foreign.db")
    let queue = try DatabaseQueue(path: foreign)
    try queue.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: foreign))
    #expect(code(foreign) == .notAKarvanFile)
    #expect(try Data(contentsOf: URL(fileURLWithPath: foreign)) == before)
    #expect(throws: StoreError.self) {
      try ReplicaDatabase.create(
        at: foreign, schema: world.schema, identity: device.database.identity,
        hashing: { _ in ToyHasher() }, now: { 0 })
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: foreign)) == before)
    #expect(code(world.place.file("office.db")) == .wrongKind)
  }

  /// What the office has told anybody survives a power cut: from the first transaction on.
  @Test func theOfficeSyncsEveryTransactionAndADeviceThoseThatItTellsOf() throws {
    func synchronous(_ store: Store) throws -> Int64? {
      try store.writer.writeWithoutTransaction {
        try Int64.fetchOne($0, sql: "PRAGMA synchronous")
      }
    }
    let office = try OfficeDatabase.open(
      at: world.office.path, schema: world.schema, hashing: { _ in ToyHasher() })
    #expect(try synchronous(office.store) == 2)
    try office.write(isDurable: false) { _ in }
    #expect(try synchronous(office.store) == 2)
    #expect(try synchronous(device.database.store) == 1)
  }

  /// Every command opens the file: on a slow disk each write would be waited for.
  @Test func openingAndClosingADeviceWritesNothing() throws {
    let path = device.database.path
    try device.database.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    for _ in 0..<2 {
      let again = try open(path)
      #expect(try again.read { try $0.basis() } == 0)
      try again.close()
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func creationIsPrivateAndNeverOverwrites() throws {
    let path = world.place.file("new/folder/replica.db")
    func create() throws -> ReplicaDatabase {
      try ReplicaDatabase.create(
        at: path, schema: world.schema, identity: device.database.identity,
        hashing: { _ in ToyHasher() }, now: { 0 })
    }
    let database = try create()
    #expect(throws: StoreError.self) { try create() }
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(path) == 0o600)
    #expect(try mode(path + "-wal") == 0o600)
    #expect(try mode(world.place.file("new/folder")) == 0o700)
    try database.close()
    // What an interrupted creation leaves behind does not stop the next one.
    try Data().write(to: URL(fileURLWithPath: path))
    try create().close()
  }

  @Test func aDamagedFileIsSaid() throws {
    for index in 0..<200 { _ = try device.create(Toy.notice, [20: .text("text \(index)")]) }
    try device.database.close()
    let path = device.database.path
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(code(try write(Array(whole[..<(whole.count / 2)]), "half.db")) == .damaged)
    // Overwritten in the middle: found by the check or when it is read, never a crash.
    for page in stride(from: 4_096, to: whole.count, by: 8_192) {
      var bytes = whole
      for index in page..<min(page + 600, bytes.count) { bytes[index] = 0xA5 }
      let copy = try write(bytes, "copy\(page).db")
      do {
        let database = try open(copy)
        let findings = try database.check(thorough: true)
        #expect(!findings.isEmpty, "page at \(page)")
        try database.close()
      } catch let error as StoreError {
        #expect(error.code == .damaged, "\(error)")
      }
    }
  }

  @Test func newerFilesAreRefused() throws {
    _ = try device.create(Toy.notice, [20: .text("x")])
    try device.database.close()
    let path = device.database.path
    #expect(code(path, try Toy.schema(2)) == nil)
    #expect(code(path, try Toy.schema(1)) == .newerSchema)
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 2") }
    try queue.close()
    #expect(code(path, try Toy.schema(2)) == .newerFormat)
  }

  @Test func aFullDiskLosesNothing() throws {
    let first = try device.create(Toy.notice, [20: .text("kept")])
    try device.database.store.writer.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 3)")
    }
    var written = 1
    var failure: StoreError?
    while failure == nil {
      do {
        _ = try device.create(Toy.notice, [20: .text(String(repeating: "x", count: 100))])
        written += 1
      } catch let error as StoreError {
        failure = error
      }
    }
    #expect(failure?.code == .diskFull)
    #expect(failure?.place == device.database.path)
    #expect(try device.all(Toy.notice).count == written)
    #expect(try device.database.standing().lastCommit == UInt64(written))
    // A bulk import that swallows the error must not end as if nothing had happened.
    #expect(throws: StoreError.self) {
      try device.database.bulk { writer in
        for _ in 0..<50 {
          do {
            _ = try writer.commit(device.rights) { context in
              let entity = try #require(context.schema[Toy.notice])
              return OperationDraft(
                "x",
                [
                  context.drafter.create(
                    entity, context.makeID(),
                    RecordEdit(values: [20: .text(String(repeating: "y", count: 100))]))
                ])
            }
          } catch let error as StoreError {
            #expect(error.code == .diskFull || error.code == .inconsistent)
          }
        }
      }
    }
    #expect(try device.all(Toy.notice).count == written)
    try device.database.store.writer.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 1000000")
    }
    _ = try device.create(Toy.notice, [20: .text("room again")])
    #expect(try device.view(Toy.notice, first)?[20] == .text("kept"))
    #expect(try device.database.check(thorough: true) == [])
  }

  /// The owner of a machine may be any user; root is told apart by the file system's user.
  @Test func aFolderThatCannotBeWrittenIsSaid() throws {
    let folder = world.place.file("locked")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    _ = try device.create(Toy.notice, [20: .text("x")])
    try device.database.close()
    let path = folder + "/replica.db"
    try FileManager.default.copyItem(atPath: device.database.path, toPath: path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    for (place, mode) in [(world.place.path, 0o755), (path, 0o444), (folder, 0o555)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
    }
    Self.actAsNobody(true)
    defer { Self.actAsNobody(false) }
    #expect(code(path) == .readOnly)
    #expect(throws: StoreError.self) {
      try ReplicaDatabase.create(
        at: folder + "/deeper/replica.db", schema: world.schema,
        identity: device.database.identity, hashing: { _ in ToyHasher() }, now: { 0 })
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  /// Where the tests run as root, whom modes don't stop, this thread sees files as nobody does.
  private static func actAsNobody(_ isNobody: Bool) {
    typealias Call = @convention(c) (uid_t) -> Int32
    guard geteuid() == 0, let symbol = dlsym(nil, "setfsuid") else { return }
    _ = unsafeBitCast(symbol, to: Call.self)(isNobody ? 65_534 : 0)
  }

  // MARK: A later schema.

  @Test func aLaterSchemaOpensAnOlderFile() throws {
    let id = try device.create(
      Toy.order,
      [21: .reference(World.territories[0]), 22: .text("old"), 25: .integer(1), 26: .integer(2)])
    let before = try #require(try device.view(Toy.order, id)).state
    try device.database.close()
    let later = try open(device.database.path, try Toy.laterSchema())
    let view = try #require(try later.read { try $0.record(Toy.order, id) })
    #expect(view.state == before)
    _ = try later.commit(device.rights) { context in
      let entity = try #require(context.schema["extra"])
      return OperationDraft(
        "later",
        [
          context.drafter.edit(view, RecordEdit(values: [31: .integer(3), 32: .text("m")])),
          context.drafter.create(
            entity, context.makeID(), RecordEdit(values: [20: .text("new entity")])),
        ].compactMap { $0 })
    }
    let after = try #require(try later.read { try $0.record(Toy.order, id) })
    #expect(after[25] == .integer(1) && after[31] == .integer(3) && after[32] == .text("m"))
    #expect(try later.read { try $0.search("entity") }.count == 1)
    #expect(try later.check(thorough: true) == [])
    try later.close()
  }

  /// What came before its column was there is kept, passed on, and shown when the column comes.
  @Test func unknownFieldsSurviveUntilTheirColumnComes() throws {
    let id = RecordID(high: 7, low: 7)
    let state = RecordState(
      entity: Toy.order, id: id, clock: RecordClock([Dot(device.replica, 1)]),
      versions: [
        Version(
          group: 22, dot: Dot(device.replica, 1), time: .zero, office: false,
          content: .register(GroupValue(FieldValue(22, .text("t"))))),
        Version(
          group: 32, dot: Dot(device.replica, 1), time: .zero, office: false,
          content: .register(GroupValue(FieldValue(32, .text("memo"))))),
      ], life: [])
    try device.database.store.write { session in
      _ = try session.save(
        RowContent(state: state, pending: []), held: .integer(1), replacing: nil,
        session.layout.require(Toy.order))
    }
    #expect(try device.view(Toy.order, id)?.state == state)
    try device.database.close()
    let later = try open(device.database.path, try Toy.laterSchema())
    #expect(try later.read { try $0.record(Toy.order, id) }?.state == state)
    let query = RecordQuery(Toy.order, where: [FieldCondition(32, .equals(.text("memo")))])
    #expect(try later.read { try $0.list(query) }.map(\.id) == [id])
    try later.close()
  }
}
