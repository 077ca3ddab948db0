// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import TestSupport
import Testing

/// What an office that begins another life does about what the lost one gave out.
@Suite struct BeginLifeTests {
  @Test("Two lives that begin with the same backup give different numbers")
  func numbers() throws {
    let world = try World()
    func number(_ counter: String) throws -> UInt64 {
      try world.office.transaction { try $0.nextNumber(counter) }
    }
    var given = [try number("known")]
    try world.keepOffice()
    given += [try number("known"), try number("later") + 1_000_000]
    for life in 1...3 as ClosedRange<UInt64> {
      try world.restoreOffice()
      try world.office.transaction { writer in
        try writer.beginLife(
          IncarnationID(high: life, low: 7 * life), replica: ReplicaID(high: 1, low: life),
          common: 0, at: world.clock.now)
      }
      given += try [number("known"), number("known")]
      // Counters are apart from one another.
      given.append(try number("later") + 1_000_000)
    }
    #expect(Set(given).count == given.count, "\(given)")
  }

  @Test("An invite that was open in the backup may have been used: it ends")
  func invites() throws {
    let world = try World()
    try world.office.transaction { writer in
      try writer.create(
        InviteAccount(
          id: [1], secret: [2], user: RecordID(high: 3, low: 3), createdAt: world.clock.now,
          expiresAt: world.clock.now + 1_000_000))
      try writer.beginLife(
        IncarnationID(high: 4, low: 4), replica: ReplicaID(high: 4, low: 4), common: 0,
        at: world.clock.now)
      let use = try writer.useInvite([1], by: [5], at: world.clock.now) { _ in [6] }
      #expect(use == .refused(.expired))
    }
  }
}
