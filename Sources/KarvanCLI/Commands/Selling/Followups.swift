// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan followups`: nothing that was promised is forgotten.
struct Followups: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "followups", abstract: Tongue.say(SellingMessage.aboutFollowups))
  }

  @Option(help: .init(Tongue.say(SellingMessage.helpAhead), valueName: "days")) var days = "0"
  @Flag(help: .init(Tongue.say(SellingMessage.helpEverybody))) var all = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    guard let ahead = Typed.number(days, as: Int32.self), ahead >= 0 else {
      throw CLIError(.badChoice, "--days", days, "0, 7 …")
    }
    let end = desk.night(daysAhead: ahead)
    desk.show(
      try desk.replica().read { reader in
        try FollowupList(desk: desk, reader: reader)
          .report(before: end, of: all ? nil : try desk.user)
      })
  }
}

extension Desk {
  /// When the day ends that is so many days ahead, in milliseconds.
  func night(daysAhead days: Int32 = 0) -> Int64 {
    let next = CivilDate(daysSinceEpoch: today().daysSinceEpoch &+ days &+ 1)
    return InstantText.startMilliseconds(
      of: next, offsetMinutes: surroundings.offsetMinutes(now()))
  }
}
