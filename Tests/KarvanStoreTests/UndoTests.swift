// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

extension World.Device {
  /// Takes an own commit back; nil when nothing of it is left to do.
  @discardableResult
  func undo(_ sequence: UInt64) throws -> (commit: Commit?, back: TakenBack)? {
    try database.bulk { writer in
      guard let entry = try writer.reader.entry(sequence) else { return nil }
      if case .rejected = entry.status { return nil }
      var back = TakenBack()
      let commit = try writer.commit(rights, undoing: sequence) { context in
        let reader = try #require(context.reader as? ReplicaReader)
        back = try reader.takingBack(entry.commit, context.drafter).run()
        return OperationDraft("undo", back.changes)
      }
      return (commit, back)
    }
  }

  /// The rows and bytes of what commits found.
  fileprivate func kept() throws -> [Int64] {
    try database.store.read { session in
      try session.statement("SELECT COUNT(*), TOTAL(LENGTH(found)) FROM karvan_before").first {
        [$0.integer(0), $0.integer(1)]
      } ?? []
    }
  }

  var lastCommit: UInt64 {
    get throws { try database.read { try $0.lastEntries(1).first?.commit.sequence ?? 0 } }
  }
}

/// What people see of a record.
private struct Shown: Hashable {
  let life: Life
  /// Of each group the values that are shown, the displayed one first; elements in order.
  let values: [[String]]

  init(_ view: RecordView) {
    life = view.life
    values = view.entity.groups.map { group in
      let shown = view.view(of: group).shown.map(Self.text).filter { !$0.isEmpty }
      // What competes is shown beside one another; which of them stands first follows from times.
      return group.rule.isSet || shown.count > 1 ? Set(shown).sorted() : shown
    }
  }

  /// A field that was never written shows as one that was emptied.
  private static func text(_ version: Version) -> String {
    guard let values = version.values else { return version.element ?? "" }
    return values.all.filter { !$0.value.isNull }.map { "\($0.field): \($0.value)" }
      .joined(separator: ", ")
  }
}

@Suite struct UndoTests {
  private func shown(_ device: World.Device) throws -> [RecordID: Shown] {
    var all: [RecordID: Shown] = [:]
    for entity in device.database.schema.entities {
      for view in try device.all(entity.tag) { all[view.id] = Shown(view) }
    }
    return all
  }

  /// Taking back at once shows what was shown, and taking that back what the command had made.
  @Test func takingBackShowsWhatWasShown() throws {
    var (taken, refused) = (0, 0)
    try forAllSeeds(40) { generator in
      let world = try World()
      let one = try world.addDevice(territories: [0, 1], office: true)
      let two = try world.addDevice(territories: [0, 1])
      for _ in 0..<40 {
        world.clock.advance(by: generator.integer(in: 0...2_000))
        let device = generator.element(of: [one, two])
        if generator.integer(in: 0...4) == 0 {
          try world.sync(device)
          continue
        }
        let before = try shown(device)
        let last = try device.lastCommit
        try RandomWork(device: device).step(&generator)
        guard try device.lastCommit == last + 1 else { continue }
        let after = try shown(device)
        let commit = try #require(try device.database.read { try $0.entry(last + 1) }).commit
        // What is deleted is not edited, by a law of the domain that these entities don't have.
        let isEdited = commit.changes.contains { change in
          before[change.record]?.life == .deleted && change.life == nil
        }
        if isEdited { continue }
        do {
          let undone = try #require(try device.undo(last + 1))
          try #require(!undone.back.parts.contains { $0.isLeft }, "\(undone.back.parts)")
          try check(undone, commit, before: before, after: try shown(device), device)
          if let undo = undone.commit, generator.integer(in: 0...2) == 0 {
            _ = try device.undo(undo.sequence)
            try compare(try shown(device), after, of: undo, besides: undone.back)
          }
          taken += 1
        } catch is Failure {
          // A state machine or a write-once field: nothing has happened.
          try #require(try shown(device) == after)
          refused += 1
        }
      }
    }
    #expect(taken > 300 && refused < taken, "\(taken) \(refused)")
  }

  private func check(
    _ undone: (commit: Commit?, back: TakenBack), _ commit: Commit,
    before: [RecordID: Shown], after: [RecordID: Shown], _ device: World.Device
  ) throws {
    for change in commit.changes {
      let now = try #require(after[change.record])
      guard let earlier = before[change.record] else {
        try #require(now.life == .deleted)
        continue
      }
      try #require(now.life == earlier.life)
      let open = undone.back.parts.filter { $0.outcome == .restoredFromConflict }
      if open.isEmpty { try #require(now.values == earlier.values) }
    }
  }

  private func compare(
    _ now: [RecordID: Shown], _ then: [RecordID: Shown], of commit: Commit,
    besides back: TakenBack
  ) throws {
    for change in commit.changes { try #require(now[change.record] == then[change.record]) }
  }

  /// Whatever is taken back whenever, everybody comes to the same, and an undo replaces only what
  /// its author was shown: what others wrote and a rule hid goes to the history.
  @Test func devicesConvergeAroundUndo() throws {
    try forAllSeeds(30) { generator in
      let world = try World()
      try world.addDevice(territories: [0, 1, 2], office: true)
      try world.addDevice(territories: [0])
      try world.addDevice(territories: [0, 1])
      for _ in 0..<60 {
        let device = generator.element(of: world.devices)
        world.clock.advance(by: generator.integer(in: 0...2_000))
        switch generator.integer(in: 0...9) {
        case 0...4: try RandomWork(device: device).step(&generator)
        case 5, 6:
          try world.sync(
            device, answers: generator.element(of: [0, 1, .max]),
            losesLast: generator.integer(in: 0...1) == 0)
        case 7: try world.reopen(device)
        default: try undoSomething(of: device, &generator)
        }
      }
      try ConvergenceTests.heal(world)
      try ConvergenceTests.checkAll(world)
    }
  }

  private func undoSomething(
    of device: World.Device, _ generator: inout SeededGenerator
  ) throws {
    let last = try device.lastCommit
    guard last > 0 else { return }
    let sequence = UInt64(generator.integer(in: max(1, Int64(last) - 8)...Int64(last)))
    let views = try Dictionary(
      uniqueKeysWithValues: device.database.schema.entities.flatMap { try device.all($0.tag) }
        .map { ($0.id, $0) })
    do {
      guard let undone = try device.undo(sequence) else { return }
      for change in undone.back.changes {
        let view = try #require(views[change.record])
        for write in change.writes {
          let group = try #require(view.entity.group(write.group))
          let names = Set(view.view(of: group).shown.map(\.name))
          try #require(write.replaces.allSatisfy(names.contains))
        }
      }
    } catch is Failure {
      // Refused where it was written.
    }
  }

  // MARK: Examples.

  private struct Pair {
    let world: World
    let one: World.Device
    let two: World.Device
    let order: RecordID

    init() throws {
      world = try World()
      one = try world.addDevice(territories: [0], office: true)
      two = try world.addDevice(territories: [0])
      order = try one.create(
        Toy.order, [21: .reference(World.territories[0]), 22: .text("title")])
      for device in [one, two] { try world.sync(device) }
    }

    func title(_ device: World.Device) throws -> Value? { try device.view(Toy.order, order)?[22] }
  }

  /// What somebody has changed since stays and is named; the rest is taken back.
  @Test func whatWasChangedSinceStays() throws {
    let pair = try Pair()
    try pair.one.edit(Toy.order, pair.order, [22: .text("mine"), 25: .integer(5)])
    let commit = try pair.one.lastCommit
    for device in [pair.one, pair.two] { try pair.world.sync(device) }
    try pair.two.edit(Toy.order, pair.order, [22: .text("theirs")])
    for device in [pair.two, pair.one] { try pair.world.sync(device) }
    let back = try #require(try pair.one.undo(commit)).back
    #expect(try pair.title(pair.one) == .text("theirs"))
    #expect(try pair.one.view(Toy.order, pair.order)?[25] == .null)
    let left = back.parts.filter(\.isLeft)
    #expect(left.map(\.group) == [22])
    #expect(left.first?.by == pair.two.replica)
  }

  /// A record that others have come to use is not taken away.
  @Test func whatOthersUseStays() throws {
    let pair = try Pair()
    let line = try pair.two.create(Toy.line, [20: .reference(pair.order), 21: .text("a")])
    for device in [pair.two, pair.one] { try pair.world.sync(device) }
    let back = try #require(try pair.one.undo(1)).back
    #expect(back.changes.isEmpty)
    #expect(back.parts.map(\.outcome) == [.left(.inUse(Toy.line, line))])
  }

  /// One after another, and forward again, each by its number.
  @Test func commandsAreTakenBackOneAfterAnother() throws {
    let pair = try Pair()
    let device = pair.one
    for text in ["b", "c", "d"] { try device.edit(Toy.order, pair.order, [22: .text(text)]) }
    for (commit, expected) in [(4, "c"), (3, "b"), (2, "title")] as [(UInt64, String)] {
      let undone = try #require(try device.undo(commit))
      let left = undone.back.parts.filter(\.isLeft)
      #expect(left.isEmpty)
      #expect(try pair.title(device) == .text(expected))
    }
    // The last undo is taken back, and then the edit itself again.
    let redo = try #require(try device.undo(7)?.commit)
    #expect(try pair.title(device) == .text("b"))
    #expect(try device.database.read { try $0.takenBack(2) } == nil)
    #expect(try device.database.read { try $0.takenBack(7) } == redo.sequence)
    try device.undo(2)
    #expect(try pair.title(device) == .text("title"))
    for device in [pair.one, pair.two] { try pair.world.sync(device) }
    #expect(try pair.title(pair.two) == .text("title"))
  }

  /// An element that somebody else put there too stays; only our saying so goes.
  @Test func anElementOfTwoStays() throws {
    let pair = try Pair()
    for device in [pair.one, pair.two] {
      try device.edit(Toy.order, pair.order, RecordEdit(adds: [29: ["red"]]))
    }
    let commit = try pair.one.lastCommit
    for device in [pair.one, pair.two, pair.one] { try pair.world.sync(device) }
    try pair.one.undo(commit)
    for device in [pair.one, pair.two] { try pair.world.sync(device) }
    for device in [pair.one, pair.two] {
      let view = try #require(try device.view(Toy.order, pair.order))
      #expect(view.state.versions(of: 29).compactMap(\.element) == ["red"])
      #expect(view.state.versions(of: 29).first?.dot.replica == pair.two.replica)
    }
  }

  /// What waits can be taken back by the life that goes on with it.
  @Test func anotherLifeTakesBackWhatItGoesOnWith() throws {
    let pair = try Pair()
    let copy = try pair.world.copyDevice(pair.two)
    try pair.two.create(Toy.notice, [20: .text("by the first")])
    try pair.world.sync(pair.two)
    try copy.edit(Toy.order, pair.order, [22: .text("wrong")])
    _ = try #require(try copy.undo(copy.lastCommit)?.commit)
    try copy.edit(Toy.order, pair.order, [28: .integer(3)])
    #expect(throws: SyncStop.clone) { try pair.world.sync(copy) }
    try pair.world.renew(copy)
    let undone = try #require(try copy.undo(3))
    #expect(undone.back.parts.map(\.outcome) == [.restored])
    // Taking back what was taken back does it again.
    try copy.undo(2)
    #expect(try pair.title(copy) == .text("wrong"))
    for device in [copy, pair.one] { try pair.world.sync(device) }
    #expect(try pair.title(pair.one) == .text("wrong"))
  }

  /// An edit keeps what it found, a creation nothing.
  @Test func onlyEditsKeepWhatTheyFound() throws {
    let pair = try Pair()
    let before = try pair.one.kept()
    for _ in 0..<100 { _ = try pair.one.create(Toy.notice, [20: .text("n")]) }
    let same = try pair.one.kept()
    #expect(same == before)
    for index in 0..<100 {
      try pair.one.edit(Toy.order, pair.order, [28: .integer(Int64(index))])
    }
    let after = try pair.one.kept()
    #expect(after[0] == before[0] + 100)
    #expect(after[1] - before[1] <= 100 * 12)
  }
}
