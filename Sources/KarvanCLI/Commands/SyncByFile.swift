// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanSealing
import KarvanStore

/// `karvan sync export`: a request for somebody to carry.
struct SyncExport: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "export", abstract: Tongue.say(.aboutSyncExport),
      discussion: Tongue.say(.courierForms))
  }

  @Argument(
    help: .init(Tongue.say(.helpRequestFile), valueName: "file"), completion: .file())
  var file: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    try await desk.withSyncLock {
      let courier = try await desk.courier()
      _ = try desk.giveBackAsked()
      let outgoing = try courier.request()
      let name = "karvan-\(courier.database.identity.deviceCode)-\(outgoing.number).request"
      let path = Self.path(file, name)
      try PlainFile.write(outgoing.bytes, to: path, mode: 0o600, failing: .unwritableFile)
      let words = desk.words
      desk.show(
        .single(
          [
            (Column("file", words(.file)), .text(path)),
            (
              Column("bytes", words(.bytes), isNumber: true),
              Cell(.count(outgoing.bytes.count), words.number(outgoing.bytes.count))
            ),
            (
              Column("sent", words(.unsent), isNumber: true),
              Cell(.count(outgoing.commits), words.number(outgoing.commits))
            ),
          ], notes: [words(.carryRequest)] + (outgoing.isPartial ? [words(.oneMoreTrip)] : [])))
      desk.noteWaitingContents(courier.database, .waitFile)
    }
  }

  /// A folder gets a file of the usual name.
  private static func path(_ file: String?, _ name: String) -> String {
    guard let file else { return name }
    guard PlainFile.kind(file) == .folder else { return file }
    return file.hasSuffix("/") ? file + name : "\(file)/\(name)"
  }
}

/// `karvan sync import FILE`: the office's answer to an exported request.
struct SyncImport: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "import", abstract: Tongue.say(.aboutSyncImport),
      discussion: Tongue.say(.courierForms))
  }

  @Argument(help: .init(Tongue.say(.helpAnswerFile), valueName: "file"), completion: .file())
  var file: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    guard PlainFile.exists(file), PlainFile.kind(file) != .folder else {
      throw CLIError(.unreadableFile, file, PlainFile.reason())
    }
    guard let bytes = PlainFile.bytes(at: file, limit: ExchangeLimits.fileBytes) else {
      throw CLIError(.unreadableFile, file, PlainFile.reason())
    }
    try await desk.withSyncLock {
      let courier = try await desk.courier()
      try await desk.obeying(courier.device) {
        try desk.recording(courier.database) { before in
          let taken = try courier.take(bytes)
          // The next export carries what the office wants back, after everything that was sold.
          _ = try desk.giveBackAsked()
          var summary = try desk.summary(taken.intake, courier.database, before)
          if !taken.isWhole { summary.notes.append(desk.words(.oneMoreTrip)) }
          desk.show(summary)
        }
      }
    }
  }
}

extension Desk {
  /// The way by file for this device.
  func courier() async throws -> Courier {
    let (database, device) = try await enrolled()
    return Courier(
      database: database, device: device, kept: KeptExchanges(folder: places.courier),
      keysPath: places.keys, machineClock: surroundings.now)
  }
}
