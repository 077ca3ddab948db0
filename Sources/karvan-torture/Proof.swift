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
    Breach(name: "an acknowledged record is given another name", mark: "LOST") {
      let id = $0.ledger.accounts.last ?? ""
      try $0.company.run("karvan", "account", "set", id, "name=other", "--quiet", of: "ali")
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
    // An older office alone is no breach: the devices bring it what it lost.
    Breach(name: "office and devices are put back to an older state", mark: "LOST") { campaign in
      try campaign.company.stop(orderly: true)
      let folders = [campaign.company.office] + Company.devices.map(campaign.company.home)
      let manager = FileManager.default
      for folder in folders { try manager.copyItem(atPath: folder, toPath: folder + ".old") }
      try campaign.company.serve()
      for device in Company.devices { try campaign.addRecord(on: device) }
      try campaign.settle()
      try campaign.company.stop(orderly: true)
      for folder in folders {
        for name in try manager.contentsOfDirectory(atPath: folder) {
          try manager.removeItem(atPath: "\(folder)/\(name)")
        }
        for name in try manager.contentsOfDirectory(atPath: folder + ".old") {
          try manager.moveItem(atPath: "\(folder).old/\(name)", toPath: "\(folder)/\(name)")
        }
      }
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
