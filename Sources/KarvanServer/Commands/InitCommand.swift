// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing

/// Makes a workspace and prints the first administrator's invite.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a workspace; prints the first administrator's invite.",
    discussion: """
      The key file that is made beside the database is the only way to read what devices seal. Keep
      a copy of it in a safe place that is not this machine.
      """)

  @OptionGroup var home: HomeOption

  @Option(help: "The first administrator's name.")
  var name = "Administrator"

  @Option(help: "What the first administrator types to be named.")
  var login = "admin"

  @Option(help: "The name of the first territory.")
  var territory = "Head office"

  @Option(
    help: "The language of the pipeline that it starts with: en or fa.",
    completion: .list(["en", "fa"]))
  var lang = "en"

  @Option(
    help: "Make it of a file that `karvan-server export` wrote: the same records, new keys.",
    completion: .file())
  var from: String?

  @Option(
    help: "The folder that `karvan-server export --attachments` wrote beside that file.",
    completion: .directory)
  var attachments: String?

  func validate() throws {
    guard attachments == nil || from != nil else {
      throw ValidationError("--attachments goes with --from")
    }
    if let attachments, !FileManager.default.fileExists(atPath: attachments) {
      throw ValidationError("--attachments: there is no folder \(attachments)")
    }
  }

  func run() throws {
    let now = wallClock()
    if let from {
      let (office, login, contents) = try Office.create(
        in: home.folder, from: from, attachments: attachments, now: now)
      if attachments != nil {
        Console.note("\(contents.taken) attachments have their contents again")
      }
      if contents.missing > 0 {
        Console.note("\(contents.missing) attachments name contents that are not in the folder")
      }
      return try welcome(office, login, now: now)
    }
    guard ["en", "fa"].contains(lang) else {
      throw ServerError(.usage, "--lang: en or fa, not \(lang)")
    }
    let names = WorkspaceSeed.Names(
      administrator: name, login: login, territory: territory,
      language: lang == "fa" ? .persian : .english)
    try welcome(try Office.create(in: home.folder, names, now: now), login, now: now)
  }

  private func welcome(_ office: Office, _ login: String, now: Int64) throws {
    Console.note("workspace \(office.workspace) made in \(home.folder.path)")
    Console.note("invite for \(login), good for one device and 24 hours:")
    Console.out(try office.invite(login: login, now: now).exposedCode)
    Console.note("next: karvan-server serve, then on the device: karvan enroll --server URL")
  }
}

/// Makes an invite for a user.
struct InviteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Print an invite for a user, good for one device.")

  @OptionGroup var home: HomeOption

  @Argument(help: "The user's login.")
  var login: String

  @Option(help: "For how many hours it is good, 1 to 168.")
  var hours = 24

  func run() throws {
    guard (1...168).contains(hours) else {
      throw ServerError(.usage, "--hours: 1 to 168, not \(hours)")
    }
    let office = try Office.open(home.folder)
    let invite = try office.invite(
      login: login, lifetime: Int64(hours) * 3_600_000, now: wallClock())
    Console.note("invite for \(login), good for one device and \(hours) hours:")
    Console.out(invite.exposedCode)
  }
}
