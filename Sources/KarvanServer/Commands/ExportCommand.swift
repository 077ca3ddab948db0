// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanSealing
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

      With --attachments the contents of attachments are written beside it, each once, opened, under
      the address that the records have in “content”; `init --from FILE --attachments FOLDER` takes
      them back.
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "The file to write; it must not be there yet.", completion: .file())
  var file: String
  @Option(
    help: "A folder for the contents of attachments; it must not be there yet.",
    completion: .directory)
  var attachments: String?

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
      try handle.close()
      let contents = try attachments.map { folder in
        try office.exportContents(to: folder) { meter.show($0) }
      }
      meter.clear()
      try FileManager.default.moveItem(atPath: draft, toPath: file)
      Console.note("\(count) records written to \(file)")
      if let attachments, let contents {
        Console.note("\(contents.written) contents of attachments written to \(attachments)")
        if contents.missing > 0 {
          Console.note("\(contents.missing) attachments have no content here")
        }
      }
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      guard let error = error as? SealingError else { throw error }
      throw ServerError(.system, error.message)
    }
  }
}
