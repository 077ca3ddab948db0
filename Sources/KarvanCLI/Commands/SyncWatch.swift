// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `karvan sync watch`: in step for as long as it runs.
struct SyncWatch: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "watch", abstract: Tongue.say(.aboutSyncWatch),
      discussion: Tongue.say(.watchForms))
  }

  @Option(
    help: .init(Tongue.say(.helpMetered), valueName: "auto|yes|no"),
    completion: .list(MeteredNetwork.Choice.allCases.map(\.rawValue)),
    transform: WordOf<MeteredNetwork.Choice>.read)
  var metered: MeteredNetwork.Choice = .auto
  @Flag(inversion: .prefixedNo, help: .init(Tongue.say(ContentMessage.helpSendAttachments)))
  var attachments: Bool?
  @Option(help: .init(Tongue.say(.helpRounds), valueName: "n")) var rounds: Int?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    if let rounds, rounds < 1 { throw CLIError(.badChoice, "--rounds", "\(rounds)", "1, 2, 3 …") }
    let (_, device) = try await desk.enrolled()
    let isMetered =
      switch metered {
      case .auto: desk.surroundings.isMetered()
      case .yes: true
      case .no: false
      }
    try await Watching(
      desk: desk, device: device, isMetered: isMetered, rounds: rounds,
      contents: .init(attachments ?? !isMetered)
    ).run()
  }
}
