// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import KarvanWire
import TestSupport
import Testing

/// Messages that are generated from a seed.
struct MessageMaker {
  var random: SeededGenerator

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  mutating func id<Kind>() -> Identifier<Kind> {
    Identifier(
      high: .random(in: 0 ... .max, using: &random), low: .random(in: 0 ... .max, using: &random))
  }

  mutating func number() -> UInt64 { .random(in: 0...1_000_000, using: &random) }

  mutating func header() -> RequestHeader {
    RequestHeader(
      exchangeNumber: number(), challengeEcho: bytes(Bool.random(using: &random) ? 0 : 56),
      deviceTime: Int64(number()), replica: id(), schemaVersion: 1,
      journal: JournalHead(sequence: number(), segment: number(), chain: bytes(32)),
      acknowledged: Bool.random(using: &random)
        ? nil : Acknowledgement(sequence: number(), mac: bytes(72)),
      incarnation: Bool.random(using: &random) ? nil : id(), segmentCount: 3,
      keys: KeyState(
        epoch: UInt32(number() % 9), newestSegment: number(),
        wipeReceipt: Bool.random(using: &random) ? nil : bytes(16)),
      newLife: Bool.random(using: &random)
        ? nil : NewLife(exchangeKey: bytes(32), verifyKey: bytes(32), isMoved: true),
      withdrawn: (0..<Int.random(in: 0...3, using: &random)).map { _ in number() })
  }

  mutating func body() -> RequestBody {
    let cursors = [
      ScopeCursor(.everyone, number()), ScopeCursor(.territory(id()), 0),
      ScopeCursor(.user(id()), number()), ScopeCursor(.office, number()),
    ]
    return RequestBody(
      segments: (0..<Int.random(in: 0...4, using: &random)).map { _ in bytes(50) },
      pull: PullRequest(cursors: cursors, position: number(), maximumBytes: 1_000),
      waiting: runs())
  }

  private mutating func runs() -> [SequenceRun] {
    var end: UInt64 = 0
    return (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let run = SequenceRun(
        first: end + UInt64.random(in: 0...1 << 60, using: &random),
        count: UInt64.random(in: 1...1 << 60, using: &random))
      end = run.first + run.count
      return run
    }
  }

  mutating func answerHeader() -> AnswerHeader {
    let verdicts: [Verdict] = [
      .done, .challenge(bytes(56)), .revoked, .clone, .retired,
      .newLife(
        LifeGrant(
          replica: id(), device: id(), deviceCode: "B7", commitKey: bytes(32), commitKeyEpoch: 2)),
      .upgrade(serverSchema: 3, serverProtocol: 2), .missing(segment: 9), .later(seconds: 5),
    ]
    return AnswerHeader(
      verdict: verdicts[Int.random(in: 0..<verdicts.count, using: &random)],
      exchangeNumber: number(), incarnation: id(), serverTime: Int64(number()),
      acknowledged: Bool.random(using: &random)
        ? nil : Acknowledgement(sequence: number(), mac: bytes(72)),
      keys: KeyNews(
        certificates: (0..<Int.random(in: 0...4, using: &random)).map { _ in bytes(112) },
        commitKey: Bool.random(using: &random) ? nil : CommitKeyGrant(epoch: 7, key: bytes(32)),
        wipeOrder: Bool.random(using: &random) ? nil : bytes(164)),
      durableSequence: number(), commonSequence: number(),
      journalDays: UInt32(truncatingIfNeeded: number()), quarantined: runs())
  }

  mutating func enrolRequest() -> EnrolRequest {
    EnrolRequest(
      verifyKey: bytes(32), replica: id(), deviceName: "تبلت", schemaVersion: 2,
      deviceTime: Int64(number()),
      former: (0..<Int.random(in: 0...3, using: &random)).map { _ in id() })
  }

  mutating func enrolAnswer() -> EnrolAnswer {
    .enrolled(
      Enrolment(
        workspace: id(), device: id(), deviceCode: "A3", user: id(), commitKey: bytes(32),
        commitKeyEpoch: 1, digestKey: bytes(32), scopes: [.everyone, .territory(id())],
        incarnation: id(), serverTime: Int64(number()),
        former: (0..<Int.random(in: 0...3, using: &random)).map { _ in
          FormerLife(
            replica: id(), sequence: number(),
            untaken: [SequenceRun(first: 1, count: 3), SequenceRun(first: 9, count: 1)])
        }))
  }

  mutating func results() -> ResultRun {
    var results: [CommitResult] = []
    var sequence = number()
    for _ in 0..<Int.random(in: 0...40, using: &random) {
      switch Int.random(in: 0...5, using: &random) {
      case 0:
        results.append(
          .rejected(
            Failure(.notGranted, entity: "account", record: id(), field: "name", ["a", "b"])))
      case 1:
        sequence += 1
        results.append(
          .accepted(serverSequence: sequence, stamp: HybridTime(raw: number())))
      case 2:
        sequence += number()
        results.append(.accepted(serverSequence: sequence, stamp: nil))
      default:
        sequence += 1
        results.append(.accepted(serverSequence: sequence, stamp: nil))
      }
    }
    return ResultRun(first: number(), results: results)
  }

  mutating func state() -> RecordState {
    let dots = (0..<3).map { _ in Dot(id(), 1 + number()) }
    let versions = dots.enumerated().map { index, dot in
      Version(
        group: UInt16(3 + index), dot: dot, time: HybridTime(raw: number()), office: index == 1,
        content: index == 2
          ? .element("برچسب")
          : .register(GroupValue(FieldValue(UInt16(3 + index), .integer(Int64(number()))))))
    }
    return RecordState(
      entity: 4, id: id(), clock: RecordClock(dots), versions: versions,
      life: [LifeMark(dot: dots[0], time: .zero, isDeleted: true, seen: RecordClock(dots))])
  }

  mutating func page() -> Page {
    let scopes: [Scope] = [.everyone, .territory(id()), .user(id())]
    return Page(
      scopes: scopes, cursors: [ScopeCursor(scopes[0], number())], from: number(),
      position: number(), isHead: Bool.random(using: &random),
      records: (0..<5).map { index in
        let state = state()
        // Whole; only what has versions; groups that have none left too.
        let groups: [[GroupTag]?] = [nil, state.groups, state.groups + [900, 901]]
        return PageRecord(state: state, groups: groups[index % 3], scopes: [0, 2])
      },
      memberships: [
        PageMembership(entity: 4, record: id(), scopes: []),
        PageMembership(entity: 5, record: id(), scopes: [1]),
      ],
      creations: [
        PageCreations(first: 3, last: 3, scopes: [1]),
        PageCreations(first: 5, last: 5 + number(), scopes: [0, 2]),
      ],
      digests: [ScopeDigest(scope: 2, entity: 4, sum: DigestSum(high: number(), low: number()))])
  }
}

@Suite struct WireTests {
  @Test("What is packed is read again, whatever it is")
  func roundTrips() throws {
    try forAllSeeds(50) { random in
      var maker = MessageMaker(random: random)
      let header = maker.header()
      try #require(try Wire.requestHeader(try Wire.encode(header)) == header)
      let body = maker.body()
      try #require(try Wire.requestBody(try Wire.encode(body)) == body)
      let answer = maker.answerHeader()
      try #require(try Wire.answerHeader(try Wire.encode(answer)) == answer)
      let enrolment = maker.enrolRequest()
      try #require(try Wire.enrolRequest(try Wire.encode(enrolment)) == enrolment)
      let enrolled = maker.enrolAnswer()
      try #require(try Wire.enrolAnswer(try Wire.encode(enrolled)) == enrolled)
      let run = maker.results()
      try #require(try Wire.resultRun(try Wire.encode(run)) == run)
      let content = AnswerBody(results: [run, maker.results()], page: maker.page())
      try #require(try Wire.answerBody(try Wire.encode(content)) == content)
    }
  }

  @Test("Accepted commits with consecutive sequences travel as one")
  func runsAreShort() throws {
    let results = (1...1_000).map { CommitResult.accepted(serverSequence: $0, stamp: nil) }
    let bytes = try Wire.encode(ResultRun(first: 1, results: results))
    #expect(bytes.count < 20)
  }

  @Test("The answer to a thousand new records takes less than a hundred bytes")
  func boundedAnswer() throws {
    let results = (0..<1_000).map {
      CommitResult.accepted(serverSequence: 70_000 + $0, stamp: nil)
    }
    let page = Page(
      scopes: [.everyone], cursors: [ScopeCursor(.everyone, 69_999)], from: 0, position: 70_999,
      isHead: true, records: [], memberships: [],
      creations: [PageCreations(first: 70_000, last: 70_999, scopes: [0])],
      digests: [ScopeDigest(scope: 0, entity: 1, sum: DigestSum(high: 1, low: 2))])
    let body = AnswerBody(results: [ResultRun(first: 5_000, results: results)], page: page)
    #expect(try Wire.encode(body).count < 100)
  }

  @Test("Cut or random bytes are an error and never a crash")
  func mangled() throws {
    try forAllSeeds(30) { random in
      var maker = MessageMaker(random: random)
      let content = AnswerBody(results: [maker.results()], page: maker.page())
      let bytes = try Wire.encode(content)
      for _ in 0..<40 {
        var broken = bytes
        let index = Int.random(in: 0..<bytes.count, using: &maker.random)
        if Bool.random(using: &maker.random) {
          broken[index] ^= UInt8.random(in: 1...255, using: &maker.random)
        } else {
          broken = Array(broken[..<index])
        }
        _ = try? Wire.answerBody(broken)
        _ = try? Wire.requestBody(broken)
        _ = try? Wire.requestHeader(broken)
        _ = try? Wire.answerHeader(broken)
        _ = try? Wire.enrolAnswer(broken)
      }
    }
  }

  /// The states of a page with a table that begins so.
  private static func packed(_ state: RecordState, _ replicas: [ReplicaID]) -> [UInt8] {
    var table = ReplicaTable(replicas)
    var states = ByteWriter()
    states.state(state, &table)
    var writer = ByteWriter()
    writer.table(table)
    writer.unsigned(1)
    writer.raw(states.bytes)
    return writer.bytes
  }

  @Test("A page's states have one form: a table in another order is refused")
  func oneForm() throws {
    try forAllSeeds(30) { random in
      var maker = MessageMaker(random: random)
      let state = maker.state()
      var page = maker.page()
      page.records = [PageRecord(state: state, groups: nil, scopes: [0])]
      let bytes = try Wire.encode(AnswerBody(results: [], page: page))
      let states = try #require(bytes.firstRange(of: Self.packed(state, [])))
      for shift in 1...2 {
        let replicas = state.clock.entries.map(\.replica)
        let turned = Array(replicas[shift...] + replicas[..<shift])
        var altered = bytes
        altered.replaceSubrange(states, with: Self.packed(state, turned))
        try #require(altered.count == bytes.count && altered != bytes)
        #expect(throws: WireError.self) { try Wire.answerBody(altered) }
      }
    }
  }

  @Test("What is missing or too much is named")
  func named() throws {
    #expect(throws: WireError.self) { try Wire.requestHeader([]) }
    do {
      _ = try Wire.answerHeader([])
      Issue.record("an empty answer header was read")
    } catch {
      #expect(error.code == .incomplete)
      #expect(error.place == "AnswerHeader.verdict")
    }
    let many = RequestBody(
      segments: Array(repeating: [1], count: SyncLimits.segmentsPerRequest + 1),
      pull: PullRequest(cursors: [], position: 0, maximumBytes: 1))
    let bytes = try Wire.encode(many)
    do {
      _ = try Wire.requestBody(bytes)
      Issue.record("too many segments were read")
    } catch {
      #expect(error.code == .oversized)
    }
  }

  /// Otherwise a short request would have a journal read hundreds of times.
  @Test(
    "Runs ascend and do not overlap",
    arguments: [
      [(1, 0)], [(.max, 1)], [(2, UInt64.max)], [(1, 1), (1, 1)], [(1, 5), (5, 1)],
      [(7, 1), (3, 1)],
    ] as [[(UInt64, UInt64)]])
  func runs(_ numbers: [(first: UInt64, count: UInt64)]) throws {
    var maker = MessageMaker(random: SeededGenerator(seed: 1))
    var answer = maker.answerHeader()
    answer.quarantined = numbers.map { SequenceRun(first: $0.first, count: $0.count) }
    let bytes = try Wire.encode(answer)
    let error = #expect(throws: WireError.self) { try Wire.answerHeader(bytes) }
    #expect(error?.code == .malformed && error?.place == "AnswerHeader.quarantined")
  }

  @Test("Lists of lives and of what is in quarantine have an end")
  func boundedLists() throws {
    var maker = MessageMaker(random: SeededGenerator(seed: 1))
    var answer = maker.answerHeader()
    answer.quarantined = (0..<UInt64(SyncLimits.quarantinedRuns)).map {
      SequenceRun(first: 2 * $0, count: 1)
    }
    #expect(try Wire.answerHeader(try Wire.encode(answer)) == answer)
    answer.quarantined.append(SequenceRun(first: 1 << 40, count: 1))
    let tooLong = try Wire.encode(answer)
    #expect(throws: WireError.self) { try Wire.answerHeader(tooLong) }
    let lives: [ReplicaID] = (0...EnrolRequest.formerLives).map { _ in maker.id() }
    let request = try Wire.encode(
      EnrolRequest(
        verifyKey: maker.bytes(32), replica: lives[0], deviceName: "", schemaVersion: 1,
        deviceTime: 0, former: lives))
    #expect(throws: WireError.self) { try Wire.enrolRequest(request) }
  }
}
