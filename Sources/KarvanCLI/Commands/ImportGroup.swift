// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan import`
struct ImportGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "import", abstract: Tongue.say(.aboutImport),
      subcommands: [ImportCSV.self, ImportCalls.self, ImportVCard.self, ImportICal.self])
  }
}

/// `karvan import csv FILE --entity ENTITY [--make-map FILE] | --mapping FILE`
struct ImportCSV: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "csv", abstract: Tongue.say(.aboutImportCSV),
      discussion: Tongue.say(.importForms))
  }

  @Argument(help: .init(Tongue.say(.helpImportFile)), completion: .file()) var file: String
  @Option(
    help: .init(Tongue.say(.helpEntity)),
    completion: .list(Catalog.entities.map { $0.about.name }))
  var entity: String?
  @Option(
    name: [.long, .customLong("map")],
    help: .init(Tongue.say(.helpMapping), valueName: "file"), completion: .file())
  var mapping: String?
  @Option(help: .init(Tongue.say(.helpMakeMap), valueName: "file"), completion: .file())
  var makeMap: String?
  @Option(help: .init(Tongue.say(.helpLines), valueName: "file"), completion: .file())
  var lines: String?
  @Option(help: .init(Tongue.say(.helpDuplicates), valueName: "skip|update|create"))
  var duplicates: String?
  @Option(help: .init(Tongue.say(.helpRejects), valueName: "file"), completion: .file())
  var rejects: String?
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @Flag(help: .init(Tongue.say(.helpFromStart))) var fromStart = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    if let makeMap { return try ImportRun.proposeMapping(self, to: makeMap, desk) }
    let import_ = try ImportRun(self, desk)
    do {
      try import_.run()
    } catch {
      // What was refused so far is not lost with the rest; that it stopped is the greater news.
      try? import_.writeRejects()
      throw error
    }
    try import_.writeRejects()
    desk.show(import_.report)
    let refused = import_.summary.rejected
    if refused > 0 { throw CLIError(.rowsRejected, desk.words.number(refused), import_.rejectPath) }
  }
}
