// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What must hold when the faults have stopped.
extension Campaign {
  /// Passes of syncs after which everything must be quiet.
  private static let passes = 12

  /// Stops the faults, lets everybody sync, and checks all files against the ledger.
  func healAndCheck() throws {
    company.proxy.suffer([], dice.another())
    for disk in company.disks.values { disk.free() }
    if !company.isServing {
      try company.stop(orderly: false)
      try company.serve()
    }
    try settle()
    try checkDevices()
    let found = try company.run("karvan-server", "doctor", "--thorough").output
    try Self.hold(found.contains("no faults found"), "the office's doctor says: \(found)")
    let records = try exportOffice()
    try checkLedger(records)
    try checkEqual(records)
  }

  static func hold(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    if !condition { throw Trouble(what()) }
  }

  /// Liveness: every queue drains in a bounded number of exchanges.
  func settle() throws {
    var last = ""
    for _ in 0..<Self.passes {
      var isQuiet = true
      for device in Company.devices {
        let ending = try company.attempt(
          "karvan", ["sync", "now", "--json", "--quiet"], of: device)
        guard ending.status == 0 else {
          last = "\(device): \(ending.reason)"
          isQuiet = false
          // A server that begins may ask to come back later.
          Moment.pause(milliseconds: 200)
          continue
        }
        let summary = try JSON.object(ending.output)
        let divergent = summary["divergent"] as? [Any] ?? []
        try Self.hold(divergent.isEmpty, "\(device)'s digests differ: \(divergent)")
        for name in ["sent", "arrived", "unsent", "left"] where summary[name] as? Int != 0 {
          last = "\(device): \(name) \(summary[name] ?? "?")"
          isQuiet = false
        }
      }
      if isQuiet { return }
    }
    throw Trouble("not quiet after \(Self.passes) passes; \(last)")
  }

  private func checkDevices() throws {
    for device in Company.devices {
      let ending = try company.attempt(
        "karvan", ["doctor", "--thorough", "--format", "json", "--quiet"], of: device)
      try Self.hold(ending.status == 0, "\(device): doctor: \(ending.reason) \(ending.output)")
      let rejected = try company.run(
        "karvan", "sync", "rejected", "--format", "json", "--quiet", of: device
      ).output
      try Self.hold(
        try JSON.array(rejected).isEmpty,
        "\(device): rejected although all was allowed: \(rejected)")
    }
  }

  // MARK: The office against the ledger.

  /// Every record of the office, as its export says.
  func exportOffice(of folder: String? = nil) throws -> [[String: Any]] {
    let file = "\(company.setting.folder)/export.jsonl"
    unlink(file)
    try company.run("karvan-server", "export", file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    return try text.split(separator: "\n").map { try JSON.object(String($0)) }
      .filter { $0["entity"] != nil && $0["deleted"] == nil }
  }

  /// Nothing lost, nothing doubled, nothing halved.
  func checkLedger(_ records: [[String: Any]]) throws {
    var accounts: [String: [String: String]] = [:]
    var ids: [String: [String]] = [:]
    var phones: [String: Set<String>] = [:]
    var orders: [String: Int] = [:]
    var numbers: [String: Int] = [:]
    for record in records {
      let values = record["values"] as? [String: String] ?? [:]
      let id = record["id"] as? String ?? ""
      switch record["entity"] as? String {
      case "account":
        accounts[id] = values
        ids[values["name"] ?? "", default: []].append(id)
      case "contact_point":
        phones[values["account"] ?? "", default: []].insert(values["value"] ?? "")
      case "order":
        // Told by its note: a copy that goes on has to number what it wrote anew.
        orders[values["note"] ?? "", default: 0] += 1
        numbers[values["number"] ?? "", default: 0] += 1
      default: break
      }
    }
    var notes: [String: Set<String>] = [:]
    for entry in ledger.entries {
      let what = "\(entry.token) of \(entry.device)"
      switch entry.kind {
      case .account, .accountWithPhone:
        let found = ids[entry.token] ?? []
        try Self.hold(!found.isEmpty || !entry.isAcknowledged, "LOST: the office has no \(what)")
        try Self.hold(found.count < 2, "DOUBLE: the office has \(found.count) of \(what)")
        if case .accountWithPhone(let phone) = entry.kind, let id = found.first {
          try Self.hold(
            phones[id]?.contains(phone) == true, "HALVED: \(what) has come without its phone")
        }
      case .tag(let account):
        let tags = accounts[account]?["tags"]?.split(separator: ";").map(String.init) ?? []
        try Self.hold(
          tags.contains(entry.token) || !entry.isAcknowledged, "LOST: the office has no \(what)")
      case .note(let account):
        notes[account, default: []].insert(entry.token)
        try Self.hold(
          accounts[account]?["note"]?.isEmpty == false || !entry.isAcknowledged,
          "LOST: \(account) has no note, although \(what) was written")
      case .order:
        let count = orders[entry.token] ?? 0
        try Self.hold(
          count > 0 || !entry.isAcknowledged, "LOST: the office has no order \(what)")
        try Self.hold(count < 2, "DOUBLE: the office has \(count) of \(what)")
      }
    }
    for (number, count) in numbers.sorted(by: { $0.key < $1.key }) {
      try Self.hold(count < 2, "DOUBLE: \(count) orders are called \(number)")
    }
    for (account, written) in notes.sorted(by: { $0.key < $1.key }) {
      guard let note = accounts[account]?["note"], !note.isEmpty else { continue }
      try Self.hold(written.contains(note), "FOREIGN: \(account) has the note \(note)")
    }
  }

  /// Convergence: every device shows what the office has.
  private func checkEqual(_ records: [[String: Any]]) throws {
    let fields = ["name", "tags", "note"]
    func line(_ id: String, _ value: (String) -> String) -> String {
      ([id] + fields.map(value)).joined(separator: "|")
    }
    let expected = records.filter { $0["entity"] as? String == "account" }.map { record in
      let values = record["values"] as? [String: String] ?? [:]
      return line(record["id"] as? String ?? "") { name in
        let value = values[name] ?? ""
        return name == "tags" ? value.split(separator: ";").sorted().joined(separator: ";") : value
      }
    }.sorted()
    for device in Company.devices {
      let list = try company.run(
        "karvan", "account", "list", "--fields", fields.joined(separator: ","), "--format", "json",
        "--quiet", of: device
      ).output
      let shown = try JSON.array(list).map { row in
        line(row["id"] as? String ?? "") { name in
          let words = (row[name] as? [String])?.sorted().joined(separator: ";")
          return words ?? row[name] as? String ?? ""
        }
      }.sorted()
      let differing = Set(shown).symmetricDifference(expected).sorted().prefix(4)
      try Self.hold(
        shown == expected, "\(device) shows other records than the office: \(Array(differing))")
    }
  }
}
