// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanSealing
import KarvanServer
import KarvanStore

/// What happens to whole machines: their disks are copied, put back, lost and stolen.
final class Accidents {
  private struct Copy {
    let path: String
    let login: String
    let device: String
    let journals: [Truth.Journal]
  }

  private struct Backup {
    let path: String
    let log: Truth.Log
  }

  private unowned let world: World
  private let key: BackupKey
  private let folder: String
  private var copies: [Copy] = []
  private var backups: [Backup] = []
  /// What the office called the devices that it shut out: all copies of them are, too.
  private var gone: Set<DeviceID> = []

  init(_ world: World) throws {
    self.world = world
    guard let key = try world.office.administrate({ office, _ in try office.makeBackupKey() })
    else { throw Violation(.sound, "the office is down") }
    self.key = key
    folder = world.place("shelf")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  // MARK: Devices

  /// Copies the disk of a device, puts an old copy back, or begins to work on a copy.
  func copyOrPutBack(_ device: DeviceHost) throws {
    guard device.isUp, device.isEnrolled, device.running == 0 else { return }
    let name = device.machine.name
    let own = copies.filter { $0.device == name }
    guard let copy = own.randomElement(using: &world.random), world.draw(0...2) > 0 else {
      let path = "\(folder)/\(copies.count)"
      try FileManager.default.copyItem(atPath: device.home, toPath: path)
      copies.append(
        Copy(
          path: path, login: device.login, device: name,
          journals: world.truth.journals[name] ?? []))
      return world.note("\(name) copied")
    }
    if world.draw(0...1) == 0, world.devices.count < 7 {
      try begin(with: copy)
    } else {
      try unseen {
        try FileManager.default.removeItem(atPath: device.home)
        try FileManager.default.copyItem(atPath: copy.path, toPath: device.home)
      }
      // What it had since then and had not sent is gone with the disk.
      world.truth.journals[name] = copy.journals
      device.hasTwin = true
      world.note("\(name) put back")
    }
  }

  private func begin(with copy: Copy) throws {
    let clone = try world.newHost(copy.login)
    try unseen { try FileManager.default.copyItem(atPath: copy.path, toPath: clone.home) }
    (clone.isEnrolled, clone.hasTwin) = (true, true)
    for original in world.devices where original.machine.name == copy.device {
      original.hasTwin = true
      clone.update(to: original.catalog)
      clone.machine.follow(original.machine)
      clone.officeAhead = original.officeAhead
    }
    if let id = try clone.look({ $0.identity.device }), gone.contains(id) {
      clone.isGone = true
      return
    }
    world.truth.journals[clone.machine.name] = copy.journals
    world.note("\(clone.machine.name) is a copy of \(copy.device)")
  }

  /// Somebody finds the oldest copy in a drawer, and begins to work on it.
  func findOldest() throws {
    guard let oldest = copies.first, world.devices.count < 7 else { return }
    try begin(with: oldest)
  }

  /// A device is lost or retired; what it had sent stays.
  func shutOut(_ device: DeviceHost) throws {
    guard device.isUp, device.isEnrolled, world.devices.filter(\.isUp).count > 2 else { return }
    // Copies are one device for the office until they speak to it: all of them would be shut out.
    let id = try device.look { $0.identity.device }
    for other in world.devices where other.machine.name != device.machine.name {
      if try other.look({ $0.identity.device }) == id { return }
    }
    try world.observeOffice()
    try world.office.administrate { office, now in
      guard let code = try world.code(of: device, at: office) else { return }
      let isLost = world.draw(0...1) == 0
      // Nobody works on it any more, even if the office dies of hearing so.
      device.isGone = true
      if let id { gone.insert(id) }
      _ =
        isLost
        ? try office.lose(device: code, now: now) : try office.retire(device: code, now: now)
      world.note("\(device.machine.name) \(isLost ? "lost" : "retired")")
      if isLost {
        device.undecidedWhenLost = world.truth.undecided(of: device)
        device.lostAt = try office.database.read { try $0.head() }
        device.lostCode = code
      }
      world.lastSync(device)
    }
  }

  // MARK: The office

  private func backUp() throws {
    try world.observeOffice()
    let path = "\(folder)/office-\(backups.count)-\(world.nextNumber())"
    let made = try world.office.administrate { office, now in
      try office.backup(to: path, now: now)
    }
    guard made != nil else { return }
    backups.append(Backup(path: path, log: world.truth.log))
    world.note("backed up")
  }

  /// Makes a backup, or loses the office's disk and restores one.
  func backUpOrRestore() throws {
    guard let backup = backups.randomElement(using: &world.random), world.draw(0...1) == 0 else {
      return try backUp()
    }
    guard world.office.office != nil else { return }
    world.office.machine.die(atWrite: 0, torn: false)
    world.office.machine.isFull = false
    world.office.close()
    try unseen {
      let place = world.office.folder
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: place.database + suffix)
      }
      _ = try Office.restore(
        backup.path, with: key, to: place, catalog: world.office.catalog,
        now: world.office.machine.clock)
    }
    try world.office.open()
    try world.office.administrate { office, _ in try office.confirmDevices() }
    world.truth.log = backup.log
    world.truth.isOfficeRestored = true
    world.note("restored")
  }
}
