// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Databases that are put back to an older state.
extension Campaign {
  /// A hot backup while devices sync, then the office is lost and restored from it.
  func backupAndRestore() throws {
    let folder = company.setting.folder
    backups += 1
    if backupKey.isEmpty {
      backupKey = try company.run("karvan-server", "backup", "init").output
    }
    try calmWork()
    let children = try Company.devices.map { try startSync($0) }
    let backup = "\(folder)/backup-\(backups)"
    try company.run("karvan-server", "backup", backup)
    for (device, child) in zip(Company.devices, children) { try expectOrder(child, device) }
    try calmWork()
    if dice.chance(70) { try syncTogether() }
    try company.stop(orderly: dice.chance(50))
    try loseOffice()
    try company.run("karvan-server", "restore", backup, input: backupKey)
    unlink(backup)
    try company.run("karvan-server", "device", "confirm-all", "--yes")
    try company.serve()
  }

  /// Everything of the office goes but its key file.
  private func loseOffice() throws {
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: company.office) where name != "office.keys"
    {
      try manager.removeItem(atPath: "\(company.office)/\(name)")
    }
  }

  /// A device is put back to a copy that was made before its last syncs: it goes on as a device of
  /// its own, and nothing that was synced is lost.
  func putBackOldCopy() throws {
    let device = Company.devices[dice.below(3)]
    let manager = FileManager.default
    let copy = "\(company.setting.folder)/old"
    try settle()
    try manager.copyItem(atPath: company.home(device), toPath: copy)
    defer { try? manager.removeItem(atPath: copy) }
    for _ in 0..<dice.within(1...3) { try write(on: device) }
    try company.run("karvan", "sync", "now", "--quiet", of: device)
    for name in try manager.contentsOfDirectory(atPath: company.home(device)) {
      try manager.removeItem(atPath: "\(company.home(device))/\(name)")
    }
    for name in try manager.contentsOfDirectory(atPath: copy) {
      try manager.copyItem(
        atPath: "\(copy)/\(name)", toPath: "\(company.home(device))/\(name)")
    }
    for _ in 0..<dice.within(0...2) { try write(on: device) }
    try syncTogether([device])
  }
}
