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
  @Flag(inversion: .prefixedNo, help: .init(Tongue.say(ContentMessage.helpPackAttachments)))
  var attachments = true
  @Option(
    help: .init(Tongue.say(ContentMessage.helpFetchByFile), valueName: "attachment"))
  var fetch: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    try await desk.withSyncLock {
      let courier = try await desk.courier()
      _ = try desk.giveBackAsked()
      // The answer may make the record of what is packed here leave.
      try desk.noteOwedContents()
      let wanted = try fetch.map { try desk.attachment($0) }
      var parcel: ContentParcel?
      let outgoing = try courier.request { segmentBytes in
        parcel = try desk.parcel(
          courier.device, beside: segmentBytes, sends: attachments, wanted: wanted)
        return parcel?.request
      }
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
            (
              Column("attachments", words(ContentMessage.packed), isNumber: true),
              Cell(.count(parcel?.packed.count ?? 0), words.number(parcel?.packed.count ?? 0))
            ),
          ], notes: [words(.carryRequest)] + (outgoing.isPartial ? [words(.oneMoreTrip)] : [])))
      desk.say(parcel, sends: attachments, courier.database)
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
      if OfficeCard.isMeant(by: bytes) { return try desk.take(card: bytes, courier.device) }
      try await desk.obeying(courier.device) {
        try desk.recording(courier.database) { before in
          // What goes wrong with contents is said when they travel.
          try? desk.noteOwedContents()
          let owed = (try? courier.database.read { try desk.contentStates($0).owed($0) }) ?? []
          let taken = try courier.take(bytes) {
            desk.take($0, in: $1, owed: owed, courier.database)
          }
          // The next export carries what the office wants back, after everything that was sold.
          _ = try desk.giveBackAsked()
          var summary = try desk.summary(taken.intake, courier.database, before)
          if !taken.isWhole { summary.notes.append(desk.words(.oneMoreTrip)) }
          desk.show(summary)
          desk.sweepContents(courier.database)
        }
      }
    }
  }
}

extension Desk {
  /// Takes the office's card, so that the next request is made with a key that the office has.
  fileprivate func take(card bytes: [UInt8], _ device: DeviceFile) throws {
    var device = device
    let isNew = try device.take(card: bytes, keysPath: places.keys)
    let serial = device.card.certificate.serial
    show(
      .single(
        [
          (
            Column("serial", words(SyncMessage.cardSerial), isNumber: true),
            Cell(.string("\(serial)"), words.digits("\(serial)"))
          ),
          (
            Column("is_new", words(SyncMessage.cardIsNew)),
            Cell(.bool(isNew), isNew ? words(.yes) : "")
          ),
        ], notes: [words(isNew ? SyncMessage.cardTaken : .cardKnown)]))
  }

  /// The way by file for this device.
  func courier() async throws -> Courier {
    let (database, device) = try await enrolled()
    return Courier(
      database: database, device: device, kept: KeptExchanges(folder: places.courier),
      keysPath: places.keys, machineClock: surroundings.now)
  }
}
