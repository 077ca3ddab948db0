// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanServer
import KarvanStore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanSimulation

/// The parts of the simulation that must be right for it to prove anything.
@Suite(.serialized) struct SimulationTests {
  private final class Folder {
    let path = NSTemporaryDirectory() + "karvan-simulation-" + UUID().uuidString

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let folder: Folder
  private let machine: Machine

  init() throws {
    folder = try Folder()
    machine = try Machine("one", in: folder.path, on: Stage(now: 0))
  }

  private func write(_ text: String, to name: String, synced: Bool) -> Bool {
    let file = open(machine.path + "/" + name, O_CREAT | O_RDWR, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let done = text.utf8CString.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count - 1, 0) }
    return done == text.utf8.count && (!synced || fsync(file) == 0)
  }

  private func read(_ name: String) -> String? {
    try? String(contentsOfFile: machine.path + "/" + name, encoding: .utf8)
  }

  @Test func aDeadMachineWritesNothing() {
    #expect(write("before", to: "a", synced: true))
    machine.die()
    #expect(!write("after", to: "a", synced: true))
    #expect(!write("new", to: "b", synced: true))
    #expect(unlink(machine.path + "/a") == -1)
    machine.start(afterPowerCut: false, seed: 1)
    #expect(read("a") == "before")
    #expect(read("b") == nil)
    #expect(write("after", to: "a", synced: true))
  }

  @Test func aMachineDiesInTheMiddleOfTheWriteThatWasNamed() {
    #expect(write("........", to: "a", synced: true))
    machine.die(atWrite: 2, torn: true)
    #expect(write("12345678", to: "a", synced: false))
    #expect(!write("abcdefgh", to: "a", synced: false))
    #expect(machine.isDead)
    machine.start(afterPowerCut: false, seed: 1)
    #expect(read("a") == "abcd5678")
  }

  @Test func aPowerCutLosesOnlyWhatWasNotSynced() {
    var outcomes: Set<String> = []
    for seed in 1...40 as ClosedRange<UInt64> {
      #expect(write("synced", to: "a", synced: true))
      #expect(write("SYNCED", to: "a", synced: false))
      #expect(write("kept", to: "b", synced: true))
      machine.die()
      machine.start(afterPowerCut: true, seed: seed)
      #expect(read("b") == "kept")
      outcomes.insert(read("a") ?? "gone")
    }
    #expect(outcomes == ["synced", "SYNCED"])
  }

  /// A command's work is safe when the command ends, also while a sync has the database open.
  @Test func whatACommandWroteBesideAnotherSurvivesAPowerCut() throws {
    let path = machine.path + "/karvan.db"
    let schema = try Catalog.schema()
    let identity = ReplicaIdentity(
      workspace: WorkspaceID(high: 0, low: 1), device: DeviceID(high: 0, low: 2),
      deviceCode: "A1", user: RecordID(high: 0, low: 3), replica: ReplicaID(high: 0, low: 4),
      scopes: [.everyone], digestKey: [UInt8](repeating: 5, count: 32))
    try ReplicaDatabase.create(
      at: path, schema: schema, identity: identity, hashing: Office.hashing, now: { 0 }
    ).close()
    func open() throws -> ReplicaDatabase {
      try ReplicaDatabase.open(at: path, schema: schema, hashing: Office.hashing, now: { 0 })
    }
    for seed in 1...12 as ClosedRange<UInt64> {
      let sync = try open()
      _ = try sync.setting("word")
      let command = try open()
      try command.set("word", [UInt8(seed)])
      try command.close()
      machine.die()
      try? sync.close()
      machine.start(afterPowerCut: true, seed: seed)
      let after = try open()
      #expect(try after.setting("word") == [UInt8(seed)])
      try after.close()
    }
  }

  @Test func aFullDiskTakesNothingMore() {
    #expect(write("1234", to: "a", synced: true))
    machine.isFull = true
    #expect(!write("12345", to: "a", synced: true))
    #expect(write("abcd", to: "a", synced: true))
    machine.isFull = false
    #expect(write("12345", to: "a", synced: true))
  }

  @Test func theSoonestHappensFirstAndTiesInTheOrderOfAsking() {
    let stage = Stage(now: 100)
    let order = Order()
    stage.after(20) { order.note("c \(stage.now)") }
    stage.after(10) { order.note("a \(stage.now)") }
    stage.after(10) { order.note("b \(stage.now)") }
    stage.begin {
      await stage.sleep(15)
      order.note("task \(stage.now)")
    }
    while stage.step() {}
    #expect(order.lines == ["a 110", "b 110", "task 115", "c 120"])
  }

  // SAFETY: used on one thread.
  private final class Order: @unchecked Sendable {
    private(set) var lines: [String] = []
    func note(_ line: String) { lines.append(line) }
  }

  /// The reference and the shipped function, each written from the definition, say the same of any
  /// order in which the commits of different replicas arrive, and of what was swept then; the
  /// reference is read in any order.
  @Test func theReferenceAgreesWithApply() throws {
    try forAllSeeds(200) { random in
      var history = RandomHistory(&random)
      for _ in 0..<30 { history.step(&random) }
      for _ in 0..<3 {
        var reference = Reference()
        var states: [RecordID: RecordState] = [:]
        var swept: [RecordID: Set<Dot>] = [:]
        let arrived = history.arrival(&random)
        for (index, commit) in Array(arrived.enumerated()).shuffled(using: &random) {
          try reference.apply(commit, at: UInt64(index + 1))
        }
        for commit in arrived {
          for change in commit.changes {
            var state =
              states[change.record] ?? RecordState(entity: change.entity, id: change.record)
            let gone = state.apply(change, of: commit)
            swept[change.record, default: []].formUnion(gone.map(\.version.dot))
            states[change.record] = state
          }
        }
        for (id, state) in states {
          let expected = try #require(reference.records[.init(entity: 10, record: id)])
          try #require(Set(state.versions.map(\.name)) == Set(expected.present.keys.map(\.name)))
          try #require(Set(state.life.map(\.dot)) == Set(expected.marks.keys))
          let removed = expected.removed.filter(\.value.removal.isSwept)
          try #require(Set(removed.keys.map(\.name.dot)) == swept[id])
        }
      }
    }
  }
}

/// Replicas that see some of one another's commits and write upon what they see.
private struct RandomHistory {
  private var journals: [[Commit]]
  private var seen: [[RecordID: RecordState]]
  private var known: [[Int]]
  private let records: [RecordID]

  init(_ random: inout SeededGenerator) {
    journals = Array(repeating: [], count: 3)
    seen = Array(repeating: [:], count: 3)
    known = Array(repeating: [0, 0, 0], count: 3)
    records = (0..<2).map { RecordID(high: 1, low: $0) }
  }

  mutating func step(_ random: inout SeededGenerator) {
    let who = Int(random.integer(in: 0...2))
    if random.integer(in: 0...1) == 0 {
      // Takes the next commit of somebody, if what it was written upon is there.
      let other = Int(random.integer(in: 0...2))
      guard other != who, known[who][other] < journals[other].count else { return }
      take(journals[other][known[who][other]], who)
      known[who][other] += 1
    } else {
      let commit = draft(who, &random)
      journals[who].append(commit)
      known[who][who] += 1
      take(commit, who)
    }
  }

  private mutating func take(_ commit: Commit, _ who: Int) {
    for change in commit.changes {
      var state = seen[who][change.record] ?? RecordState(entity: 10, id: change.record)
      state.apply(change, of: commit)
      seen[who][change.record] = state
    }
  }

  private func draft(_ who: Int, _ random: inout SeededGenerator) -> Commit {
    let record = random.element(of: records)
    let state = seen[who][record] ?? RecordState(entity: 10, id: record)
    let sequence = UInt64(journals[who].count + 1)
    func some(_ names: [VersionName]) -> [VersionName] {
      names.filter { _ in random.integer(in: 0...1) == 0 }
    }
    let register = state.versions(of: 20).map(\.name)
    let set = state.versions(of: 21).map(\.name)
    let writes: [GroupWrite] =
      switch random.integer(in: 0...3) {
      case 0, 1:
        [
          GroupWrite(
            group: 20, action: .set(GroupValue(FieldValue(20, .integer(Int64(sequence))))),
            replaces: some(register), sweeps: some(register))
        ]
      case 2: [GroupWrite(group: 21, action: .add("x"), replaces: some(set))]
      default: [GroupWrite(group: 21, action: .remove, replaces: set)]
      }
    let life =
      random.integer(in: 0...5) == 0
      ? LifeWrite(
        isDeleted: random.integer(in: 0...1) == 0, replaces: state.life.map(\.dot),
        seen: state.clock) : nil
    return Commit(
      replica: ReplicaID(high: 0, low: UInt64(who + 1)), sequence: sequence,
      time: HybridTime(milliseconds: Int64(sequence)), office: false, basis: 0,
      operation: "test",
      changes: [
        RecordChange(entity: 10, record: record, creates: false, writes: writes, life: life)
      ])
  }

  /// An order in which a server may get them: each replica's own in order, and none before what it
  /// was written upon.
  func arrival(_ random: inout SeededGenerator) -> [Commit] {
    var next = [0, 0, 0]
    var taken: Set<Dot> = []
    var arrived: [Commit] = []
    while true {
      let ready = (0..<3).filter { who in
        guard next[who] < journals[who].count else { return false }
        return journals[who][next[who]].changes.allSatisfy { change in
          change.writes.allSatisfy { write in
            (write.replaces + write.sweeps).allSatisfy { taken.contains($0.dot) }
          } && (change.life?.replaces ?? []).allSatisfy { taken.contains($0) }
        }
      }
      guard !ready.isEmpty else { return arrived }
      let who = random.element(of: ready)
      arrived.append(journals[who][next[who]])
      taken.insert(journals[who][next[who]].dot)
      next[who] += 1
    }
  }
}
