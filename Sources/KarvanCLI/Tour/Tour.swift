// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan tour`: ten minutes in which one learns by doing, in a playground of its own.
struct Tour: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "tour", abstract: Tongue.say(TourMessage.aboutTour),
      discussion: Tongue.say(TourMessage.tourForms))
  }

  @Option(help: .init(Tongue.say(TourMessage.helpStep), valueName: "n")) var step: String?
  @Flag(help: .init(Tongue.say(TourMessage.helpCheck))) var check = false
  @Option(help: .init(Tongue.say(TourMessage.helpAnswers), valueName: "n,n,n"))
  var answers: String?
  @Flag(help: .init(Tongue.say(TourMessage.helpRestart))) var restart = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    let playground = try TourPlayground(common, desk)
    if restart { try playground.remove() }
    try playground.prepare()
    let guide = TourGuide(playground: playground)
    if let answers { return try guide.judge(answers) }
    let named = try step.map { try number($0) }
    if check { return try guide.check(try named ?? playground.place()) }
    if desk.console.isInputTerminal, named == nil { return try await guide.lead() }
    try guide.show(try named ?? playground.place())
  }

  /// A step by its number, counted from 1.
  private func number(_ text: String) throws -> Int {
    let all = TourStep.allCases.count
    guard let number = Typed.number(text, as: Int.self), (1...all).contains(number) else {
      throw CLIError(.badChoice, "--step", text, "1 … \(all)")
    }
    return number - 1
  }
}
