// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Wake token")
struct WakeTokenTests {
  @Test("only the office's own token, unaltered and in time, names a replica")
  func verifies() throws {
    let key = RootKey.generate().wakeKey(workspace: .random())
    let replica = Octets16.random()
    let token = WakeToken(replica: replica, now: 1_000, key: key)
    let last = 1_000 + WakeToken.lifetimeMilliseconds
    #expect(try WakeToken(token.bytes, now: last, key: key).replica == replica)
    refuses(.expiredToken) { try WakeToken(token.bytes, now: last + 1, key: key) }
    let other = RootKey.generate().wakeKey(workspace: .random())
    refuses(.badToken) { try WakeToken(token.bytes, now: 1_000, key: other) }
    refuses(.wrongLength) { try WakeToken(Array(token.bytes.dropLast()), now: 1_000, key: key) }
    for index in token.bytes.indices {
      var altered = token.bytes
      altered[index] ^= 1
      refuses(.badToken) { try WakeToken(altered, now: 1_000, key: key) }
    }
  }
}
