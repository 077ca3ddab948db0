// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A small company of real programs on real files: an office, devices, and a line between them.
final class Company {
  struct Setting {
    /// The folder of the programs.
    let programs: String
    /// Everything of this company; it is made here and thrown away.
    let folder: String
    /// The library that strikes processes; nil where it is not there.
    let strike: String?
    /// Whether folders can be put on small disks of their own.
    let mounts: Bool
  }

  /// How long a command may take, in milliseconds; longer is a fault.
  static let patience = 120_000
  static let devices = ["ali", "sara", "omid"]

  let setting: Setting
  let proxy: Proxy
  private(set) var server: Child?
  private(set) var disks: [String: Disk] = [:]

  init(_ setting: Setting) throws {
    self.setting = setting
    proxy = try Proxy()
    try FileManager.default.createDirectory(
      atPath: setting.folder, withIntermediateDirectories: true)
  }

  var office: String { "\(setting.folder)/office" }
  func home(_ device: String) -> String { "\(setting.folder)/\(device)" }

  /// Makes the workspace and enrols the devices.
  func found() throws {
    for name in ["office"] + Self.devices { try mount(name) }
    try run("karvan-server", "init", "--name", "Office", "--login", "admin", "--territory", "T0")
    for device in Self.devices {
      try run("karvan-server", "user", "add", device, "--territory", "T0")
    }
    try serve()
    for device in Self.devices {
      let invite = try run("karvan-server", "invite", device).output
      try run(
        "karvan", "enroll", "--server", "http://127.0.0.1:\(proxy.port)", "--name", device, "--yes",
        of: device, input: invite)
    }
  }

  private func mount(_ name: String) throws {
    let path = "\(setting.folder)/\(name)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    if setting.mounts { disks[name] = try Disk(at: path) }
  }

  /// Ends everything and removes the files.
  func close(keepsFiles: Bool) {
    server?.end()
    _ = server?.waits(milliseconds: 5_000)
    proxy.stop()
    guard !keepsFiles else { return }
    for disk in disks.values { disk.unmount() }
    try? FileManager.default.removeItem(atPath: setting.folder)
  }

  // MARK: Commands.

  /// Starts a command on a device, or on the office where none is named.
  func start(
    _ program: String, _ arguments: [String], of device: String? = nil, input: String = "",
    strike: Strike? = nil
  ) throws -> Child {
    var environment = [
      "PATH": "/usr/bin:/bin", "HOME": setting.folder, "LC_ALL": "C.UTF-8", "KARVAN_LANG": "en",
      "NO_COLOR": "1", "SWIFT_BACKTRACE": "enable=no", "TMPDIR": setting.folder,
    ]
    if let strike, let library = setting.strike {
      environment["LD_PRELOAD"] = library
      environment.merge(strike.variables) { $1 }
    }
    let home = device.map { self.home($0) } ?? office
    return try Child(
      "\(setting.programs)/\(program)", arguments + ["--home", home], environment: environment,
      in: setting.folder, input: input)
  }

  /// Runs a command that may fail but must end in an orderly way.
  func attempt(
    _ program: String, _ arguments: [String], of device: String? = nil, strike: Strike? = nil
  ) throws -> Ending {
    let ending = try start(program, arguments, of: device, strike: strike)
      .ending(milliseconds: Self.patience)
    guard ending.isOrderly || strike != nil else {
      throw Trouble("\(program) \(arguments.joined(separator: " ")): \(ending.reason)")
    }
    return ending
  }

  /// Runs a command that must succeed.
  @discardableResult
  func run(
    _ program: String, _ arguments: String..., of device: String? = nil, input: String = ""
  ) throws -> Ending {
    let ending = try start(program, arguments, of: device, input: input)
      .ending(milliseconds: Self.patience)
    guard ending.status == 0 else {
      let who = device ?? "office"
      throw Trouble("\(who): \(program) \(arguments.joined(separator: " ")): \(ending.reason)")
    }
    return ending
  }

  // MARK: The server.

  /// Starts the server and leads the line to it.
  func serve(strike: Strike? = nil) throws {
    let child = try start("karvan-server", ["serve", "--port", "0"], strike: strike)
    server = child
    let end = Moment.now + Self.patience
    while true {
      if let line = child.said.split(separator: "\n").first(where: { $0.contains("listening on") }),
        let port = line.split(separator: ":").last.flatMap({ Int($0) })
      {
        return proxy.lead(to: port)
      }
      guard !child.hasEnded() else { break }
      guard Moment.now < end else { throw Trouble("the server does not listen") }
      Moment.pause(milliseconds: 3)
    }
    // Struck while it began, which the round expects; any other end is a fault.
    let ending = try child.ending(milliseconds: 0)
    guard strike != nil else { throw Trouble("the server ended: \(ending.reason)") }
    server = nil
  }

  /// Ends the server without a word, or asks it to end in order.
  func stop(orderly: Bool) throws {
    guard let child = server else { return }
    server = nil
    if orderly { child.send(SIGTERM) } else { child.end() }
    let ending = try child.ending(milliseconds: Self.patience)
    guard !orderly || ending.status == 0 else {
      throw Trouble("told to end, the server ended with \(ending.reason)")
    }
  }

  /// Whether the server still runs; one that was struck may have ended.
  var isServing: Bool { server.map { !$0.hasEnded() } ?? false }
}
