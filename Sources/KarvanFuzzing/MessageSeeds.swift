// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// Messages of every shape for samples.
struct MessageSeeds {
  var seeds: Seeds

  mutating func id<Kind>() -> Identifier<Kind> { seeds.id() }
  private mutating func number() -> UInt64 { seeds.below(1_000_000) }
  private mutating func coin() -> Bool { seeds.below(2) == 0 }

  mutating func requestHeader() -> RequestHeader {
    RequestHeader(
      exchangeNumber: number(), challengeEcho: coin() ? [] : seeds.bytes(56),
      deviceTime: Int64(number()), replica: id(), schemaVersion: 2,
      journal: JournalHead(sequence: number(), segment: number(), chain: seeds.bytes(32)),
      acknowledged: coin() ? nil : Acknowledgement(sequence: number(), mac: seeds.bytes(80)),
      incarnation: coin() ? nil : id(), segmentCount: 3,
      keys: KeyState(
        epoch: 2, newestSegment: number(), wipeReceipt: coin() ? nil : seeds.bytes(16)),
      newLife: coin()
        ? nil
        : NewLife(exchangeKey: seeds.bytes(32), verifyKey: seeds.bytes(32), isMoved: true),
      withdrawn: coin() ? [] : [number(), number()])
  }

  private mutating func cursors() -> [ScopeCursor] {
    [
      ScopeCursor(.everyone, number()), ScopeCursor(.territory(id()), 0),
      ScopeCursor(.user(id()), number()), ScopeCursor(.office, number()),
    ]
  }

  mutating func requestBody() -> RequestBody {
    RequestBody(
      segments: coin() ? [] : [seeds.bytes(60), seeds.bytes(20)],
      pull: PullRequest(
        cursors: cursors(), position: number(), maximumBytes: 70_000,
        snapshot: coin() ? .none : coin() ? .any : .resuming(id())),
      waiting: coin() ? [] : [SequenceRun(first: number(), count: 4)],
      marks: coin() ? [] : [mark()])
  }

  private mutating func mark() -> SyncMark {
    SyncMark(position: number(), at: Int64(number()), mac: seeds.bytes(SyncMark.macBytes))
  }

  mutating func answerHeader() -> AnswerHeader {
    let verdicts: [Verdict] = [
      .done, .challenge(seeds.bytes(56)), .revoked, .clone, .retired,
      .newLife(
        LifeGrant(
          replica: id(), device: id(), deviceCode: "B7", commitKey: seeds.bytes(32),
          commitKeyEpoch: 2)),
      .upgrade(serverSchema: 3, serverProtocol: 2), .missing(segment: 9), .later(seconds: 5),
    ]
    return AnswerHeader(
      verdict: verdicts[Int(seeds.below(UInt64(verdicts.count)))], exchangeNumber: number(),
      incarnation: id(), serverTime: Int64(number()),
      acknowledged: coin() ? nil : Acknowledgement(sequence: number(), mac: seeds.bytes(80)),
      keys: KeyNews(
        certificates: coin() ? [] : [seeds.bytes(112)],
        commitKey: coin() ? nil : CommitKeyGrant(epoch: 7, key: seeds.bytes(32)),
        wipeOrder: coin() ? nil : seeds.bytes(164)),
      wakeToken: coin() ? [] : seeds.bytes(56), durableSequence: number(),
      commonSequence: number(), journalDays: 90,
      quarantined: coin() ? [] : [SequenceRun(first: number(), count: 3)])
  }

  mutating func results() -> ResultRun {
    var results: [CommitResult] = []
    for _ in 0..<(1 + seeds.below(12)) {
      switch seeds.below(5) {
      case 0:
        results.append(
          .rejected(Failure(.notGranted, entity: "account", record: id(), field: "name", ["a"])))
      case 1: results.append(.quarantined(.newer))
      case 2:
        results.append(.accepted(serverSequence: number(), stamp: HybridTime(raw: seeds.next())))
      default:
        results.append(
          .accepted(serverSequence: 40 + UInt64(results.count), stamp: nil))
      }
    }
    return ResultRun(first: number(), results: results)
  }

  mutating func page() -> Page {
    let scopes: [Scope] = [.everyone, .territory(id()), .user(id())]
    let replicas = seeds.replicas()
    var records: [PageRecord] = []
    for index in 0..<4 {
      let state = seeds.state(replicas)
      let groups: [[GroupTag]?] = [nil, state.groups, state.groups + [900, 901]]
      records.append(PageRecord(state: state, groups: groups[index % 3], scopes: [0, 2]))
    }
    var page = Page(
      scopes: scopes, cursors: [ScopeCursor(scopes[0], number())], from: number(),
      position: number(), isHead: coin(), records: records,
      memberships: [PageMembership(entity: 4, record: id(), scopes: [])],
      creations: [PageCreations(first: 5, last: 5 + number(), scopes: [0, 2])],
      digests: [
        ScopeDigest(scope: 2, entity: 4, sum: DigestSum(high: seeds.next(), low: seeds.next()))
      ], floor: number())
    if coin() { page.mark = mark() }
    page.stubs = [Stub(entity: 4, record: id(), title: "قهوه‌فروشی")]
    return page
  }

  mutating func answerBody() -> AnswerBody {
    let offer = SnapshotOffer(
      id: id(), key: seeds.bytes(32), size: number(), sequence: number(), records: number(),
      scopes: [.everyone, .user(id())])
    let snapshots: [SnapshotAnswer?] = [nil, .wait(seconds: 4), .ready(offer)]
    return AnswerBody(
      results: [results(), results()], page: page(), snapshot: snapshots[Int(seeds.below(3))])
  }

  mutating func enrolRequest() -> EnrolRequest {
    EnrolRequest(
      verifyKey: seeds.bytes(32), replica: id(), deviceName: "لپ‌تاپ", schemaVersion: 2,
      deviceTime: Int64(number()), former: coin() ? [] : [id(), id()])
  }

  mutating func enrolAnswer() -> EnrolAnswer {
    guard coin() else { return .refused(.expired) }
    return .enrolled(
      Enrolment(
        workspace: id(), device: id(), deviceCode: "A3", user: id(), commitKey: seeds.bytes(32),
        commitKeyEpoch: 1, digestKey: seeds.bytes(32), scopes: [.everyone, .territory(id())],
        incarnation: id(), serverTime: Int64(number()),
        former: coin()
          ? []
          : [
            FormerLife(
              replica: id(), sequence: number(), untaken: [SequenceRun(first: 3, count: 2)])
          ]))
  }

  mutating func contentVerdict() -> ContentVerdict {
    [.revoked, .upgrade, .done(id())][Int(seeds.below(3))]
  }

  private mutating func piece() -> ContentPiece {
    ContentPiece(record: id(), number: Int(seeds.below(256)), bytes: seeds.bytes(40))
  }

  mutating func contentRequest() -> ContentRequest {
    ContentRequest(
      offers: [ContentOffer(record: id(), manifest: seeds.bytes(48), proof: seeds.bytes(32))],
      pieces: [piece()],
      wishes: [ContentWish(record: id(), first: 3, count: 5, wantsManifest: coin())])
  }

  mutating func contentAnswer() -> ContentAnswer {
    ContentAnswer(
      standings: [
        ContentStanding(
          id(), .wanted, missing: [0, 7], limit: number(), manifest: seeds.bytes(48))
      ],
      pieces: [piece()])
  }
}
