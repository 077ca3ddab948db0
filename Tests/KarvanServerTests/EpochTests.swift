// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import Testing

@testable import KarvanServer

/// A device gets a new commit key; its chain goes on, and what it sealed before stays readable.
@Suite struct EpochTests {
  private func epochs(_ device: TestDevice) throws -> [UInt32] {
    try device.office.office.database.read { reader in
      var found: [UInt32] = []
      var number: UInt64 = 1
      while let stored = try reader.segment(of: device.replica, number: number) {
        found.append(try KarvanSealing.SealedSegment(stored.segment.bytes).header.epoch)
        number += 1
      }
      return found
    }
  }

  @Test("Later segments carry the new epoch, old ones still open, and the chain has no seam")
  func advance() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    for number in 1...3 {
      try ali.addAccount("Shop \(number)")
      #expect(try ali.sync().accepted == 1)
      let issued = try office.office.advanceEpoch(device: "A1", now: office.now).epoch
      #expect(issued == UInt32(number) + 1)
      #expect(try !office.office.custody(of: ali.enrolment.device).hasEpoch)
      try ali.sync()
      #expect(ali.commitKey.epoch == issued)
      try ali.sync()
      #expect(try office.office.custody(of: ali.enrolment.device).hasEpoch)
    }
    try ali.addAccount("Last")
    #expect(try ali.sync().accepted == 1)
    #expect(try epochs(ali) == [1, 2, 3, 4])
    let opened = try office.office.database.read { reader in
      let opening = try office.office.opening(ali.enrolment.device, ali.replica, reader)
      return try (1...4 as ClosedRange<UInt64>).map { number in
        let stored = try #require(try reader.segment(of: ali.replica, number: number))
        return try opening.open(stored.segment.bytes).opened
      }
    }
    #expect(zip(opened, opened.dropFirst()).allSatisfy { $0.chain == $1.previousChain })
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  @Test("What was sealed before the advance and waits is taken; a lost answer is asked for again")
  func waiting() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Sealed under the old key")
    struct Lost: Error {}
    #expect(throws: Lost.self) { try ali.sync { _ in throw Lost() } }
    _ = try office.office.advanceEpoch(device: "A1", now: office.now)
    try ali.addAccount("Written after")
    // The answer with the new key is lost too: the device goes on with what it has.
    let before = ali.commitKey
    try ali.sync()
    ali.commitKey = before
    try ali.addAccount("Once more")
    #expect(try ali.sync().accepted == 1)
    #expect(ali.commitKey.epoch == 2)
  }

  @Test("A device that has sealed nothing begins its chain with the key that it has by then")
  func genesis() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    _ = try office.office.advanceEpoch(device: "A1", now: office.now)
    try ali.sync()
    #expect(ali.commitKey.epoch == 2)
    try ali.addAccount("Shop")
    #expect(try ali.sync().accepted == 1)
    #expect(try epochs(ali) == [2])
  }

  @Test("No segment of an epoch that was not issued, and none that goes back")
  func refused() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let old = ali.commitKey
    // Another office's key under a number that was never issued.
    ali.commitKey = CommitKeyGrant(epoch: 9, key: old.key)
    try ali.addAccount("Shop")
    #expect(throws: SealingError.self) { try ali.sync() }
    let mina = try office.rep("mina")
    try mina.sync()
    let first = mina.commitKey
    _ = try office.office.advanceEpoch(device: "A2", now: office.now)
    try mina.sync()
    try mina.addAccount("Under the second key")
    #expect(try mina.sync().accepted == 1)
    mina.commitKey = first
    try mina.addAccount("Back under the first")
    #expect(throws: SyncStop.clone) { try mina.sync() }
  }

  @Test("A restored office knows again the epochs that it issued after its backup")
  func forgotten() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try office.office.backup(to: file, now: office.now)
    for _ in 0..<3 { _ = try office.office.advanceEpoch(device: "A1", now: office.now) }
    try ali.sync()
    let shop = try ali.addAccount("Under a key that the backup does not know")
    #expect(try ali.sync().accepted == 1)
    try ali.addAccount("Never sent before")
    try office.restore(file, key)
    #expect(try ali.sync().accepted > 0)
    #expect(try ali.database.read { try $0.pendingCount() } == 0)
    #expect(try ali.value(shop, Account.shape.name) != nil)
    let issued = try office.office.database.read {
      try office.office.issuedEpochs(of: ali.enrolment.device, $0)
    }
    #expect(issued.map(\.epoch) == [1, 2, 3, 4] && !issued.contains { $0.commitment == nil })
    // The next is a new one, and comes to the device.
    #expect(try office.office.advanceEpoch(device: "A1", now: office.now).epoch == 5)
    try ali.sync()
    #expect(ali.commitKey.epoch == 5)
    // Beyond a few, not even the right key is taken; and no key of somebody else's under a few.
    for epoch in [2, 1 + ReplicaOpening.forgottenEpochs, 2 + ReplicaOpening.forgottenEpochs] {
      let isFar = epoch > 1 + ReplicaOpening.forgottenEpochs
      let rep = try office.rep("rep\(epoch)")
      try rep.sync()
      let right = office.office.commitKey(of: rep.enrolment.device, epoch: epoch)
      rep.commitKey = CommitKeyGrant(
        epoch: epoch, key: isFar ? right.exposedBytes : ali.commitKey.key)
      try rep.addAccount("Shop")
      #expect(throws: SealingError.self, "\(epoch)") { try rep.sync() }
    }
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  @Test("A key that is not the one that was issued opens nothing")
  func commitment() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    try ali.addAccount("Shop")
    try ali.sync()
    let stored = try #require(
      try office.office.database.read { try $0.segment(of: ali.replica, number: 1) })
    let issued = try office.office.database.read {
      try office.office.issuedEpochs(of: ali.enrolment.device, $0)
    }
    #expect(issued.count == 1 && issued[0].commitment != nil)
    let other = ReplicaOpening(
      root: office.office.ring.root, workspace: ali.enrolment.workspace,
      device: ali.enrolment.device, replica: ali.replica,
      issued: [IssuedEpoch(epoch: 1, commitment: .random())])
    #expect(throws: SealingError.self) { try other.open(stored.segment.bytes) }
  }

  @Test("All at once: every device and the office's own replica go on under new keys")
  func all() throws {
    let office = try TestOffice()
    let devices = try ["ali", "mina"].map { try office.rep($0) }
    for device in devices { try device.sync() }
    #expect(try office.office.advanceAllEpochs(now: office.now) == 2)
    _ = try office.office.addUser(
      login: "new", name: "new", role: "rep", territories: ["Tehran"], now: office.now)
    for device in devices {
      try device.sync()
      try device.addAccount("Shop")
      #expect(try device.sync().accepted == 1)
      #expect(device.commitKey.epoch == 2)
    }
    #expect(try office.office.check(thorough: true).isEmpty)
  }
}
