// SPDX-License-Identifier: Apache-2.0

/// The manual of one command of the first level, or of the whole program, in troff's man macros.
struct ManualPage {
  /// The file's name, such as `karvan-order.1`.
  let file: String
  /// What is in it.
  let text: String
  /// Every command that is described in it, as it is typed.
  let commands: [String]

  /// One page for the program, and one for each of its commands.
  static func all(of tree: HelpTree, version: String) -> [ManualPage] {
    let program = tree.command.commandName
    let children = tree.command.shown
    var front = Writer(program: program, title: program, version: version)
    front.name(program, tree.command)
    front.section("SYNOPSIS")
    front.synopsis(tree.command, path: program, hasCommands: true)
    front.discussion(tree.command)
    front.options(tree.command)
    front.section("COMMANDS")
    for child in children {
      front.item("\\fB\(Writer.plain(child.commandName))\\fR", child.abstract ?? "")
    }
    front.section("SEE ALSO")
    front.line(
      children.map { ".BR \(Writer.plain("\(program)-\($0.commandName)")) (1)" }
        .joined(separator: ",\n"))
    let first = ManualPage(file: program + ".1", text: front.text, commands: [program])
    return [first] + children.map { page($0, of: program, version: version) }
  }

  private static func page(
    _ command: HelpTree.Command, of program: String, version: String
  ) -> ManualPage {
    let title = "\(program)-\(command.commandName)"
    var writer = Writer(program: program, title: title, version: version)
    writer.name(title, command)
    var commands: [String] = []
    writer.section("SYNOPSIS")
    writer.synopses(command, path: "\(program) \(command.commandName)")
    writer.discussion(command)
    writer.options(command)
    if !command.shown.isEmpty { writer.section("COMMANDS") }
    writer.describe(command, path: "\(program) \(command.commandName)", into: &commands)
    writer.section("SEE ALSO")
    writer.line(".BR \(Writer.plain(program)) (1)")
    return ManualPage(file: title + ".1", text: writer.text, commands: commands)
  }
}

extension ManualPage {
  /// Writes man macros.
  private struct Writer {
    private(set) var text: String

    init(program: String, title: String, version: String) {
      text = """
        .\\" Written by `karvan manual` from the program's own help.
        .TH \(Self.quoted(title.uppercased())) 1 "" \(Self.quoted("\(program) \(version)")) \
        "Karvan"
        .nh
        .ad l

        """
    }

    /// Text that troff shows as it is.
    static func plain(_ text: String) -> String {
      var result = ""
      for character in text {
        switch character {
        case "\\": result += "\\e"
        case "-": result += "\\-"
        case "'": result += "\\(aq"
        case "`": result += "\\(ga"
        case "~": result += "\\(ti"
        case "^": result += "\\(ha"
        case "\"": result += "\\(dq"
        default: result.append(character)
        }
      }
      return result
    }

    private static func quoted(_ text: String) -> String {
      "\"" + text.replacing("\"", with: "\\(dq") + "\""
    }

    mutating func line(_ line: String) { text += line + "\n" }

    /// Text as a paragraph: nothing in it is a request.
    private mutating func paragraph(_ paragraph: String) {
      for part in paragraph.split(separator: "\n", omittingEmptySubsequences: false) {
        guard !part.isEmpty else {
          line(".PP")
          continue
        }
        let shown = Self.plain(String(part))
        line(shown.hasPrefix(".") || shown.hasPrefix("\\(aq") ? "\\&" + shown : shown)
      }
    }

    mutating func section(_ name: String) { line(".SH " + name) }

    mutating func name(_ title: String, _ command: HelpTree.Command) {
      section("NAME")
      line("\(Self.plain(title)) \\- \(Self.plain(command.abstract ?? title))")
    }

    mutating func discussion(_ command: HelpTree.Command) {
      guard let said = command.discussion, !said.isEmpty else { return }
      section("DESCRIPTION")
      paragraph(said)
    }

    mutating func item(_ head: String, _ said: String) {
      line(".TP")
      line(head)
      paragraph(said.isEmpty ? "\u{2014}" : said)
    }

    // MARK: How it is typed

    /// The command and all below it, a line each.
    mutating func synopses(_ command: HelpTree.Command, path: String) {
      let children = command.shown
      if children.isEmpty || !own(command).isEmpty {
        synopsis(command, path: path, hasCommands: false)
      }
      for child in children { synopses(child, path: "\(path) \(child.commandName)") }
    }

    mutating func synopsis(_ command: HelpTree.Command, path: String, hasCommands: Bool) {
      line(".HP")
      var words = ["\\fB\(Self.plain(path))\\fR"]
      if hasCommands { words.append("\\fICOMMAND\\fR") }
      for argument in own(command) { words.append(usage(argument)) }
      line(words.joined(separator: " "))
    }

    /// What only this command takes: what every one takes is said once, on the program's page.
    private func own(_ command: HelpTree.Command) -> [HelpTree.Argument] {
      (command.arguments ?? []).filter { argument in
        argument.shouldDisplay != false
          && !["help", "version"].contains(argument.preferredName?.name)
      }
    }

    private func usage(_ argument: HelpTree.Argument) -> String {
      let value = Self.plain(argument.valueName ?? "value")
      let dots = argument.isRepeating ? "..." : ""
      let core: String =
        switch argument.kind {
        case "positional": "\\fI\(value)\\fR"
        case "flag": "\\fB\(Self.plain(argument.preferredName?.typed ?? ""))\\fR"
        default: "\\fB\(Self.plain(argument.preferredName?.typed ?? ""))\\fR \\fI\(value)\\fR"
        }
      return argument.isOptional ? "[\(core)]\(dots)" : core + dots
    }

    // MARK: What it means

    mutating func options(_ command: HelpTree.Command) {
      guard !own(command).isEmpty else { return }
      section("OPTIONS")
      arguments(command)
    }

    private mutating func arguments(_ command: HelpTree.Command) {
      for argument in own(command) {
        let value = "\\fI\(Self.plain(argument.valueName ?? "value"))\\fR"
        let names = (argument.names ?? []).map { "\\fB\(Self.plain($0.typed))\\fR" }
        let typed = names.joined(separator: ", ")
        let head =
          argument.kind == "positional"
          ? value : argument.kind == "flag" ? typed : "\(typed) \(value)"
        let standard = argument.defaultValue.map { " (default: \($0))" } ?? ""
        item(head, (argument.abstract ?? "") + standard)
        if let more = argument.discussion, !more.isEmpty {
          line(".IP")
          paragraph(more)
        }
      }
    }

    /// The commands below one, each with what it takes.
    mutating func describe(
      _ command: HelpTree.Command, path: String, into commands: inout [String]
    ) {
      commands.append(path)
      for child in command.shown {
        let own = "\(path) \(child.commandName)"
        line(".SS " + Self.quoted(Self.plain(own).replacing("\"", with: "")))
        paragraph(child.abstract ?? child.commandName)
        if let more = child.discussion, !more.isEmpty {
          line(".PP")
          paragraph(more)
        }
        arguments(child)
        describe(child, path: own, into: &commands)
      }
    }
  }
}
