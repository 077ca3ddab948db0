// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanSync

/// Writes the whole workspace to a file.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write every record as lines of JSON, with everything that is known of it.",
    discussion: """
      The file is not encrypted: whoever has it can read the company's data. Another program can
      read it line by line; `karvan-server init --from FILE` makes the same workspace of it, with
      equal digests. Keys, devices and the segment log are not in it: for those there are backups.
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "The file to write; it must not be there yet.", completion: .file())
  var file: String

  func run() throws {
    let office = try Office.open(home.folder)
    let draft = file + ".new"
    guard !FileManager.default.fileExists(atPath: file) else {
      throw ServerError(.exists, "\(file) is there already; choose another name")
    }
    let isMade = FileManager.default.createFile(
      atPath: draft, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade, let handle = FileHandle(forWritingAtPath: draft) else {
      throw ServerError(.system, "\(file) can't be written")
    }
    do {
      var buffer = Data()
      let meter = Meter(home.progress)
      defer { meter.clear() }
      var lines: UInt64 = 0
      let count = try office.export(now: wallClock()) { line in
        lines += 1
        meter.show(WorkProgress(.exporting, done: lines, of: nil, .records))
        buffer.append(contentsOf: line.utf8)
        guard buffer.count >= 1 << 20 else { return }
        try handle.write(contentsOf: buffer)
        buffer.removeAll(keepingCapacity: true)
      }
      try handle.write(contentsOf: buffer)
      try handle.synchronize()
      meter.clear()
      try handle.close()
      try FileManager.default.moveItem(atPath: draft, toPath: file)
      Console.note("\(count) records written to \(file)")
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
  }
}
