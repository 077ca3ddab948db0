// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanStore

/// Shows and changes the workspace's settings.
struct SettingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settings", abstract: "Show and change the workspace's settings.",
    discussion: "Settings:\n"
      + WorkspaceSetting.allCases.map { "  \($0.rawValue)  \($0.about)" }.joined(separator: "\n"),
    subcommands: [List.self, Set.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the settings.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let rows = try Office.open(home.folder).settings().map { setting, value in
        [setting.rawValue, value, setting.about]
      }
      let header = ["name", "value", "about"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
    }
  }

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change a setting.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The setting's name.")
    var name: String
    @Argument(help: "Its value.")
    var value: String

    func run() throws {
      guard let setting = WorkspaceSetting(rawValue: name) else {
        let known = WorkspaceSetting.allCases.map(\.rawValue).joined(separator: ", ")
        throw ServerError(.notFound, "there is no setting “\(name)”; there are: \(known)")
      }
      try Office.open(home.folder).change(setting, to: value)
      Console.note("\(name) is \(value)")
    }
  }
}
