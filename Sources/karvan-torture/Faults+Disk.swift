// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Disks that are full, failing, read-only or damaged.
extension Campaign {
  /// Bytes that are left on a full disk: none, or enough to begin something.
  private func rest() -> Int { [0, 4_096, 20_000, 60_000, 200_000][dice.below(5)] }

  func fillDevice() throws {
    let device = Company.devices[dice.below(3)]
    try calmWork()
    try company.disks[device]?.fill(leaving: rest())
    for _ in 0..<3 { try write(on: device) }
    try syncTogether()
    try company.disks[device]?.fill(leaving: 0)
    let token = ledger.token("shop-")
    let ending = try company.attempt(
      "karvan", ["account", "add", "name=\(token)", "--quiet"], of: device)
    try Self.hold(
      ending.status != 0 && ending.errors.contains("full"),
      "a full disk is not called full: \(ending.reason)")
    company.disks[device]?.free()
  }

  func fillOffice() throws {
    try calmWork()
    try company.disks["office"]?.fill(leaving: rest())
    try syncTogether()
    for device in Company.devices { try write(on: device) }
    try syncTogether()
    company.disks["office"]?.free()
  }

  /// Some calls in a row say that the disk is full, or fails, to a device and to the server.
  func failDisk() throws {
    try calmWork()
    let way: Strike.Way = dice.chance(50) ? .full : .io
    let device = Company.devices[dice.below(3)]
    for _ in 0..<3 {
      let strike = Strike(way, at: 1 + dice.below(50), span: dice.within(1...30))
      try expectOrder(try startSync(device, strike: strike), device)
      try write(
        on: device, strike: Strike(way, at: 1 + dice.below(50), span: dice.within(1...30)))
    }
    try company.stop(orderly: true)
    try company.serve(
      strike: Strike(way, at: 1 + dice.below(150), span: dice.within(1...30)))
    try syncTogether()
    // One that met a failing disk may not be able to end in order; what it said is safe is checked.
    try company.stop(orderly: false)
    try company.serve()
  }

  func makeReadOnly() throws {
    let device = Company.devices[dice.below(3)]
    try calmWork()
    guard let disk = company.disks[device] else { return }
    try disk.set(readOnly: true)
    defer { try? disk.set(readOnly: false) }
    let before = ledger.acknowledged
    for _ in 0..<2 { try write(on: device) }
    try Self.hold(
      ledger.acknowledged == before, "\(device) says that it wrote to a read-only disk")
    let ending = try company.attempt("karvan", ["sync", "now", "--quiet"], of: device)
    try Self.hold(ending.status != 0, "\(device) says that it synced on a read-only disk")
    _ = try company.attempt("karvan", ["account", "list", "--quiet"], of: device)
  }

  // MARK: Damage, on copies: the company itself goes on.

  func damageDevice() throws {
    let device = Company.devices[dice.below(3)]
    let copy = "damaged"
    try damage(copyOf: company.home(device), named: copy, file: "karvan.db") {
      try self.company.attempt(
        "karvan", ["export", "csv", "account", "--quiet"], of: copy)
    } doctor: {
      try self.company.attempt("karvan", ["doctor", "--thorough", "--quiet"], of: copy)
    }
  }

  func damageOffice() throws {
    try company.stop(orderly: true)
    let file = "\(company.setting.folder)/damaged.jsonl"
    let home = "\(company.setting.folder)/damaged"
    func command(_ arguments: [String]) throws -> Ending {
      try company.attempt("karvan-server", arguments, of: "damaged")
    }
    try damage(copyOf: company.office, named: "damaged", file: "office.db") {
      unlink(file)
      let ending = try command(["export", file])
      let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      // The first line has the time of the export.
      let lines = text.split(separator: "\n").dropFirst().joined(separator: "\n")
      return Ending(
        status: ending.status, signal: ending.signal, output: lines, errors: ending.errors)
    } doctor: {
      try command(["doctor", "--thorough"])
    }
    try? FileManager.default.removeItem(atPath: home)
    try company.serve()
  }

  /// Alters one page of a copy: whatever is read then is right, or refused with a reason, or the
  /// doctor finds it.
  private func damage(
    copyOf folder: String, named name: String, file: String, read: () throws -> Ending,
    doctor: () throws -> Ending
  ) throws {
    let copy = "\(company.setting.folder)/\(name)"
    try? FileManager.default.removeItem(atPath: copy)
    defer { try? FileManager.default.removeItem(atPath: copy) }
    try FileManager.default.copyItem(atPath: folder, toPath: copy)
    let right = try read()
    try Self.hold(right.status == 0, "a copy cannot be read: \(right.reason)")
    let path = "\(copy)/\(file)"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let page = dice.below(bytes.count / 4_096)
    for _ in 0..<dice.within(1...24) {
      bytes[page * 4_096 + dice.below(4_096)] = UInt8(dice.below(256))
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    let ending = try read()
    let found = try doctor()
    if ending.status == 0, ending.output != right.output {
      try Self.hold(
        found.status != 0, "SILENT: page \(page) of \(file) was damaged, and nobody said so")
    }
    for said in [ending, found] where said.status != 0 {
      try Self.hold(
        !said.errors.isEmpty || !said.output.isEmpty,
        "page \(page) was damaged, and no reason given")
    }
  }
}
