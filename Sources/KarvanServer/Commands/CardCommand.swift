// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

/// Writes the office's public card.
struct CardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Write the office's public card, for a device that only exchanges by file.",
    discussion: """
      The key that devices write to changes every week. One that no network reaches, and whose files
      were under way for longer than an old key is taken, gets the new one so:

        karvan-server card office.card      at the office; anybody may carry it, it is no secret
        karvan sync import office.card      on the device, which checks whose it is
      """)

  @OptionGroup var home: HomeOption
  @Argument(help: "The file to write; standard output if it is left out.", completion: .file())
  var file: String?

  func run() throws {
    let bytes = Data(try Office.open(home.folder).card())
    guard let file else {
      guard isatty(STDOUT_FILENO) == 0 else {
        throw ServerError(.usage, "the card is binary; name a file, or send it to one with >")
      }
      return FileHandle.standardOutput.write(bytes)
    }
    do {
      try bytes.write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch {
      throw ServerError(.system, "\(file) can't be written: \(error.localizedDescription)")
    }
    Console.note("the card is in \(file); on the device: karvan sync import \(file)")
  }
}
