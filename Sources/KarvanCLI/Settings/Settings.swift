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

  /// The settings by name, as in files and, upper case after `KARVAN_`, in the environment.
  enum Name: String, CaseIterable, Sendable {
    case lang, calendar, format, unit, progress, pdf

    /// What it can be; empty where it can be anything.
    var choices: [String] {
      switch self {
      case .lang: TextLanguage.allCases.map(\.rawValue)
      case .calendar: CalendarKind.allCases.map(\.rawValue)
      case .format: OutputFormat.allCases.map(\.rawValue)
      case .unit: MoneyUnit.allCases.map(\.rawValue)
      case .progress: ProgressForm.allCases.map(\.rawValue)
      case .pdf: []
      }
    }

    /// What it is for.
    var about: SettingMessage {
      switch self {
      case .lang: .aboutLang
      case .calendar: .aboutCalendar
      case .format: .aboutFormat
      case .unit: .aboutUnit
      case .progress: .aboutProgress
      case .pdf: .aboutPDF
      }
    }

    /// A value as it is kept.
    ///
    /// - Throws: `badChoice`, when it cannot be that.
    func checked(_ text: String) throws(CLIError) -> String {
      let value = choices.isEmpty ? Typed.trim(text[...]) : text.lowercased()
      guard choices.isEmpty ? !value.isEmpty && !value.contains("#") : choices.contains(value)
      else { throw CLIError(.badChoice, rawValue, text, choices.joined(separator: ", ")) }
      return value
    }
  }

  /// All names.
  static let names = Name.allCases.map(\.rawValue)

  init(_ flags: CommonOptions, format: OutputFormat?, places: Places, environment: [String: String])
    throws(CLIError)
  {
    let source = try SettingsSource(places: places, environment: environment)
    func value<Value: RawRepresentable & CaseIterable>(
      _ name: Name, as type: Value.Type
    ) throws(CLIError) -> Value? where Value.RawValue == String {
      guard let (text, place) = source[name] else { return nil }
      guard let value = Value(rawValue: text.lowercased()) else {
        throw CLIError(.unreadableSettings, place, name.rawValue, text)
      }
      return value
    }
    let spoken = try value(.lang, as: TextLanguage.self)
    let counted = try value(.calendar, as: CalendarKind.self)
    let written = try value(.format, as: OutputFormat.self)
    let typed = try value(.unit, as: MoneyUnit.self)
    let told = try value(.progress, as: ProgressForm.self)
    pdf = source[.pdf]?.value
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
    func named(_ option: String) -> String? {
      var value: String?
      for (index, argument) in arguments.enumerated() {
        if argument == option, arguments.indices.contains(index + 1) {
          value = arguments[index + 1]
        }
        if argument.hasPrefix(option + "=") { value = String(argument.dropFirst(option.count + 1)) }
      }
      return value
    }
    // A file that can't be read is told of by the command, once there is one.
    func kept() -> String? {
      guard let places = try? Places(flag: named("--home"), environment: environment) else {
        return nil
      }
      return (try? SettingsSource(places: places, environment: environment))?[.lang]?.value
    }
    return (named("--lang") ?? kept()).flatMap { TextLanguage(rawValue: $0.lowercased()) }
      ?? language(of: environment)
  }
}

/// Where settings come from beside the options of a command: environment > workspace > user.
struct SettingsSource: Sendable {
  private let environment: [String: String]
  private let workspace: SettingsFile
  private let user: SettingsFile

  /// Reads both files.
  ///
  /// - Throws: `unknownSetting` with the line of a file that says something else.
  init(places: Places, environment: [String: String]) throws(CLIError) {
    self.environment = environment
    workspace = try SettingsFile(path: places.settings)
    user = try SettingsFile(path: places.userSettings)
  }

  /// What is set, and where that is said.
  subscript(_ name: Settings.Name) -> (value: String, place: String)? {
    let variable = "KARVAN_" + name.rawValue.uppercased()
    if let value = environment[variable], !value.isEmpty { return (value, variable) }
    return workspace[name.rawValue] ?? user[name.rawValue]
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

  /// Sets one in a file, or takes it out; everything else in the file stays as it is.
  static func set(_ name: Settings.Name, _ value: String?, at path: String) throws(CLIError) {
    // What can't be read is not written over.
    _ = try SettingsFile(path: path)
    var lines = (PlainFile.text(at: path) ?? "").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    if lines.last?.isEmpty == true { lines.removeLast() }
    func names(_ line: String) -> Bool {
      let content = line.prefix { $0 != "#" }
      guard let equals = content.firstIndex(of: "=") else { return false }
      return Typed.trim(content[..<equals]) == name.rawValue
    }
    let place = lines.lastIndex(where: names)
    let line = value.map { "\(name.rawValue) = \($0)" }
    if let line, let place { lines[place] = line } else if let line { lines.append(line) }
    // Of several lines the last holds; the others would only mislead.
    let kept = lines.enumerated().filter { index, text in
      !names(text) || (value != nil && (place.map { index == $0 } ?? true))
    }.map(\.element)
    if let end = path.lastIndex(of: "/") { try PlainFile.makeFolder(String(path[..<end])) }
    let text = kept.map { $0 + "\n" }.joined()
    try PlainFile.write(Array(text.utf8), to: path, mode: 0o600, failing: .unwritableFile)
  }
}
