// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanSealing
import KarvanSync

/// Answers exchanges that came as files.
struct ExchangeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "Answer exchanges that came as files, for places without any network.",
    discussion: """
      A device writes a request with `karvan sync export`; any courier brings it. Its answer is
      written beside it and goes back the same way, to `karvan sync import`. Both are sealed: the
      courier can read neither. Contents of attachments travel with them, 40 MiB a file. The same
      request again gets the same results. Works while the server serves.

      A device that was away for weeks may write to a key which the office has no more: then its answer
      is the office's card, and after `karvan sync import` of it the device writes a new request.
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "The request files.", completion: .file())
  var files: [String]
  @Option(
    help: "The folder for the answers; beside the requests if it is left out.",
    completion: .directory)
  var to: String?
  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let office = try Office.openToServe(home.folder)
    try office.publishDevices(now: wallClock())
    var rows: [[String?]] = []
    var failures = 0
    for file in files {
      do {
        rows.append(try answer(file, office))
      } catch let error as ServerError where error.code != .system {
        failures += 1
        Console.note("karvan-server: \(error.message)")
      }
    }
    let header = ["answer", "device", "verdict", "accepted", "rejected", "records", "attachments"]
    if json {
      Console.json(header, rows)
    } else if !rows.isEmpty {
      Console.table(header, rows.map { $0.map { $0 ?? "-" } })
    }
    if failures > 0 { throw ExitCode(6) }
  }

  private func answer(_ file: String, _ office: Office) throws -> [String?] {
    let outcome: Outcome
    do {
      outcome = try office.exchangeByFile(try request(file), now: wallClock())
    } catch let error as SealingError {
      throw ServerError(
        .refused, "\(file): not a request to this office: \(error.message) (\(error.code.rawValue))"
      )
    } catch let error as ExchangeRefusal {
      throw ServerError(.refused, "\(file): \(error.said)")
    }
    let path = answerPath(file)
    do {
      try Data(outcome.bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ServerError(.system, "\(path) can't be written: \(error.localizedDescription)")
    }
    return [
      path, outcome.device, outcome.verdict, "\(outcome.accepted)", "\(outcome.rejected)",
      "\(outcome.records)", "\(outcome.contents)",
    ]
  }

  private func request(_ file: String) throws -> [UInt8] {
    let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    guard let size else { throw ServerError(.notFound, "\(file): the file can't be read") }
    guard size <= ExchangeLimits.fileBytes else {
      throw ServerError(.usage, "\(file): \(size) bytes; a request has at most \(Self.limit) MiB")
    }
    guard let bytes = FileManager.default.contents(atPath: file) else {
      throw ServerError(.notFound, "\(file): the file can't be read")
    }
    return Array(bytes)
  }

  private static let limit = ExchangeLimits.fileBytes >> 20

  private func answerPath(_ file: String) -> String {
    let url = URL(fileURLWithPath: file)
    let name = url.deletingPathExtension().lastPathComponent + ".answer"
    let folder = to.map { URL(fileURLWithPath: $0) } ?? url.deletingLastPathComponent()
    return folder.appendingPathComponent(name).path
  }
}

extension Office {
  /// Answers a request that came as a file; one to a key that is no more gets the public card, from
  /// which its device learns the new one (P-107).
  package func exchangeByFile(_ request: [UInt8], now: Int64) throws -> Outcome {
    do {
      return try exchange(request, by: .file, now: now)
    } catch let error as SealingError where error.code == .unknownExchangeKey {
      return Outcome(bytes: card(), verdict: "card")
    }
  }
}

extension ExchangeRefusal {
  /// The refusal in words for an administrator.
  var said: String {
    switch self {
    case .unknownDevice: "the device that wrote it is not enrolled here"
    case .unknownInvite: "its invite is not known here"
    case .malformed: "it is not what `karvan sync export` writes"
    case .tooMany: "its device has asked too often; wait a minute and try again"
    }
  }
}
