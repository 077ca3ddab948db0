// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan import vcard FILE`
struct ImportVCard: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "vcard", abstract: Tongue.say(FilesMessage.aboutImportVCard),
      discussion: Tongue.say(FilesMessage.importVCardForms))
  }

  @OptionGroup var options: ComponentOptions
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let file = ContentFile(try options.content())
    let cards = file.components.filter { $0.name == "VCARD" }
    guard !cards.isEmpty else {
      throw InterchangeError(.nothingToRead, ["VCARD"])
    }
    try ComponentRun(
      options, desk, file, cards, CardPlanner(duplicates: options.duplicates),
      frame: (".vcf", "", "")
    ).run()
  }
}
