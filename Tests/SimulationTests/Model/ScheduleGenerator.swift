// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport

/// Three replicas that take some of one another's commits and write upon what they have seen:
/// mostly as people do, through the drafter, sometimes as only a stranger's program would.
struct ScheduleGenerator {
  private var random: SeededGenerator
  private let seed: UInt64
  private let shape: SampleShape
  private let replicas: [ReplicaID]
  private let records = [RecordID(high: 0, low: 1), RecordID(high: 0, low: 2)]
  /// How far each replica's clock is off, in milliseconds.
  private let skews: [Int64]
  /// Whether a replica takes a commit only after what that builds upon.
  private let isCausal: Bool
  private var now: Int64 = 10
  private var journals: [[Schedule.Published]] = [[], [], []]
  private var known = [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
  private var seen: [[RecordID: RecordState]] = [[:], [:], [:]]
  private var events: [Schedule.Event] = []
  private var written: [Dot] = []
  private var commits: [Dot: Schedule.Published] = [:]

  /// The schedule of a seed.
  static func schedule(_ seed: UInt64) throws -> Schedule {
    var generator = try ScheduleGenerator(seed)
    for _ in 0..<generator.random.integer(in: 6...24) { generator.step() }
    return generator.finished()
  }

  private init(_ seed: UInt64) throws {
    self.seed = seed
    random = SeededGenerator(seed: seed)
    shape = try SampleShape(&random)
    // Identifiers are ordered as numbers without a sign.
    let heights: [UInt64] = [0, 1, 1 << 63, .max]
    replicas = [3, 1, 2].map { [height = random.element(of: heights)] low in
      ReplicaID(high: height, low: low)
    }
    skews = [0, random.element(of: [-3, 0, 2]), random.element(of: [0, 1, 50])]
    isCausal = random.integer(in: 0...3) > 0
  }

  private mutating func step() {
    now += random.integer(in: 0...1)
    let who = random.integer(in: 0...2)
    if random.integer(in: 0...9) < 5 {
      take(from: random.integer(in: 0...2), at: who)
    } else if random.integer(in: 0...4) == 0 {
      let changes = some(of: records).map { strange($0, who) }
      publish([], changes, who)
    } else {
      let drafts = some(of: records).map { draft($0, who) }
      publish(drafts, drafts.compactMap(\.change), who)
    }
  }

  /// One or both.
  private mutating func some(of records: [RecordID]) -> [RecordID] {
    random.integer(in: 0...5) == 0 ? records : [random.element(of: records)]
  }

  private func state(_ record: RecordID, _ who: Int) -> RecordState {
    seen[who][record] ?? RecordState(entity: shape.entity.tag, id: record)
  }

  private mutating func take(from other: Int, at who: Int) {
    guard other != who, known[who][other] < journals[other].count else { return }
    let next = journals[other][known[who][other]]
    guard !isCausal || next.builtUpon.allSatisfy({ has($0, who) }) else { return }
    known[who][other] += 1
    events.append(.takes(at: replicas[who], next.commit.dot))
    apply(next.commit, next.stamp, who)
  }

  private func has(_ dot: Dot, _ who: Int) -> Bool {
    guard let author = replicas.firstIndex(of: dot.replica) else { return false }
    return dot.sequence <= UInt64(known[who][author])
  }

  private mutating func apply(_ commit: Commit, _ stamp: HybridTime?, _ who: Int) {
    for change in commit.changes {
      var state = state(change.record, who)
      state.apply(change, of: commit, stamp: stamp)
      seen[who][change.record] = state
    }
  }

  private mutating func publish(
    _ drafts: [Schedule.Draft], _ changes: [RecordChange], _ who: Int
  ) {
    guard !changes.isEmpty else {
      events.append(.writes(at: replicas[who], drafts, nil))
      return
    }
    let time = HybridTime(
      milliseconds: now + skews[who], counter: random.integer(in: 0...1))
    let commit = Commit(
      replica: replicas[who], sequence: UInt64(journals[who].count + 1), time: time,
      office: random.integer(in: 0...3) == 0, basis: 0, operation: "test", changes: changes)
    let published = Schedule.Published(
      commit: commit, stamp: min(time, HybridTime(milliseconds: now + 2)))
    events.append(.writes(at: replicas[who], drafts, published))
    journals[who].append(published)
    known[who][who] += 1
    written.append(commit.dot)
    commits[commit.dot] = published
    apply(commit, nil, who)
  }
}

extension ScheduleGenerator {
  private mutating func draft(_ record: RecordID, _ who: Int) -> Schedule.Draft {
    let drafter = Drafter(replica: replicas[who])
    let state = state(record, who)
    let shown = RecordView(entity: shape.entity, state: state)
    let wish = wish(shown)
    let change: RecordChange? =
      switch wish {
      case .edit(let edit):
        state.clock.entries.isEmpty
          ? drafter.create(shape.entity, record, edit) : drafter.edit(shown, edit)
      case .resolve(let tag, let value):
        shape.entity.group(tag).map { drafter.resolve(shown, group: $0, value: value) }
      case .settle: settled(shown, drafter)
      case .delete: drafter.delete(shown)
      case .undelete: drafter.undelete(shown)
      }
    return Schedule.Draft(record: record, wish: wish, change: change)
  }

  private func settled(_ shown: RecordView, _ drafter: Drafter) -> RecordChange? {
    let hidden = shape.entity.groups.map { ($0.tag, shown.view(of: $0).hidden.map(\.name)) }
      .filter { !$0.1.isEmpty }
    return hidden.isEmpty ? nil : drafter.settle(shown, hidden)
  }

  private mutating func wish(_ shown: RecordView) -> Schedule.Wish {
    switch random.integer(in: 0...11) {
    case 0: return .delete
    case 1: return .undelete
    case 2: return .settle
    case 3:
      let open = shown.conflicts.map(\.tag)
      let tags = [SampleShape.number, SampleShape.stage, SampleShape.amount]
      let tag = random.element(of: open.isEmpty ? tags : open)
      return .resolve(tag, value(of: tag))
    default: return .edit(edit())
    }
  }

  private mutating func edit() -> RecordEdit {
    var edit = RecordEdit()
    for tag in [SampleShape.number, SampleShape.stage, SampleShape.amount, SampleShape.currency]
    where random.integer(in: 0...2) == 0 {
      edit.values[tag] = plain(tag)
    }
    if random.integer(in: 0...2) == 0 { edit.adds[SampleShape.words] = elements() }
    if random.integer(in: 0...2) == 0 { edit.removes[SampleShape.words] = elements() }
    return edit
  }

  private mutating func elements() -> [String] {
    (0..<random.integer(in: 1...2)).map { _ in element() }
  }

  /// Texts that look alike, and that sort differently by UTF-16 and by their bytes.
  private mutating func element() -> String {
    random.element(of: ["x", "\u{E9}", "e\u{301}", "\u{FB00}", "\u{1F600}"])
  }

  private mutating func plain(_ tag: FieldTag) -> Value {
    if random.integer(in: 0...7) == 0 { return .null }
    switch tag {
    case SampleShape.stage: return .text(random.element(of: SampleShape.states + ["unknown"]))
    case SampleShape.currency: return .text(element())
    default: return .integer(random.element(of: [-1, 0, 1, 2, 1 << 53, .min, .max]))
    }
  }

  private mutating func value(of group: GroupTag) -> GroupValue {
    let first = FieldValue(group, plain(group))
    guard group == SampleShape.amount, random.integer(in: 0...1) == 0 else {
      return GroupValue(first)
    }
    let second = FieldValue(SampleShape.currency, plain(SampleShape.currency))
    return GroupValue([first, second]) ?? GroupValue(first)
  }

  /// A change that names what it likes of what anybody has seen, with values of any kind.
  private mutating func strange(_ record: RecordID, _ who: Int) -> RecordChange {
    let state = state(record, random.integer(in: 0...2))
    func some<T>(_ all: [T]) -> [T] { all.filter { _ in random.integer(in: 0...1) == 0 } }
    var writes: [GroupWrite] = []
    for group in shape.entity.groups where random.integer(in: 0...1) == 0 {
      let there = state.versions(of: group.tag).map(\.name)
      let action: GroupWrite.Action =
        if random.integer(in: 0...3) == 0 {
          .remove
        } else if group.rule.isSet {
          .add(element())
        } else {
          .set(
            random.integer(in: 0...3) == 0
              ? GroupValue(FieldValue(group.tag, .text(element()))) : value(of: group.tag))
        }
      writes.append(
        GroupWrite(
          group: group.tag, action: action, replaces: some(there), sweeps: some(there)))
    }
    let life =
      random.integer(in: 0...3) == 0
      ? LifeWrite(
        isDeleted: random.integer(in: 0...1) == 0, replaces: some(state.life.map(\.dot)),
        seen: state.clock) : nil
    return RecordChange(
      entity: shape.entity.tag, record: record, creates: false, writes: writes, life: life)
  }
}

extension ScheduleGenerator {
  private mutating func finished() -> Schedule {
    let orders = [
      written, arrival(causal: true), repeating(arrival(causal: false)),
      repeating(arrival(causal: true)),
    ]
    var names: [ReplicaID: String] = [:]
    for replica in replicas { names[replica] = "\(replica)" }
    return Schedule(
      seed: seed, shape: shape, events: events, orders: orders, commits: commits, names: names)
  }

  /// Each replica's own in order and, if asked, none before what it builds upon.
  private mutating func arrival(causal: Bool) -> [Dot] {
    var next = [0, 0, 0]
    var arrived: [Dot] = []
    var taken: Set<Dot> = []
    while arrived.count < written.count {
      let ready = (0..<3).filter { who in
        guard next[who] < journals[who].count else { return false }
        return !causal || journals[who][next[who]].builtUpon.allSatisfy(taken.contains)
      }
      guard !ready.isEmpty else { break }
      let who = random.element(of: ready)
      let dot = journals[who][next[who]].commit.dot
      arrived.append(dot)
      taken.insert(dot)
      next[who] += 1
    }
    return arrived
  }

  /// The same, with some that come again.
  private mutating func repeating(_ order: [Dot]) -> [Dot] {
    var arrived: [Dot] = []
    for dot in order {
      arrived.append(dot)
      if random.integer(in: 0...3) == 0 { arrived.append(random.element(of: arrived)) }
    }
    return arrived
  }
}
