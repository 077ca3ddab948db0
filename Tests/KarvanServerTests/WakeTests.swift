// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import HummingbirdTesting
import KarvanCore
import KarvanSealing
import KarvanSync
import KarvanWire
import NIOCore
import Testing

@testable import KarvanServer

/// Who is told that there is news, and who is not.
@Suite struct WakeTests {
  private let near = Scope.territory(RecordID.now(1))
  private let far = Scope.territory(RecordID.now(2))

  private func next(_ rings: inout AsyncStream<WakeBell.Ring>.Iterator) async -> WakeBell.Ring? {
    await rings.next()
  }

  @Test("News rings once, in the scopes that have it, and not for what the device has seen")
  func rings() async throws {
    let bell = WakeBell()
    let (one, two) = (ReplicaID.now(1), ReplicaID.now(2))
    let first = try #require(await bell.listen(one, scopes: [near], since: 10))
    let second = try #require(await bell.listen(two, scopes: [near, far], since: 10))
    await bell.ring([near: 10, far: 10], head: 10)
    await bell.ring([near: 11, far: 9], head: 11)
    await bell.ring([near: 11, far: 9], head: 11)
    await bell.saw(one, 12)
    await bell.ring([near: 12], head: 12)
    await bell.close()
    var rung = [0, 0]
    for await _ in first.rings { rung[0] += 1 }
    for await _ in second.rings { rung[1] += 1 }
    #expect(rung == [1, 2])
    #expect(await bell.listen(one, scopes: [near], since: 0) == nil)
  }

  @Test("A newer connection of a replica takes the place of the older, whose end changes nothing")
  func replaces() async throws {
    let bell = WakeBell()
    let replica = ReplicaID.now(1)
    let old = try #require(await bell.listen(replica, scopes: [near], since: 0))
    let new = try #require(await bell.listen(replica, scopes: [near], since: 0))
    for await _ in old.rings { Issue.record("the old connection was rung") }
    await bell.leave(replica, number: old.number)
    #expect(await bell.count == 1)
    await bell.update(replica, scopes: nil)
    for await _ in new.rings { Issue.record("a shut-out replica was rung") }
    #expect(await bell.count == 0)
  }

  @Test("Whoever takes nothing in is let go of, and never costs memory")
  func slow() async throws {
    let bell = WakeBell()
    _ = try #require(await bell.listen(ReplicaID.now(1), scopes: [near], since: 0))
    for _ in 0..<20 { await bell.keepAlive() }
    #expect(await bell.count == 0)
  }

  @Test("An answer brings a right that opens the stream; nothing else does, nor after revocation")
  func rights() async throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    var session = try ClientSession(
      storage: ali.database, sealing: try ali.sealing, schemaVersion: 1)
    guard case .send(let header, let body) = try session.start(now: office.now) else { return }
    let answer = try ali.send(try ali.exchange(header, body)).0
    #expect(answer.wakeToken.count == 56)
    #expect(
      try office.office.replica(ofWakeToken: answer.wakeToken, now: office.now) == ali.replica)
    #expect(try office.office.scopesToWatch(ali.replica)?.contains(.everyone) == true)
    _ = try office.office.revoke(device: ali.enrolment.deviceCode, now: office.now)
    #expect(try office.office.scopesToWatch(ali.replica) == nil)
    let application = Application(router: Routes(office: office.office).router())
    try await application.test(.router) { client in
      for value in ["", "Karvan", "Karvan 00", "Bearer x"] {
        try await client.execute(
          uri: WirePath.wake, method: .get, headers: [.authorization: value]
        ) { #expect($0.status == .unauthorized) }
      }
    }
  }

  @Test("What is new is read from the scopes of those who watch")
  func news() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let scopes = try #require(try office.office.scopesToWatch(ali.replica))
    let before = try office.office.newest(in: scopes)
    try ali.addAccount("Shop")
    try ali.sync()
    let after = try office.office.newest(in: scopes)
    #expect(after.head > before.head)
    #expect(after.newest.contains { $0.value > (before.newest[$0.key] ?? 0) })
  }
}
