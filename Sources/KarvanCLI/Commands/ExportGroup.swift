// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan export`
struct ExportGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "export", abstract: Tongue.say(.aboutExport),
      subcommands: [
        ExportCSV.self, ExportJSONL.self, ExportVCard.self, ExportICal.self, ExportGeoJSON.self,
        ExportGPX.self, ExportAccounting.self,
      ])
  }
}

/// `karvan export csv ENTITY`: every field in its exact form, so that `import csv` reads it back.
struct ExportCSV: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "csv", abstract: Tongue.say(.aboutExportCSV))
  }

  @Argument(
    help: .init(Tongue.say(.helpEntity)),
    completion: .list(Catalog.entities.map { $0.about.name }))
  var entity: String
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpFilter), valueName: "field=value"))
  var filter: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(named: entity)
    let planner = ExportPlanner(entity: entity)
    let writer = CSVWriter()
    var text = writer.row(planner.header)
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    let count = try desk.replica().read { reader in
      let conditions = try filter.map {
        try RecordFilter(desk: desk, reader: reader, entity: entity).condition($0)
      }
      let records = try reader.list(RecordQuery(entity.tag, where: conditions))
      for (index, view) in records.enumerated() {
        text += writer.row(planner.row(view))
        meter.show(
          WorkProgress(
            .exporting, done: UInt64(index + 1), of: UInt64(records.count), .records))
      }
      return records.count
    }
    meter.clear()
    if let output {
      // A spreadsheet knows UTF-8 by its mark.
      try PlainFile.write(
        CSVWriter.byteOrderMark + Array(text.utf8), to: output, mode: 0o600,
        failing: .unwritableFile)
    } else {
      desk.console.write(text)
    }
    desk.note(desk.words(.exported, desk.words.number(count)))
  }
}
