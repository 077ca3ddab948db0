// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanStore
public import KarvanSync

/// Which devices began as copies of which, copies of copies included.
struct LifeFamily {
  private let lives: [LifeAccount]
  private let former: [DeviceID: DeviceID]

  init(_ lives: [LifeAccount]) {
    self.lives = lives
    former = Dictionary(
      lives.map { ($0.device, $0.former) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a device was copied from, nearest first; the last one was enrolled.
  func ancestors(of device: DeviceID) -> [DeviceID] {
    var found: [DeviceID] = []
    var next = former[device]
    // A damaged table could go in a circle.
    while let one = next, found.count < lives.count {
      found.append(one)
      next = former[one]
    }
    return found
  }

  /// The device that was enrolled, of which this one is a copy in the end; else itself.
  func root(of device: DeviceID) -> DeviceID { ancestors(of: device).last ?? device }

  /// How many copies came of the enrolled device behind this one since a time.
  func count(like device: DeviceID, since time: Int64) -> Int {
    let root = root(of: device)
    return lives.count { $0.at > time && self.root(of: $0.device) == root }
  }

  /// The copies of a device and theirs, oldest first.
  func copies(of device: DeviceID) -> [DeviceID] {
    lives.map(\.device).filter { ancestors(of: $0).contains(device) }
  }

  /// All that come from the same enrolled device, but this one.
  func relatives(of device: DeviceID) -> [DeviceID] {
    let root = root(of: device)
    return ([root] + copies(of: root)).filter { $0 != device }
  }
}

extension Office {
  /// Which devices were shut out, and which of the same origin were not.
  public struct ShuttingOut: Sendable {
    /// The device that was named.
    public let device: DeviceAccount
    /// Its copies that were taken along.
    public let copies: [DeviceAccount]
    /// Those that began as a copy of it, or it of them, and are still served.
    public let served: [DeviceAccount]
  }

  /// Changes how the office stands to a device, with its copies if so said, and takes from them
  /// what they may be fetching: the snapshots of their user's scopes. The user's other devices begin
  /// another one.
  func shuttingOut(
    _ name: String, withCopies: Bool, now: Int64,
    _ body: (DeviceAccount, OfficeWriter) throws -> Void
  ) throws -> ShuttingOut {
    let (result, removed, replicas) = try database.transaction { writer in
      let device = try named(name, writer)
      let family = LifeFamily(try writer.lives())
      func served(_ devices: [DeviceID]) throws -> [DeviceAccount] {
        try devices.filter { try Self.isServed($0, writer) }.compactMap { try writer.device($0) }
      }
      let copies = withCopies ? try served(family.copies(of: device.id)) : []
      for account in [device] + copies { try body(account, writer) }
      let result = ShuttingOut(
        device: device, copies: copies,
        served: try served(family.relatives(of: device.id)).filter { one in
          !copies.contains { $0.id == one.id }
        })
      let users = Set(([device] + copies).map { Scope.user($0.user) })
      let removed = try writer.snapshots(now: now).filter { !users.isDisjoint(with: $0.scopes) }
        .map(\.id)
      for id in removed { try writer.remove(id) }
      return (
        result, removed, try ([device] + copies).flatMap { try writer.replicas(of: $0.id) }
      )
    }
    snapshots.unlink(removed)
    try session.endWaiting(for: replicas, now: now)
    return result
  }
}
