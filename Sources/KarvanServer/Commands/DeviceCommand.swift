// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain
import KarvanSync

/// Lists and revokes devices.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "List and revoke devices.",
    subcommands: [List.self, Revoke.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List devices.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).devices().map { line -> [String?] in
        [
          line.device.code, line.login, line.device.name,
          InstantText.format(milliseconds: line.device.enrolledAt),
          line.device.lastSeenAt.map { InstantText.format(milliseconds: $0) },
          line.device.revokedAt.map { InstantText.format(milliseconds: $0) },
          line.fingerprint,
        ]
      }
      let header = ["code", "user", "name", "enrolled", "last_seen", "revoked", "fingerprint"]
      if json {
        Console.json(header, rows)
      } else {
        Console.table(header, rows.map { $0.map { $0 ?? "-" } })
      }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shut a device out; what it has not sent stays on it.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The device's code, such as A1.")
    var device: String

    func run() throws {
      let revoked = try Office.open(home.folder).revoke(device: device, now: wallClock())
      Console.note("device \(revoked.code) is shut out from its next exchange on")
    }
  }
}
