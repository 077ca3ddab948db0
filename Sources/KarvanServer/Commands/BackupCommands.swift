// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// Writes sealed backups.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a sealed backup while the server goes on.",
    discussion: """
      First, once: karvan-server backup init. It prints a private key that is stored nowhere; keep
      it away from this machine. Then: karvan-server backup FILE, as often as work may be lost.

      A backup does not have the key file (office.keys). Keep a copy of that too, apart from the
      backups: without both a backup is of no use to anybody, you included.

      Contents of attachments are not in it either. They lie in the folder “contents” beside the
      database, sealed, each written once and never changed: copy new files from there after each
      backup, and put the folder back beside a restored database. What is missing then is sent
      again by the devices that still have it.
      """,
    subcommands: [Initialise.self, Make.self], defaultSubcommand: Make.self)

  struct Initialise: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Make the key that opens backups, and print its private half.")

    @OptionGroup var home: HomeOption

    func run() throws {
      let key = try Office.open(home.folder).makeBackupKey()
      Console.note("this key opens the backups that are made from now on; it is stored nowhere:")
      Console.out(key.exposedText)
      Console.note(
        "keep it, and a copy of \(home.folder.keys), in two safe places off this machine")
    }
  }

  struct Make: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make", abstract: "Write a backup (what backup FILE does).")

    @OptionGroup var home: HomeOption
    @Argument(help: "Where the backup goes; nothing is overwritten.")
    var file: String

    func run() throws {
      let meter = Meter(home.progress)
      defer { meter.clear() }
      let manifest = try Office.open(home.folder).backup(to: file, now: wallClock()) {
        meter.show($0)
      }
      meter.clear()
      Console.out("\(file): \(manifest.size) bytes, server sequence \(manifest.head)")
    }
  }
}

/// The key of backups, from a file or standard input, never from an argument.
struct BackupKeyOption: ParsableArguments {
  @Option(
    help: "A file with the private key that backup init printed; else standard input is read.")
  var key: String?

  func read() throws -> BackupKey {
    let text: String?
    if let key {
      text = FileManager.default.contents(atPath: key).map { String(decoding: $0, as: UTF8.self) }
      guard text != nil else { throw ServerError(.notFound, "\(key): the file can't be read") }
    } else {
      text = readLine()
    }
    return try BackupKey.reading(text ?? "")
  }
}

/// Checks a backup without restoring it.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open a backup, check every record and digest in it, and put it back to sleep.",
    discussion: """
      While it is checked it lies in clear in the system's temporary folder (TMPDIR), readable by \
      you alone, and takes as much room there as the database.
      """)

  @OptionGroup var home: HomeOption
  @OptionGroup var key: BackupKeyOption
  @Argument(help: "The backup.")
  var file: String

  func run() throws {
    let key = try key.read()
    let meter = Meter(home.progress)
    defer { meter.clear() }
    let report = try Office.verify(file, with: key, keyFile: home.folder.keys) {
      meter.show($0)
    }
    meter.clear()
    for finding in report.findings { Console.out("\(finding.place): \(finding.problem)") }
    Console.out(
      "made \(InstantText.format(milliseconds: Int64(clamping: report.header.madeAt))), "
        + "\(report.manifest.size) bytes, server sequence \(report.manifest.head)")
    switch report.fitsKeys {
    case true?: Console.out("the key file \(home.folder.keys) fits")
    case false?: Console.note("the key file \(home.folder.keys) does NOT fit this backup")
    case nil: Console.note("no key file was compared; there is none in \(home.folder.path)")
    }
    guard report.findings.isEmpty else { throw ServerError(.refused, "the backup is damaged") }
    Console.out("no faults")
  }
}

/// Puts a backup in the place of a lost workspace.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a backup into an empty folder, as a new life of the workspace.",
    discussion: """
      The folder must hold the workspace's key file (office.keys) and nothing else. Devices offer
      what the backup lacks of their own work at their next sync, and take everything anew that
      changed after it. What only the lost disk had is gone: work of devices that never come again,
      and the office's own since the backup. Devices that were enrolled since then are enrolled
      again.

      Who was shut out after the backup is welcome in it. So a restored workspace serves no device
      until you have shut them out again and said: karvan-server device confirm-all.
      """)

  @OptionGroup var home: HomeOption
  @OptionGroup var key: BackupKeyOption
  @Argument(help: "The backup.")
  var file: String

  func run() throws {
    let key = try key.read()
    let meter = Meter(home.progress)
    defer { meter.clear() }
    let report = try Office.restore(file, with: key, to: home.folder, now: wallClock()) {
      meter.show($0)
    }
    meter.clear()
    Console.out("restored to \(home.folder.path), server sequence \(report.manifest.head)")
    try DeviceConfirm.show(
      try Office.open(home.folder), restoredFrom: Int64(clamping: report.header.madeAt))
    Console.note(
      "next: karvan-server doctor, then karvan-server device confirm-all; nobody is served before")
  }
}
