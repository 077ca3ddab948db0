// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain
import KarvanSync

/// Lists and changes keys.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List and change the keys of the office and of devices.",
    discussion: """
      Devices speak to an exchange key, which the office's identity certifies and which `serve` \
      changes every week by itself. The identity and the root key in office.keys never change: keep \
      a copy of that file in a safe place that is not this machine.
      """,
    subcommands: [List.self, Rotate.self, AdvanceEpoch.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the exchange keys that devices may use, the newest first.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).exchangeKeys().map { key in
        [
          "\(key.serial)", key.id, key.isNewest ? "newest" : "older",
          InstantText.format(milliseconds: key.notAfter),
        ]
      }
      let header = ["serial", "id", "state", "taken_until"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
    }
  }

  struct AdvanceEpoch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "advance-epoch",
      abstract: "Give a device a new commit key at its next exchange.",
      discussion: """
        A device seals its work under a key of its own. After its key file may have been read, give \
        it a new one: what it seals from then on the old key does not open. What it sealed before \
        stays readable for the office.
        """)

    @OptionGroup var home: HomeOption
    @Argument(help: "The device's code, such as A1.")
    var device: String?
    @Flag(help: "Every device that may speak, and the office itself.")
    var all = false

    func validate() throws {
      guard (device != nil) != all else {
        throw ValidationError("Name a device or say --all.")
      }
    }

    func run() throws {
      let office = try Office.open(home.folder)
      guard let device else {
        let count = try office.advanceAllEpochs(now: wallClock())
        Console.note("\(count) devices get a new commit key at their next exchange")
        return
      }
      let advanced = try office.advanceEpoch(device: device, now: wallClock())
      Console.note(
        "device \(advanced.device.code) gets its commit key of epoch \(advanced.epoch) at its next"
          + " exchange")
    }
  }

  struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change the exchange key now; a server that runs takes it up at once.",
      discussion: """
        Devices take the new key from their next answer, or from the office's public card. After a \
        theft of the key file's exchange keys use --drop-older: whatever was sent to the old keys \
        can be read by the thief, but nothing that comes after. A stolen key file as a whole also \
        has the root key and the identity; then a new workspace is the only cure.
        """)

    @OptionGroup var home: HomeOption
    @Flag(help: "Take no request that is made with an older key from now on.")
    var dropOlder = false

    func run() throws {
      let serial = try Office.open(home.folder).rotateKeys(
        now: wallClock(), keepsOlder: !dropOlder)
      Console.note(
        "exchange key \(serial) is in use"
          + (dropOlder ? "; older keys are destroyed" : "; older keys are taken for two weeks"))
    }
  }
}
