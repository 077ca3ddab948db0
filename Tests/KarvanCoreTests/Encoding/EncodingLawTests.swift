// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@Suite("Packed encoding")
struct EncodingLawTests {
  @Test("values come back, from the shortest form, and no prefix is enough")
  func values() throws {
    try forAllSeeds(150) { generator in
      let value = Generate.value(&generator)
      let bytes = Packed.value(value)
      try #require(try Unpacked.value(bytes) == value)
      try prefixes(of: bytes) { prefix in _ = try Unpacked.value(prefix) }
      let group = generator.element(of: [GroupTag(1), 127, 128, 20_000])
      let values = Generate.values(group, &generator)
      let packed = Packed.values(values, of: group)
      try #require(try Unpacked.values(packed, of: group) == values)
      try prefixes(of: packed) { prefix in _ = try Unpacked.values(prefix, of: group) }
    }
  }

  @Test("commits come back and no prefix is enough")
  func commits() throws {
    try forAllSeeds(60) { generator in
      let commit = Generate.commit(&generator)
      let bytes = Packed.commit(commit)
      let again = try Unpacked.commit(bytes, sequence: commit.sequence)
      try #require(again == commit)
      try #require(Packed.commit(again) == bytes)
      try prefixes(of: bytes) { prefix in
        _ = try Unpacked.commit(prefix, sequence: commit.sequence)
      }
    }
  }

  @Test("states come back and no prefix is enough")
  func states() throws {
    try forAllSeeds(60) { generator in
      let state = Generate.state(&generator)
      let bytes = Packed.state(state)
      let again = try Unpacked.state(bytes)
      try #require(again == state)
      try #require(Packed.state(again) == bytes)
      try prefixes(of: bytes) { prefix in _ = try Unpacked.state(prefix) }
    }
  }

  @Test("what is read has one form: a changed byte is refused or means something else")
  func canonical() throws {
    try forAllSeeds(40) { generator in
      let state = Generate.state(&generator)
      let bytes = Packed.state(state)
      for _ in 0..<60 {
        var changed = bytes
        let place = generator.integer(in: 0...changed.count - 1)
        changed[place] ^= generator.integer(in: 1...255)
        guard let other = try? Unpacked.state(changed) else { continue }
        try #require(other != state)
      }
    }
  }

  @Test("a table in another order, or of more replicas than are named, is refused")
  func tables() throws {
    try forAllSeeds(80) { generator in
      let state = Generate.state(&generator)
      var table = ReplicaTable()
      var body = ByteWriter()
      body.state(state, &table)
      func isRead(_ replicas: [ReplicaID], renumbering: Bool) -> Bool {
        var other = ReplicaTable(replicas)
        var writer = ByteWriter()
        writer.table(other)
        var rest = ByteWriter()
        if renumbering { rest.state(state, &other) } else { rest.raw(body.bytes) }
        writer.raw(rest.bytes)
        return (try? Unpacked.state(writer.bytes)) == state
      }
      try #require(isRead(table.replicas, renumbering: false))
      try #require(!isRead(table.replicas + [ReplicaID(high: .max, low: .max)], renumbering: false))
      guard table.replicas.count > 1 else { return }
      let place = generator.integer(in: 1...table.replicas.count - 1)
      var swapped = table.replicas
      swapped.swapAt(place - 1, place)
      try #require(!isRead(swapped, renumbering: true))
    }
  }

  @Test("digests are of the content, all of it and nothing else")
  func digestible() throws {
    try forAllSeeds(80) { generator in
      let state = Generate.state(&generator)
      let sameContent = RecordState(
        entity: state.entity, id: state.id, clock: Generate.clock(&generator),
        versions: state.versions, life: state.life)
      try #require(sameContent.sameContent(as: state))
      try #require(Packed.digestible(sameContent) == Packed.digestible(state))
      for other in neighbours(of: state, &generator) {
        try #require(
          other.sameContent(as: state) == (Packed.digestible(other) == Packed.digestible(state)))
      }
    }
  }

  @Test("states of the same commits have the same bytes, whatever the order of arrival")
  func arrivalOrder() throws {
    let shape = Shape(rule: .manual, group: .severalFields, policy: .editWins)
    try forAllSeeds(20) { generator in
      var world = World(entity: try shape.entity(), devices: 3)
      for _ in 0..<12 {
        let word = generator.element(of: ["b", "c", "d"])
        let actions: [Action] = [.edit(word), .editSecond(word), .tag(word), .delete, .push(1)]
        world.step(generator.element(of: actions), on: generator.integer(in: 0...2))
      }
      world.heal()
      let blank = RecordState(entity: world.entity.tag, id: World.record)
      let order = Interleaving.random(world.arrivals, using: &generator)
      let state = Interleaving.state(of: order, from: blank)
      try #require(Packed.state(state) == Packed.state(world.server))
    }
  }

  @Test("random bytes are refused or read, never a crash")
  func noise() throws {
    try forAllSeeds(300) { generator in
      var bytes = (0..<generator.integer(in: 0...120)).map { _ in
        generator.integer(in: 0...3) == 0
          ? generator.integer(in: 0...UInt8.max) : generator.integer(in: 0...UInt8(5))
      }
      if Bool.random(using: &generator) {
        bytes = Packed.commit(Generate.commit(&generator))
        for _ in 0..<3 {
          bytes[generator.integer(in: 0...bytes.count - 1)] = generator.integer(in: 0...UInt8.max)
        }
      }
      _ = try? Unpacked.value(bytes)
      _ = try? Unpacked.values(bytes, of: 1)
      _ = try? Unpacked.clock(bytes)
      if let commit = try? Unpacked.commit(bytes, sequence: 1) {
        let again = try Unpacked.commit(Packed.commit(commit), sequence: 1)
        try #require(again == commit)
      }
      if let state = try? Unpacked.state(bytes) {
        try #require(try Unpacked.state(Packed.state(state)) == state)
      }
    }
  }

  private func prefixes(of bytes: [UInt8], _ read: ([UInt8]) throws -> Void) throws {
    for count in 0..<bytes.count {
      #expect(throws: DecodingFailure.self, "\(count) of \(Hexadecimal.text(of: bytes))") {
        try read(Array(bytes.prefix(count)))
      }
    }
    #expect(throws: DecodingFailure.self) { try read(bytes + [0]) }
  }

  /// States that differ in a little.
  private func neighbours(
    of state: RecordState, _ generator: inout SeededGenerator
  ) -> [RecordState] {
    func with(versions: [Version], life: [LifeMark]) -> RecordState {
      RecordState(
        entity: state.entity, id: state.id, clock: state.clock, versions: versions, life: life)
    }
    var all = [
      with(versions: Array(state.versions.dropLast()), life: state.life),
      with(versions: state.versions, life: Array(state.life.dropLast())),
    ]
    if let last = state.versions.last {
      let other = Version(
        group: last.group, dot: last.dot, time: last.time, office: !last.office,
        content: last.content)
      all.append(with(versions: state.versions.dropLast() + [other], life: state.life))
    }
    if let last = state.life.last {
      for mark in [
        LifeMark(dot: last.dot, time: .zero, isDeleted: last.isDeleted, seen: last.seen),
        LifeMark(
          dot: last.dot, time: last.time, isDeleted: last.isDeleted,
          seen: Generate.clock(&generator)),
      ] { all.append(with(versions: state.versions, life: state.life.dropLast() + [mark])) }
    }
    return all
  }
}
