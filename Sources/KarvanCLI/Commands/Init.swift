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
  @Option(help: .init(Tongue.say(DemoMessage.helpSize))) var size: String?
  @Option(help: .init(Tongue.say(DemoMessage.helpPast), valueName: "days")) var past: String = "365"
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
    guard let days = Typed.number(past, as: Int32.self), (0...3_650).contains(days) else {
      throw CLIError(.badChoice, "--past", past, "0 … 3650")
    }
    let counts = try found(desk, seed: seed, size: try chosen(), days: days)
    show(desk, counts)
  }

  /// The size of the company: a full one, unless a small one is asked for, which says that there
  /// shall be one.
  private func chosen() throws -> DemoSize {
    guard let size else { return demo ? .full : .empty }
    guard let chosen = DemoSize(rawValue: size), chosen != .empty else {
      throw CLIError(.badChoice, "--size", size, "small, full")
    }
    return chosen
  }

  private func found(
    _ desk: Desk, seed: UInt64, size: DemoSize, days: Int32
  ) throws -> [(Entity, Int)] {
    let now = desk.surroundings.now
    let past = Int64(days) * 86_400_000
    let clock = size == .full ? DemoClock(desk.now() - past) : nil
    let source = DemoSource(seed: seed, now: clock?.now ?? now)
    let company = DemoCompany(desk: desk, source: source, clock: clock, days: days)
    let isPersian = desk.words.language == .persian
    guard size != .empty else {
      return try company.make(
        owner: name ?? desk.words(.owner), login: login, size: size,
        identifiers: { RecordID.now(now()) })
    }
    return try company.make(
      owner: name ?? (isPersian ? "مریم احمدی" : "Maryam Ahmadi"), login: login, size: size,
      identifiers: { source.identifier() })
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
        notes: demo || size != nil ? [words(DemoMessage.tryThis)] : []))
  }
}
