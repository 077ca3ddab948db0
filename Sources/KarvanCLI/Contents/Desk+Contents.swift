// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// Whether a sync sends contents of attachments.
enum ContentSending {
  case always, never, unlessMetered

  /// What a person said; nil for nothing.
  init(_ said: Bool?) {
    switch said {
    case true?: self = .always
    case false?: self = .never
    case nil: self = .unlessMetered
    }
  }
}

extension Desk {
  /// Sends what waits, and removes what nobody names any longer. Whatever goes wrong is said and
  /// not thrown: the sync itself is done.
  func sendContents(_ sending: ContentSending) async {
    do {
      guard let vault = try contents() else { return }
      let database = try replica()
      try ContentSweep(database: database, vault: vault, now: surroundings.now()).run()
      try noteOwedContents()
      let waiting = try database.read { try contentStates($0).owed($0) }
      guard !waiting.isEmpty else { return }
      switch sending {
      case .always: break
      case .never: return noteWaitingContents(database, .waitOff)
      case .unlessMetered:
        if surroundings.isMetered() { return noteWaitingContents(database, .waitMetered) }
      }
      try await send(waiting, database, vault)
    } catch {
      let said = ErrorText.say(error, words: words, schema: try? schema())
      note(words(.unsendable, said))
    }
  }

  /// Notes what is to be sent: the sync that brings its record to the office may make it leave.
  func noteOwedContents() throws {
    let database = try replica()
    try database.note(try database.read { try contentStates($0).unnoted($0) })
  }

  private func send(
    _ waiting: [OwedContent], _ database: ReplicaDatabase, _ vault: ContentVault
  ) async throws {
    let device = try DeviceFile(path: places.keys)
    let link = try surroundings.link(device.server)
    let meter = ContentMeter(self) { [words] in words(.sending, $0, $1, $2) }
    var upload = ContentUpload(
      database: database, vault: vault,
      line: ContentLine(
        link: link, device: device, keysPath: places.keys, machineClock: surroundings.now),
      progress: { meter.show($0, of: $1) })
    do {
      let result = try await upload.run(waiting)
      meter.clear()
      await link.close()
      try say(result, database)
    } catch {
      meter.clear()
      await link.close()
      guard let failure = error as? LinkFailure else { throw error }
      let left = try database.read { try contentStates($0).owed($0) }
      note(words(.waitCut, failure.reason, words.number(left.count)))
    }
  }

  private func say(_ result: ContentUpload.Result, _ database: ReplicaDatabase) throws {
    say(refused: result.refused)
    say(damaged: result.damaged)
    try say(sent: result.sent, database)
  }

  func say(refused: [(content: OwedContent, standing: ContentStanding)]) {
    for (content, standing) in refused {
      let message: ContentMessage =
        switch standing.state {
        case .tooLarge: .refusedTooLarge
        case .noShare: .refusedNoShare
        default: .refusedNoRoom
        }
      note(
        words(
          message, content.title(words), words.size(content.size),
          words.size(standing.limit)))
    }
  }

  func say(damaged: [(content: OwedContent, error: SealingError)]) {
    for (content, error) in damaged {
      note(words(.waitOthers, content.title(words), error.message))
    }
  }

  func say(sent: [OwedContent], _ database: ReplicaDatabase) throws {
    guard !sent.isEmpty else { return }
    let count = words.number(sent.count)
    let bytes = words.size(sent.reduce(0) { $0 + $1.size })
    let left = try database.read { try contentStates($0).owed($0) }
    note(
      left.isEmpty
        ? words(.sentAll, count, bytes) : words(.sentSome, count, bytes, words.number(left.count)))
  }

  /// Says how much waits, where something does.
  func noteWaitingContents(_ database: ReplicaDatabase, _ message: ContentMessage) {
    guard let waiting = try? database.read({ try contentStates($0).owed($0) }),
      !waiting.isEmpty
    else { return }
    note(
      words(
        message, words.number(waiting.count), words.size(waiting.reduce(0) { $0 + $1.size })))
  }

  /// Fetches a content that is not here.
  func fetch(_ content: NamedContent, _ title: String) async throws {
    let (database, device) = try await enrolled()
    let vault = try madeContents()
    try await withSyncLock {
      let link = try surroundings.link(device.server)
      let meter = ContentMeter(self) { [words] in words(.fetching, $0, $1, $2, title) }
      var fetch = ContentFetch(
        database: database, vault: vault,
        line: ContentLine(
          link: link, device: device, keysPath: places.keys, machineClock: surroundings.now),
        progress: { meter.show($0, of: $1) })
      do {
        try await fetch.run(content, title: title)
        meter.clear()
        await link.close()
      } catch {
        meter.clear()
        await link.close()
        guard let failure = error as? LinkFailure else { throw error }
        throw failure.said(of: device.server, waiting: try database.read { try $0.pendingCount() })
      }
    }
  }
}

extension LinkFailure {
  /// In a few words.
  var reason: String {
    switch self {
    case .unreachable(let reason): reason
    case .status(let code, let line), .busy(let code, let line, _):
      line.isEmpty ? "\(code)" : "\(code) \(line)"
    case .oversized: "oversized"
    }
  }
}
