// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanDomain

/// `karvan setting [NAME [VALUE]]`
struct SettingCommand: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "setting", abstract: Tongue.say(SettingMessage.aboutSetting),
      discussion: Tongue.say(SettingMessage.settingForms))
  }

  @Argument(
    help: .init(Tongue.say(SettingMessage.helpSetting)),
    completion: .list(Settings.names))
  var name: String?
  @Argument(help: .init(Tongue.say(SettingMessage.helpSettingValue))) var value: String?
  @Flag(help: .init(Tongue.say(SettingMessage.helpSettingWorkspace))) var workspace = false
  @Flag(help: .init(Tongue.say(SettingMessage.helpSettingReset))) var reset = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let name else {
      guard !reset, !workspace else { throw CLIError(.missingValue, "NAME") }
      return desk.show(try report(Settings.Name.allCases, desk))
    }
    guard let setting = Settings.Name(rawValue: name.lowercased()) else {
      throw CLIError(.badChoice, "NAME", name, Settings.names.joined(separator: ", "))
    }
    guard value != nil || reset else { return desk.show(try report([setting], desk)) }
    guard value == nil || !reset else { throw CLIError(.conflictingOptions, "VALUE, --reset") }
    try write(setting, try value.map { try setting.checked($0) }, desk)
  }

  private func write(_ setting: Settings.Name, _ value: String?, _ desk: Desk) throws {
    let words = desk.words
    guard let path = workspace ? desk.places.settings : desk.places.userSettings else {
      throw CLIError(.noHome)
    }
    if workspace && PlainFile.kind(desk.places.home) != .folder {
      throw CLIError(.noWorkspace, desk.places.home)
    }
    try SettingsFile.set(setting, value, at: path)
    let name = setting.rawValue
    desk.note(
      value.map { words(SettingMessage.settingKept, name, $0, path) }
        ?? words(SettingMessage.settingRemoved, name, path))
    let now = try SettingsSource(places: desk.places, environment: desk.surroundings.environment)
    if let found = now[setting], !found.place.hasPrefix(path + ":"), found.value != value {
      desk.note(words(SettingMessage.settingOutranked, found.place, found.value))
    }
  }

  private func report(_ names: [Settings.Name], _ desk: Desk) throws -> Report {
    let words = desk.words
    let source = try SettingsSource(
      places: desk.places, environment: desk.surroundings.environment)
    var report = Report([
      Column("name", words(SettingMessage.settingName)),
      Column("value", words(SettingMessage.settingValue)),
      Column("from", words(SettingMessage.settingFrom)),
      Column("choices", words(SettingMessage.settingChoices)),
      Column("about", ""),
    ])
    report.rows = names.map { setting in
      let found = source[setting]
      return [
        .text(setting.rawValue), found.map { .text($0.value) } ?? .empty,
        .text(found?.place ?? words(SettingMessage.settingNowhere)),
        .text(setting.choices.joined(separator: ", ")), .text(words(setting.about)),
      ]
    }
    return report
  }
}
