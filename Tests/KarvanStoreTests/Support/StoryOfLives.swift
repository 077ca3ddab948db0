// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanStore
import KarvanSync
import Testing

/// A story of devices and an office that are copied, put back and restored; in its end nothing that
/// a device was told is there is missing, and nothing is there twice.
protocol StoryOfLives {
  var world: World { get }
  /// The notices of which a device was told that the office has them.
  var acknowledged: Set<RecordID> { get set }
  /// Whether a device may have been enrolled after what the office was restored to.
  var carries: Bool { get }
}

extension StoryOfLives {
  mutating func sync(
    _ device: World.Device, answers: Int = .max, losesLast: Bool = false
  ) throws {
    let intake: Intake?
    do {
      intake = try world.sync(device, answers: answers, losesLast: losesLast)
    } catch SyncStop.clone {
      try world.renew(device, losesAnswer: losesLast)
      try sound(device)
      intake = try world.sync(device)
    } catch let failure as Failure where carries && failure.code == .notEnrolled {
      try world.carry(device)
      try sound(device)
      intake = try world.sync(device)
    }
    guard intake != nil else { return }
    for entry in try device.database.read({ try $0.journal(limit: 100_000) }) {
      guard case .accepted = entry.status else { continue }
      for change in entry.commit.changes where change.entity == Toy.notice && change.creates {
        acknowledged.insert(change.record)
      }
    }
  }

  func sound(_ device: World.Device) throws {
    let findings = try device.database.check()
    try #require(findings.isEmpty, "device \(device.number): \(findings)")
  }

  /// Faults stop; after so many rounds all is quiet and the same.
  mutating func end(rounds: Int) throws {
    for _ in 0..<rounds {
      for device in world.devices { try sync(device) }
    }
    for device in world.devices {
      try sound(device)
      try #require(try device.database.read { try $0.pendingCount() } == 0)
      try ConvergenceTests.compare(device, world)
    }
    try #require(try world.office.check(thorough: true) == [])
    try #require(try world.office.read { try $0.quarantined() } == [])
    // Some of them have been edited or deleted since; they are still there, and none twice.
    let there = try world.office.read { try $0.list(RecordQuery(Toy.notice, life: .all)) }
    let numbered = there.compactMap { $0[20].text }.filter { $0.hasPrefix("notice ") }
    try #require(Set(numbered).count == numbered.count)
    try #require(acknowledged.subtracting(there.map(\.id)) == [])
  }
}
