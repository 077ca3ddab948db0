// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanServer
import KarvanStore
import KarvanSync
import KarvanWire

/// The office's machine, and the shipped server's code on it, without HTTP.
// SAFETY: used on the one thread of its stage only.
final class OfficeHost: @unchecked Sendable {
  /// What comes back over the network.
  enum Reply {
    case bytes([UInt8])
    case status(Int, String)
    /// Nobody answers.
    case silence
  }

  let machine: Machine
  let folder: OfficeFolder
  private let plan: Plan
  private(set) var office: Office?
  /// What its program knows of.
  private(set) var catalog: Schema
  /// Told when the machine died, with the office closed.
  var died: () -> Void = {}

  init(_ machine: Machine, plan: Plan, _ catalog: Schema, now: Int64) throws {
    self.machine = machine
    self.plan = plan
    self.catalog = catalog
    folder = OfficeFolder(machine.path + "/office")
    let made = try Office.create(
      in: folder,
      WorkspaceSeed.Names(administrator: "Admin", login: "admin", territory: "Tehran"),
      catalog: catalog,
      now: now)
    try made.database.close()
    try open()
  }

  func open() throws {
    office = try Office.open(
      folder, snapshotRecords: plan.snapshotRecords, pageBytes: plan.pageBytes, catalog: catalog,
      launch: { work in work() })
  }

  /// Installs a newer program, which starts when the machine runs.
  func update(to catalog: Schema) throws {
    guard catalog.version > self.catalog.version else { return }
    self.catalog = catalog
    guard office != nil else { return }
    close()
    do {
      try open()
    } catch {
      // On a full disk it does not start before there is room.
      if machine.isFull { machine.die() }
      guard endsAlive() else { return }
      throw error
    }
  }

  /// Answers a request, as the routes of the server do.
  func answer(_ path: String, _ body: [UInt8]) -> Reply {
    let kinds: [String: RequestKind] = [
      WirePath.exchange: .exchange, WirePath.enrol: .enrolment, WirePath.contents: .contents,
    ]
    guard let office, let kind = kinds[path] else {
      return office == nil ? .silence : .status(404, "")
    }
    return answering { .bytes(try office.answer(kind, body, now: machine.clock).bytes) }
  }

  /// Answers a request that came as a file.
  ///
  /// - Returns: nil where nobody answers it.
  func answerFile(_ request: [UInt8]) throws -> [UInt8]? {
    try administrate { office, now in
      do {
        return try office.exchangeByFile(request, now: now).bytes
      } catch let error where Declined(error).status < 500 {
        return nil
      }
    } ?? nil
  }

  /// Gives a small public document.
  func get(_ path: String) -> Reply {
    guard let office else { return .silence }
    return path == WirePath.card ? .bytes(office.card()) : .status(404, "")
  }

  /// Gives bytes of a snapshot.
  func get(_ path: String, _ range: Range<UInt64>) -> Reply {
    guard let office else { return .silence }
    guard let id = path.split(separator: "/").last.flatMap({ SnapshotID(text: $0) }),
      !range.isEmpty
    else { return .status(404, "") }
    return answering {
      let closed = range.lowerBound...(range.upperBound - 1)
      let found = try office.snapshots.read(id, closed, now: machine.clock)
      return found.map { .bytes($0.bytes) } ?? .status(404, "")
    }
  }

  private func answering(_ body: () throws -> Reply) -> Reply {
    let reply: Reply
    do {
      reply = try body()
    } catch {
      let declined = Declined(error)
      reply = .status(declined.status, declined.reason)
    }
    return endsAlive() ? reply : .silence
  }

  /// Does what an administrator does at the office's machine.
  ///
  /// - Returns: nil where the machine is down or dies meanwhile.
  @discardableResult
  func administrate<Result>(_ body: (Office, Int64) throws -> Result) throws -> Result? {
    guard let office else { return nil }
    do {
      let result = try body(office, machine.clock)
      return endsAlive() ? result : nil
    } catch {
      guard endsAlive() else { return nil }
      if machine.isFull, let trouble = error as? StoreError, trouble.isOfDisk { return nil }
      throw error
    }
  }

  /// Whether the machine still runs; otherwise the office is closed.
  private func endsAlive() -> Bool {
    guard machine.isDead else { return true }
    close()
    died()
    return false
  }

  /// Closes the office, whatever its disk says.
  func close() {
    try? office?.database.close()
    office = nil
  }
}
