// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Shows that the checks can fail: breaks healthy companies on purpose, and expects to be told.
struct Proof {
  private let options: Options

  init(_ options: Options) { self.options = options }

  /// A way to break something, and a word of what the checks must say then.
  private struct Breach: Sendable {
    let name: String
    let mark: String
    let apply: @Sendable (Campaign) throws -> Void
  }

  private static let breaches = [
    Breach(name: "an acknowledged record is deleted behind the ledger's back", mark: "LOST") {
      let id = $0.ledger.accounts.first ?? ""
      try $0.company.run("karvan", "account", "delete", id, "--quiet", "--yes", of: "ali")
    },
    Breach(name: "an acknowledged tag is taken off", mark: "LOST") { campaign in
      guard let entry = campaign.ledger.entries.last, case .tag(let account) = entry.kind else {
        return
      }
      try campaign.company.run(
        "karvan", "account", "set", account, "tags-=\(entry.token)", "--quiet", of: "ali")
    },
    Breach(name: "a record is written twice", mark: "DOUBLE") { campaign in
      let token = campaign.ledger.entries.first { entry in
        if case .account = entry.kind { entry.isAcknowledged } else { false }
      }?.token
      try campaign.company.run(
        "karvan", "account", "add", "name=\(token ?? "")", "--quiet", of: "ali")
    },
    Breach(name: "an older office is put back without restoring it", mark: "") { campaign in
      try campaign.company.stop(orderly: true)
      let database = campaign.company.office + "/office.db"
      let old = database + ".old"
      let manager = FileManager.default
      try manager.copyItem(atPath: database, toPath: old)
      try campaign.company.serve()
      for device in Company.devices { try campaign.addRecord(on: device) }
      try campaign.settle()
      try campaign.company.stop(orderly: true)
      try manager.removeItem(atPath: database)
      try manager.moveItem(atPath: old, toPath: database)
      try campaign.company.serve()
    },
  ]

  func run() throws {
    for (index, breach) in Self.breaches.enumerated() {
      let seed = options.seed + UInt64(index)
      let campaign = try Campaign(seed: seed, options.setting(seed: seed))
      defer { campaign.company.close(keepsFiles: options.keeps) }
      try campaign.run(rounds: 2, only: .killWrite) { _, _ in }
      try campaign.prepareForProof()
      try breach.apply(campaign)
      do {
        try campaign.healAndCheck()
      } catch let trouble as Trouble where trouble.description.contains(breach.mark) {
        Console.out("found: \(breach.name): \(trouble.description.prefix(160))")
        continue
      }
      throw Trouble("not found: \(breach.name)")
    }
    Console.out("\(Self.breaches.count) breaches, all found")
  }
}

extension Campaign {
  /// A record and a tag that are certainly acknowledged.
  fileprivate func prepareForProof() throws {
    try addRecord(on: "ali")
    try settle()
    let account = ledger.accounts.last ?? ""
    let token = ledger.token("tag-")
    try company.run("karvan", "account", "set", account, "tags+=\(token)", "--quiet", of: "ali")
    ledger.add(
      .init(
        device: "ali", kind: .tag(account: account), token: token, isAcknowledged: true))
  }
}
