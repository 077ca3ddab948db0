// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What befalls the company in a round.
enum Fault: String, CaseIterable {
  case killWrite = "kill-write"
  case killSync = "kill-sync"
  case killServer = "kill-server"
  case line
  case restart
  case fullDevice = "full-device"
  case fullOffice = "full-office"
  case failingDisk = "failing-disk"
  case readOnly = "read-only"
  case damagedDevice = "damaged-device"
  case damagedOffice = "damaged-office"
  case clock
  case restore
  case oldCopy = "old-copy"

  /// Whether this machine can do it.
  func isPossible(_ setting: Company.Setting) -> Bool {
    switch self {
    case .fullDevice, .fullOffice, .readOnly: setting.mounts
    case .failingDisk, .clock: setting.strike != nil
    default: true
    }
  }

  /// How often it comes, among the others: kills and lines that break are what reps meet daily.
  var weight: Int {
    switch self {
    case .killWrite, .killSync, .killServer: 6
    case .line: 5
    case .restart, .fullDevice, .fullOffice, .failingDisk: 2
    case .readOnly, .damagedDevice, .damagedOffice, .clock, .restore, .oldCopy: 1
    }
  }
}

extension Campaign {
  func suffer(_ fault: Fault) throws {
    switch fault {
    case .killWrite: try killWrites()
    case .killSync: try killSyncs()
    case .killServer: try killServer()
    case .line: try breakLines()
    case .restart: try restartUnderLoad()
    case .fullDevice: try fillDevice()
    case .fullOffice: try fillOffice()
    case .failingDisk: try failDisk()
    case .readOnly: try makeReadOnly()
    case .damagedDevice: try damageDevice()
    case .damagedOffice: try damageOffice()
    case .clock: try moveClocks()
    case .restore: try backupAndRestore()
    case .oldCopy: try putBackOldCopy()
    }
  }

  /// A strike that ends the process, at an exact call where the library is there.
  private func death(_ calls: Int) -> Strike? {
    guard company.setting.strike != nil else { return nil }
    return Strike(dice.chance(30) ? .torn : .kill, at: 1 + dice.below(calls))
  }

  /// Ends a process some time after it began, if it was not struck before.
  private func endLater(_ child: Child, within milliseconds: Int) {
    if !child.waits(milliseconds: dice.below(milliseconds)) { child.end() }
  }

  private func killWrites() throws {
    for _ in 0..<dice.within(2...4) {
      guard let device = dice.one(of: Company.devices) else { return }
      try write(on: device, strike: death(60))
    }
    // Once by time, wherever that is.
    guard let device = dice.one(of: Company.devices) else { return }
    let token = ledger.token("shop-")
    let child = try company.start(
      "karvan", ["account", "add", "name=\(token)", "--quiet"], of: device)
    endLater(child, within: 150)
    let ending = try child.ending(milliseconds: Company.patience)
    ledger.add(
      .init(device: device, kind: .account, token: token, isAcknowledged: ending.status == 0))
  }

  private func killSyncs() throws {
    try calmWork()
    for _ in 0..<dice.within(1...3) {
      let device = Company.devices[dice.below(Company.devices.count)]
      let child = try startSync(device, strike: dice.chance(70) ? death(150) : nil)
      if dice.chance(40) { try write(on: device) }
      endLater(child, within: 600)
      _ = try child.ending(milliseconds: Company.patience)
    }
  }

  private func killServer() throws {
    try calmWork()
    if dice.chance(60), let strike = death(250) {
      try company.stop(orderly: true)
      try company.serve(strike: strike)
    }
    let children = try Company.devices.map { try startSync($0) }
    if dice.chance(50) { try write(on: Company.devices[dice.below(3)]) }
    if !dice.chance(40), let server = company.server { endLater(server, within: 500) }
    for (device, child) in zip(Company.devices, children) { try expectOrder(child, device) }
    try company.stop(orderly: false)
    try company.serve()
  }

  private func breakLines() throws {
    try calmWork()
    let faults = Proxy.Fault.allCases.filter { _ in dice.chance(45) }
    company.proxy.suffer(faults.isEmpty ? [.cutDown] : faults, dice.another())
    for _ in 0..<dice.within(1...2) {
      try syncTogether()
      try write(on: Company.devices[dice.below(3)])
    }
  }

  private func restartUnderLoad() throws {
    try calmWork()
    let children = try Company.devices.map { try startSync($0) }
    Moment.pause(milliseconds: dice.below(200))
    try company.stop(orderly: true)
    try company.serve()
    for (device, child) in zip(Company.devices, children) { try expectOrder(child, device) }
  }

  private func moveClocks() throws {
    let year = 31_536_000_000
    for device in Company.devices {
      let off = [year, -year, 86_400_000, -3_600_000, 1, dice.below(year)][dice.below(6)]
      try write(on: device, strike: Strike(clock: off))
      if dice.chance(50) {
        let child = try startSync(device, strike: Strike(clock: off))
        try expectOrder(child, device)
      }
      try write(on: device)
    }
  }
}
