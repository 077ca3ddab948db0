// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSync

/// Imports files.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import files into the workspace.",
    subcommands: [CSV.self])

  struct CSV: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Import a CSV file; the good rows go in, the others to a reject file.",
      discussion: """
        Without --map the columns are the entity's own field names, as export writes them. A mapping
        file says how another program's file becomes records.
        """)

    @OptionGroup var home: HomeOption
    @Argument(help: "The CSV file.")
    var file: String
    @Option(help: "The entity of the rows, such as account.")
    var entity: String?
    @Option(name: [.customLong("mapping"), .customLong("map")], help: "A mapping file.")
    var map: String?
    @Option(help: "Where rejected rows go; FILE.rejected.csv if it is left out.")
    var rejects: String?
    @Flag(help: "Say what would happen and write nothing.")
    var dryRun = false
    @Flag(help: "Print the summary as one JSON document.")
    var json = false

    func run() throws {
      let office = try Office.open(home.folder)
      let mapping = try mapping(office.schema)
      let importing = CSVImport(office: office, file: file, mapping: mapping, dryRun: dryRun)
      var sheets = RejectSheets(main: file, path: rejects ?? file + ".rejected.csv", office.schema)
      let meter = Meter(home.progress)
      defer { meter.clear() }
      let summary = try importing.run(
        now: wallClock(),
        progress: { meter.show($0) },
        guessed: { path in
          meter.clear()
          Console.note(
            "\(path) is not in Unicode: its letters were guessed (windows-1256 or 1252); "
              + "look at a few names")
        },
        reject: { rejection, header in try sheets.write(rejection, header) })
      meter.clear()
      report(summary, sheets)
      if summary.rejected > 0 { throw ExitCode(6) }
    }

    private func mapping(_ schema: Schema) throws -> ImportMapping {
      if let map {
        guard let text = FileManager.default.contents(atPath: map) else {
          throw ServerError(.notFound, "\(map): the file can't be read")
        }
        do {
          return try ImportMapping(parsing: String(decoding: text, as: UTF8.self), schema: schema)
        } catch {
          let line = error.line.map { ", line \($0)" } ?? ""
          throw ServerError(.usage, "\(map)\(line): \(error.text(in: .english))")
        }
      }
      guard let entity else { throw ServerError(.usage, "give --entity or --map") }
      guard let found = schema[entity] else {
        let names = schema.entities.map(\.name).joined(separator: ", ")
        throw ServerError(.usage, "there is no entity “\(entity)”; there are: \(names)")
      }
      return .derived(for: found)
    }

    private func report(_ summary: ImportSummary, _ sheets: RejectSheets) {
      let counts = [
        ("rows", summary.rows), ("created", summary.created), ("updated", summary.updated),
        ("skipped", summary.skipped), ("rejected", summary.rejected),
        ("warnings", summary.warnings),
      ]
      if json {
        let members = counts.map { "\(JSONText.quoted($0.0)):\($0.1)" }
        Console.out("{" + members.joined(separator: ",") + "}")
      } else {
        Console.out(counts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
      }
      for path in sheets.written { Console.note("rejected rows and warnings: \(path)") }
    }
  }
}

/// The files of rejected rows, one for each file that was read; made when there is a first row.
struct RejectSheets {
  private let main: String
  private let path: String
  private let schema: Schema
  private var handles: [String: FileHandle] = [:]
  private let writer = CSVWriter()

  init(main: String, path: String, _ schema: Schema) {
    self.main = URL(fileURLWithPath: main).lastPathComponent
    self.path = path
    self.schema = schema
  }

  /// The files that were made.
  var written: [String] { handles.keys.sorted() }

  mutating func write(_ rejection: ImportRejection, _ header: CSVHeader) throws {
    let sheet = RejectFile(columns: header.columns)
    let target = rejection.file == main ? path : "\(path).\(rejection.file)"
    if handles[target] == nil {
      guard FileManager.default.createFile(atPath: target, contents: nil),
        let file = FileHandle(forWritingAtPath: target)
      else { throw ServerError(.system, "\(target): the reject file can't be written") }
      handles[target] = file
      try file.write(contentsOf: Data(writer.row(sheet.header).utf8))
    }
    let row = sheet.row(rejection, schema: schema, language: .english)
    try handles[target]?.write(contentsOf: Data(writer.row(row).utf8))
  }
}
