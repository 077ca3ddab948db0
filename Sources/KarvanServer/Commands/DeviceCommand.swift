// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain
import KarvanSync

/// Lists devices and says how the office stands to them.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "List devices; report them lost, retire and restore them.",
    discussion: """
      lost: in unknown hands. What it still pushes is kept sealed (device rescue), and its next \
      exchange orders it to wipe itself. A stolen device that never syncs again cannot be wiped, \
      and whoever changes the program on it can refuse: have the rep's other passwords changed.
      retired: handed in or replaced. Its last push is taken, then no more; it keeps its data for \
      reading until its owner wipes it.
      """,
    subcommands: [
      List.self, Lost.self, Retire.self, Restore.self, DeviceRescue.self, Revoke.self,
      DeviceConfirm.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List devices.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let office = try Office.open(home.folder)
      let rows = try office.devices().map { line -> [String?] in
        let device = line.device
        let custody = try office.custody(of: device.id)
        return [
          device.code, line.login, device.name, Self.instant(device.enrolledAt),
          device.lastSeenAt.map(Self.instant), device.revokedAt.map(Self.instant),
          Self.state(custody), line.copyOf, custody.waiting == 0 ? nil : "\(custody.waiting)",
          "\(custody.epoch)" + (custody.hasEpoch ? "" : " (not taken yet)"), line.fingerprint,
        ]
      }
      let header = [
        "code", "user", "name", "enrolled", "last_seen", "revoked", "state", "copy_of",
        "to_rescue", "epoch", "fingerprint",
      ]
      if json {
        Console.json(header, rows)
      } else {
        Console.table(header, rows.map { $0.map { $0 ?? "-" } })
      }
    }

    private static func instant(_ milliseconds: Int64) -> String {
      InstantText.format(milliseconds: milliseconds)
    }

    /// What is known, and no more: an order that was given is not yet a device that is wiped.
    private static func state(_ line: Office.CustodyLine) -> String {
      let wipe =
        line.wipedAt.map { ", wiped \(instant($0))" }
        ?? line.orderedAt.map { ", wipe ordered \(instant($0)), not confirmed" }
      switch line.custody {
      case .welcome: return "welcome" + (line.wipedAt == nil ? "" : wipe ?? "")
      case .shutOut: return "shut out"
      case .retired(_, let isClosed): return isClosed ? "retired" : "retired, last push waits"
      case .lost: return "lost" + (wipe ?? ", wipe waits for its next exchange")
      }
    }
  }

  struct Lost: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report a device as lost: hold what it pushes, wipe it when it next speaks.")

    @OptionGroup var home: HomeOption
    @OptionGroup var named: DeviceArgument
    @OptionGroup var copies: CopiesOption

    func run() throws {
      try named.confirm("Its data will be destroyed at its next exchange.")
      let lost = try Office.open(home.folder).lose(
        device: named.device, withCopies: copies.withCopies, now: wallClock())
      copies.say(lost, "lost") {
        "device \($0) is lost: it is told to wipe itself when it next speaks"
      }
      Console.note("if it never does, it cannot be wiped; see: karvan-server device list")
    }
  }

  struct Retire: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Retire a device: its last push is taken, then no more.")

    @OptionGroup var home: HomeOption
    @OptionGroup var named: DeviceArgument
    @OptionGroup var copies: CopiesOption

    func run() throws {
      try named.confirm("It can write no more after its next sync.")
      let retired = try Office.open(home.folder).retire(
        device: named.device, withCopies: copies.withCopies, now: wallClock())
      copies.say(retired, "retire") {
        "device \($0) is retired: sync it once more to get its last work"
      }
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a lost, retired or shut out device welcome again, with a new commit key.")

    @OptionGroup var home: HomeOption
    @OptionGroup var named: DeviceArgument

    func run() throws {
      try named.confirm("Whoever has it can read and write again as its user.")
      let device = try Office.open(home.folder).restore(device: named.device, now: wallClock())
      Console.note("device \(device.code) is welcome again from its next exchange on")
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shut a device out at once, without a last push; what it has not sent stays on it.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The device's code, such as A1.")
    var device: String
    @OptionGroup var copies: CopiesOption

    func run() throws {
      let revoked = try Office.open(home.folder).revoke(
        device: device, withCopies: copies.withCopies, now: wallClock())
      copies.say(revoked, "revoke") { "device \($0) is shut out from its next exchange on" }
    }
  }
}

/// Whether the copies of a device go where it goes.
struct CopiesOption: ParsableArguments {
  @Flag(help: "The same for every device that began as a copy of it, and for copies of those.")
  var withCopies = false

  /// Says what became of whom, and who of the same origin is still served.
  func say(_ done: Office.ShuttingOut, _ verb: String, _ line: (String) -> String) {
    for device in [done.device] + done.copies { Console.note(line(device.code)) }
    for device in done.served {
      Console.note(
        "warning: device \(device.code) comes from the same copied database and is still served;"
          + " if it is not in its user's hands: karvan-server device \(verb) \(device.code)")
    }
    if !withCopies && !done.served.isEmpty {
      Console.note("--with-copies takes all copies of \(done.device.code) along")
    }
  }
}

/// A device, and that its administrator means it.
struct DeviceArgument: ParsableArguments {
  @Argument(help: "The device's code, such as A1.")
  var device: String
  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  /// Asks at a terminal; elsewhere `--yes` must have been said.
  func confirm(_ consequence: String) throws {
    guard !yes else { return }
    guard Console.isTerminal else {
      throw ServerError(.usage, "\(consequence) Say --yes to do it.")
    }
    Console.note("\(consequence) Type the device's code to do it:")
    let typed = readLine()?.filter { !$0.isWhitespace }
    guard typed?.uppercased() == device.uppercased() else {
      throw ServerError(.refused, "nothing was done")
    }
  }
}
