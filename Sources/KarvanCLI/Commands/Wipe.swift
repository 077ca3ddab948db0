// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanStore

/// `karvan wipe`: destroys the workspace on this device, for its owner.
struct Wipe: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "wipe", abstract: Tongue.say(.aboutWipe), discussion: Tongue.say(.wipeForms))
  }

  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let waiting = try desk.replica().read { try $0.pendingCount() }
    try desk.confirm(
      desk.words(.wipeQuestion, desk.places.home, desk.words.number(waiting)), yes: yes)
    let wiping = Wiping(desk: desk)
    try wiping.destroy()
    if PlainFile.exists(desk.places.keys) { try wiping.forget() }
    desk.note(desk.words(.wasWiped, desk.places.home))
  }
}
