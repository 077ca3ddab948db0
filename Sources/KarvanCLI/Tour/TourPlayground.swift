// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// The workspace that the tour plays in, beside the real one, which it never touches.
struct TourPlayground {
  /// How long the past of its company is, in days: enough to look at, and soon made.
  static let days: Int32 = 21

  let folder: String
  let desk: Desk
  private let common: CommonOptions

  init(_ common: CommonOptions, _ desk: Desk) throws {
    self.desk = desk
    folder = common.home ?? desk.places.home + "-tour"
    var common = common
    common.home = folder
    self.common = common
  }

  /// A desk in the playground; whoever opens it closes it.
  private func open<T>(_ body: (Desk) throws -> T) throws -> T {
    let inside = try Desk(common, desk.surroundings)
    defer { try? inside.close() }
    return try body(inside)
  }

  /// Makes the company, unless it is there.
  func prepare() throws {
    try open { inside in
      if PlainFile.exists(inside.places.database) {
        guard try inside.replica().setting(StoredName.tour.rawValue) != nil else {
          throw CLIError(.workspaceExists, folder)
        }
        return
      }
      desk.note(desk.words(TourMessage.preparing))
      let now = inside.now()
      let clock = DemoClock(now - Int64(Self.days) * 86_400_000)
      let source = DemoSource(seed: 1, now: clock.now)
      let isPersian = desk.words.language == .persian
      _ = try DemoCompany(desk: inside, source: source, clock: clock, days: Self.days).make(
        owner: isPersian ? "مریم احمدی" : "Maryam Ahmadi", login: "admin", size: .full,
        identifiers: { source.identifier() })
      try inside.replica().set(StoredName.tour.rawValue, Array("0;\(now)".utf8))
    }
  }

  /// Takes the playground away; nothing that the tour did not make.
  func remove() throws {
    let isOwn = try open { inside in
      guard PlainFile.exists(inside.places.database) else { return false }
      guard try inside.replica().setting(StoredName.tour.rawValue) != nil else {
        throw CLIError(.workspaceExists, folder)
      }
      return true
    }
    guard isOwn else { return }
    for suffix in ["", "-wal", "-shm"] { PlainFile.remove(folder + "/karvan.db" + suffix) }
  }

  private func memory(_ inside: Desk) throws -> (place: Int, began: Int64) {
    let text = try inside.replica().setting(StoredName.tour.rawValue).map {
      String(decoding: $0, as: UTF8.self)
    }
    let parts = (text ?? "").split(separator: ";").compactMap { Int64($0) }
    guard parts.count == 2 else { throw CLIError(.damaged, folder) }
    return (Int(parts[0]), parts[1])
  }

  /// The step that comes next; the number of steps after the last one.
  func place() throws -> Int { try open { try memory($0).place } }

  func advance(to place: Int) throws {
    try open { inside in
      let (before, began) = try memory(inside)
      try inside.replica().set(
        StoredName.tour.rawValue, Array("\(max(before, place));\(began)".utf8))
    }
  }

  /// Looks at what is there.
  func look<T>(_ body: (TourScene) throws -> T) throws -> T {
    try open { inside in
      let began = try memory(inside).began
      return try inside.replica().read { reader in
        try body(TourScene(desk: inside, reader: reader, began: began))
      }
    }
  }

  /// Carries out a typed command in the playground; answers its status.
  func carryOut(_ words: [String]) async -> Int32 {
    let words = words.first == "karvan" ? Array(words.dropFirst()) : words
    let place = ["--home", folder, "--lang", desk.words.language == .persian ? "fa" : "en"]
    // Behind `--` nothing is an option any more.
    let end = words.firstIndex(of: "--") ?? words.endIndex
    return await Program.run(words[..<end] + place + words[end...], desk.surroundings)
  }
}
