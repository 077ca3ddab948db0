// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What reps do: writes whose acknowledgement is kept in the ledger.
extension Campaign {
  /// A write of any kind.
  func write(on device: String, strike: Strike? = nil) throws {
    switch dice.below(10) {
    case 0...2: try addAccount(on: device, phone: false, strike)
    case 3...4: try addAccount(on: device, phone: true, strike)
    case 5...6: try edit(on: device, isTag: true, strike)
    case 7: try edit(on: device, isTag: false, strike)
    case 8: try order(on: device, strike)
    default: try importRows(on: device, strike)
    }
  }

  /// A new account.
  func addRecord(on device: String) throws { try addAccount(on: device, phone: false, nil) }

  private func addAccount(on device: String, phone: Bool, _ strike: Strike?) throws {
    let token = ledger.token("shop-")
    let number = "+98912\(1_000_000 + dice.below(8_999_999))"
    let ending = try company.attempt(
      "karvan",
      phone
        ? ["account", "open", token, "--phone", number, "--json", "--quiet"]
        : ["account", "add", "name=\(token)", "--json", "--quiet"],
      of: device, strike: strike)
    let id = ending.status == 0 ? try JSON.object(ending.output)["id"] as? String : nil
    guard ending.status != 0 || id != nil else {
      throw Trouble("\(device): no identifier was said")
    }
    ledger.add(
      .init(
        device: device, kind: phone ? .accountWithPhone(number) : .account, token: token,
        isAcknowledged: ending.status == 0), account: id)
  }

  private func edit(on device: String, isTag: Bool, _ strike: Strike?) throws {
    // Somebody's record, which the device may not hold yet: then nothing is acknowledged.
    guard let account = dice.one(of: ledger.accounts) else {
      return try addAccount(on: device, phone: false, strike)
    }
    let token = ledger.token(isTag ? "tag-" : "note-")
    let ending = try company.attempt(
      "karvan",
      ["account", "set", account, isTag ? "tags+=\(token)" : "note=\(token)", "--quiet"],
      of: device, strike: strike)
    ledger.add(
      .init(
        device: device, kind: isTag ? .tag(account: account) : .note(account: account),
        token: token, isAcknowledged: ending.status == 0))
  }

  private func order(on device: String, _ strike: Strike?) throws {
    guard let account = dice.one(of: ledger.accounts) else { return }
    let token = ledger.token("order-")
    let ending = try company.attempt(
      "karvan", ["order", "new", account, "currency=IRR", "note=\(token)", "--quiet"], of: device,
      strike: strike)
    ledger.add(
      .init(device: device, kind: .order, token: token, isAcknowledged: ending.status == 0))
  }

  /// Many commits by one command; they are acknowledged by its end.
  private func importRows(on device: String, _ strike: Strike?) throws {
    let tokens = (0..<dice.within(5...40)).map { _ in ledger.token("row-") }
    let file = "\(company.setting.folder)/rows.csv"
    try Data((["name"] + tokens).joined(separator: "\n").utf8)
      .write(to: URL(fileURLWithPath: file))
    let ending = try company.attempt(
      "karvan", ["import", "csv", file, "--entity", "account", "--quiet"], of: device,
      strike: strike)
    for token in tokens {
      ledger.add(
        .init(
          device: device, kind: .account, token: token, isAcknowledged: ending.status == 0))
    }
  }

  /// Some writes that nothing disturbs.
  func calmWork() throws {
    for device in Company.devices {
      for _ in 0..<dice.within(0...2) { try write(on: device) }
    }
  }

  /// Syncs of some devices at once; they may fail but must end in order.
  func syncTogether(_ devices: [String] = Company.devices) throws {
    let children = try devices.map { try startSync($0) }
    for (device, child) in zip(devices, children) { try expectOrder(child, device) }
  }

  func startSync(_ device: String, strike: Strike? = nil) throws -> Child {
    try company.start("karvan", ["sync", "now", "--json", "--quiet"], of: device, strike: strike)
  }

  func expectOrder(_ child: Child, _ device: String) throws {
    let ending = try child.ending(milliseconds: Company.patience)
    guard ending.isOrderly else { throw Trouble("\(device): sync now: \(ending.reason)") }
  }
}

enum JSON {
  static func object(_ text: String) throws -> [String: Any] {
    guard let value = try parse(text) as? [String: Any] else {
      throw Trouble("not a JSON object: \(text.prefix(200))")
    }
    return value
  }

  static func array(_ text: String) throws -> [[String: Any]] {
    guard let value = try parse(text) as? [[String: Any]] else {
      throw Trouble("not a JSON array: \(text.prefix(200))")
    }
    return value
  }

  private static func parse(_ text: String) throws -> Any {
    do {
      return try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    } catch {
      throw Trouble("not JSON: \(text.prefix(200))")
    }
  }
}
