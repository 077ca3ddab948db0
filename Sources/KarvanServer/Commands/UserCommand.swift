// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore

/// Adds, changes and lists users.
struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Add, change and list users.",
    subcommands: [Add.self, Set.self, List.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a user.",
      discussion: """
        A user who was added after the backup that the office was restored from is not known any more,
        and the work on that user's device has nobody to belong to. Add the user again with --id and
        the identifier that `karvan enroll` shows on that device, and invite: the device then brings all of
        its work with it.
        """)

    @OptionGroup var home: HomeOption
    @Argument(help: "What the user types to be named: letters, digits, dot, hyphen.")
    var login: String
    @Option(help: "The user's name; the login if it is left out.")
    var name: String?
    @Option(help: "The code of a role, such as rep, manager or administrator.")
    var role = "rep"
    @Option(help: "A territory's name; can be repeated.")
    var territory: [String] = []
    @Option(help: "The identifier that the user had before the office was restored.")
    var id: String?

    func run() throws {
      let former = try id.map { text in
        guard let former = RecordID(text: text) else {
          throw ServerError(.usage, "“\(text)” is not the identifier of a record")
        }
        return former
      }
      let id = try Office.open(home.folder).addUser(
        login: login, name: name ?? login, role: role, territories: territory, id: former,
        now: wallClock())
      Console.out("\(id)")
    }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change a user's role, territories or whether they may work.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The user's login.")
    var login: String
    @Option(help: "The code of the new role.")
    var role: String?
    @Option(help: "A territory's name; can be repeated; replaces all territories.")
    var territory: [String] = []
    @Flag(inversion: .prefixedNo, help: "Whether the user may work.")
    var active: Bool?

    func run() throws {
      guard role != nil || !territory.isEmpty || active != nil else {
        throw ServerError(.usage, "nothing to change: give --role, --territory or --no-active")
      }
      try Office.open(home.folder).changeUser(
        login: login, role: role, territories: territory.isEmpty ? nil : territory,
        isActive: active, now: wallClock())
      Console.note("\(login) changed")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List users.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).people().map { person in
        [
          person.login, person.name, person.role, person.isActive ? "yes" : "no",
          person.territories.joined(separator: ", "),
        ]
      }
      let header = ["login", "name", "role", "active", "territories"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
    }
  }
}
