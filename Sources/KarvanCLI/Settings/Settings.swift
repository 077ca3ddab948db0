// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanSync

/// How results are written.
enum OutputFormat: String, CaseIterable, Sendable {
  case table, json, ndjson, csv
}

/// Reads a word of a short list, in any case.
enum WordOf<Choice: RawRepresentable & CaseIterable> where Choice.RawValue == String {
  static func read(_ text: String) throws -> Choice {
    if let choice = Choice(rawValue: text.lowercased()) { return choice }
    let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\(text): \(all)")
  }
}

/// What people can set once: flag > environment > workspace > user file.
struct Settings: Sendable {
  var language: TextLanguage
  var calendar: CalendarKind
  var format: OutputFormat
  var unit: MoneyUnit?
  var progress: ProgressForm
  /// The program that makes PDFs, by name or path; nil for the first that is found.
  var pdf: String?

  /// The names in files and, upper case after `KARVAN_`, in the environment.
  static let names = ["lang", "calendar", "format", "unit", "progress", "pdf"]

  init(_ flags: CommonOptions, format: OutputFormat?, places: Places, environment: [String: String])
    throws(CLIError)
  {
    let workspace = try SettingsFile(path: places.settings)
    let user = try SettingsFile(path: places.userSettings)
    func text(_ name: String) -> (value: String, place: String)? {
      let variable = "KARVAN_" + name.uppercased()
      if let value = environment[variable], !value.isEmpty { return (value, variable) }
      return workspace[name] ?? user[name]
    }
    func value<Value: RawRepresentable & CaseIterable>(
      _ name: String, as type: Value.Type
    ) throws(CLIError) -> Value? where Value.RawValue == String {
      guard let (text, place) = text(name) else { return nil }
      guard let value = Value(rawValue: text.lowercased()) else {
        throw CLIError(.unreadableSettings, place, name, text)
      }
      return value
    }
    let spoken = try value("lang", as: TextLanguage.self)
    let counted = try value("calendar", as: CalendarKind.self)
    let written = try value("format", as: OutputFormat.self)
    let typed = try value("unit", as: MoneyUnit.self)
    let told = try value("progress", as: ProgressForm.self)
    pdf = text("pdf")?.value
    progress = flags.progress ?? told ?? .plain
    language = flags.lang ?? spoken ?? Self.language(of: environment)
    // Who reads Persian counts days as Persians do, unless somebody says otherwise.
    calendar = flags.calendar ?? counted ?? (language == .persian ? .jalali : .gregorian)
    self.format = format ?? written ?? .table
    unit = flags.unit ?? typed
  }

  /// The language of the system's locale.
  static func language(of environment: [String: String]) -> TextLanguage {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    return locale?.lowercased().hasPrefix("fa") == true ? .persian : .english
  }

  /// The language before the arguments are read: help and usage errors are in it.
  static func language(
    arguments: [String], environment: [String: String]
  ) -> TextLanguage {
    var named: String?
    for (index, argument) in arguments.enumerated() {
      if argument == "--lang", arguments.indices.contains(index + 1) {
        named = arguments[index + 1]
      }
      if argument.hasPrefix("--lang=") { named = String(argument.dropFirst(7)) }
    }
    return (named ?? environment["KARVAN_LANG"]).flatMap { TextLanguage(rawValue: $0.lowercased()) }
      ?? language(of: environment)
  }
}

/// A file of lines `name = value`; `#` begins a comment.
struct SettingsFile: Sendable {
  private let values: [String: (value: String, place: String)]

  /// Reads a file; one that is not there is empty.
  init(path: String?) throws(CLIError) {
    var values: [String: (value: String, place: String)] = [:]
    guard let path, let text = PlainFile.text(at: path) else {
      self.values = [:]
      return
    }
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let content = Typed.trim(line.prefix { $0 != "#" })
      if content.isEmpty { continue }
      let place = "\(path):\(number + 1)"
      guard let equals = content.firstIndex(of: "=") else {
        throw CLIError(.unknownSetting, place, content, Settings.names.joined(separator: ", "))
      }
      let name = Typed.trim(content[..<equals])
      guard Settings.names.contains(name) else {
        throw CLIError(.unknownSetting, place, name, Settings.names.joined(separator: ", "))
      }
      values[name] = (Typed.trim(content[content.index(after: equals)...]), place)
    }
    self.values = values
  }

  subscript(name: String) -> (value: String, place: String)? { values[name] }
}
