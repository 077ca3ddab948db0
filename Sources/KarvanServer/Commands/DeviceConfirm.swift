// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain
import KarvanSync

/// Lets a restored workspace serve its devices.
struct DeviceConfirm: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm-all",
    abstract: "After a restore: say that everybody who is served now should be.")

  @OptionGroup var home: HomeOption
  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  func run() throws {
    let office = try Office.open(home.folder)
    guard let time = try office.unconfirmedBackup() else {
      Console.note("nothing waits to be confirmed")
      return
    }
    try Self.show(office, restoredFrom: time)
    if !yes {
      guard Console.isTerminal else {
        throw ServerError(.usage, "These devices will be served. Say --yes to do it.")
      }
      Console.note("Type yes to serve these devices:")
      guard readLine()?.filter({ !$0.isWhitespace }).lowercased() == "yes" else {
        throw ServerError(.refused, "nothing was done")
      }
    }
    try office.confirmDevices()
    Console.note("confirmed; next: karvan-server serve")
  }

  /// Says whom a restored workspace would serve, and what to do with whom it should not.
  static func show(_ office: Office, restoredFrom time: Int64) throws {
    Console.out("the backup was made \(InstantText.format(milliseconds: time))")
    let rows = try office.servedDevices().map { line in
      [
        line.device.code, line.login, line.device.name, line.copyOf ?? "-",
        line.device.lastSeenAt.map { InstantText.format(milliseconds: $0) } ?? "-",
      ]
    }
    if rows.isEmpty {
      Console.note("no device will be served")
    } else {
      Console.note("these devices will be served, as they were when it was made:")
      Console.table(["code", "user", "name", "copy_of", "last_seen"], rows)
    }
    Console.note(
      "shut out again whom you shut out since: karvan-server device lost|retire|revoke CODE,"
        + " karvan-server user change LOGIN --no-active")
  }
}
