// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore

/// `karvan init`: a workspace that stands alone, to play in.
struct Init: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "init", abstract: Tongue.say(.aboutInit))
  }

  @Flag(help: .init(Tongue.say(.helpDemo))) var demo = false
  @Option(help: .init(Tongue.say(.helpSeed))) var seed: String = "1"
  @Option(help: .init(Tongue.say(.helpOwner))) var name: String?
  @Option(help: .init(Tongue.say(.helpLogin))) var login: String = "admin"
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard !PlainFile.exists(desk.places.database) else {
      throw CLIError(.workspaceExists, desk.places.home)
    }
    guard let seed = Typed.number(seed, as: UInt64.self) else {
      throw CLIError(.badChoice, "--seed", seed, "1, 2, 3 …")
    }
    try Printable.check(name ?? "", of: "--name")
    guard User.isLogin(login) else {
      throw Failure(DomainLaw.loginForm, entity: "user", field: "login", [login])
    }
    let source = DemoSource(seed: seed, now: desk.surroundings.now)
    let company = DemoCompany(desk: desk, source: source)
    let isPersian = desk.words.language == .persian
    let clock = desk.surroundings.now
    let owner: String
    let identifiers: @Sendable () -> RecordID
    if demo {
      owner = name ?? (isPersian ? "مریم احمدی" : "Maryam Ahmadi")
      identifiers = { source.identifier() }
    } else {
      owner = name ?? desk.words(.owner)
      identifiers = { RecordID.now(clock()) }
    }
    let counts = try company.make(
      owner: owner, login: login, isFilled: demo, identifiers: identifiers)
    show(desk, counts)
  }

  private func show(_ desk: Desk, _ counts: [(Entity, Int)]) {
    let words = desk.words
    let fields = counts.map { entity, count in
      (
        Column(entity.name, entity.about.label.text(in: words.language), isNumber: true),
        Cell(.count(count), words.number(count))
      )
    }
    desk.show(
      .single(
        [(Column("home", words(.folder)), .text(desk.places.home))] + fields,
        notes: demo ? [words(.tryThis)] : []))
  }
}
