// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanCore
import KarvanDomain
import KarvanStore

/// Lists attachments, writes one to a file, and says how much room there is for them.
struct AttachmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachments",
    abstract: "List attachments, write one to a file, say how much room they have.",
    discussion: """
      Their contents lie in the folder “contents” beside the database, sealed under the root key. \
      Each is written once and never changed, so any program that copies files keeps them safe; \
      without office.keys nobody can read them.
      """,
    subcommands: [List.self, Get.self, Room.self], defaultSubcommand: List.self,
    aliases: ["attachment"])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every attachment with the state of its content.",
      discussion: """
        here: the office has all of it. coming: a device has begun to send it. awaited: it still \
        waits on the device that attached it. damaged, missing: the office had it; put the file \
        back from a copy of the folder, or have it attached again.
        """)

    @OptionGroup var home: HomeOption
    @Flag(help: "Only those whose content is not here.")
    var absent = false
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let office = try Office.open(home.folder)
      let all = try office.attachments()
      let rows = all.filter { !absent || $0.state != .here }.map(\.row)
      let header = ["id", "name", "of", "bytes", "type", "state", "user", "content"]
      if json { return Console.json(header, rows) }
      Console.table(header, rows.map { $0.map { $0 ?? "-" } })
      let use = try office.contentUse()
      Console.note(
        "\(all.count) attachments; contents take \(use.bytes) of \(use.room.total) bytes")
    }
  }

  struct Get: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the content of an attachment to a file.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The attachment: its identifier or the end of it, or its name.")
    var attachment: String
    @Option(help: "The file to write; it must not be there yet.", completion: .file())
    var to: String

    func run() throws {
      let office = try Office.open(home.folder)
      let count = try office.writeContent(of: attachment, to: to)
      Console.note("\(count) bytes written to \(to)")
    }
  }

  struct Room: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show or set how much room there is for contents.",
      discussion: """
        What there is no room for stays on the device that attached it, is listed there, and is \
        sent when there is room; nothing else waits for it.
        """)

    @OptionGroup var home: HomeOption
    @Option(help: "The most MiB of one file, at most 64.")
    var file: UInt64?
    @Option(help: "The most MiB of all files of one user; the same content counts once.")
    var user: UInt64?
    @Option(help: "The most MiB of all files.")
    var total: UInt64?
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      for (name, given) in [("--file", file), ("--user", user), ("--total", total)] {
        guard let given else { continue }
        let most = name == "--file" ? UInt64(AttachmentLimits.bytes) >> 20 : ContentRoom.most >> 20
        guard (1...most).contains(given) else {
          throw ServerError(.usage, "\(name): 1 to \(most), not \(given)")
        }
      }
      let office = try Office.open(home.folder)
      let room = try office.setRoom(file: file, user: user, total: total)
      let use = try office.contentUse()
      try office.database.close()
      var rows: [[String]] = [
        ["file", "\(room.file)", "\(use.largest)"], ["total", "\(room.total)", "\(use.bytes)"],
      ]
      rows += use.users.map { ["user \($0.login)", "\(room.user)", "\($0.bytes)"] }
      if use.users.isEmpty { rows.append(["user", "\(room.user)", "0"]) }
      let header = ["of", "allowed_bytes", "used_bytes"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
    }
  }
}
