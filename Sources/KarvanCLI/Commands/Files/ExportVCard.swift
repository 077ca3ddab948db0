// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync

/// `karvan export vcard [RECORD…]`: accounts and contacts as cards that address books read.
struct ExportVCard: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "vcard", abstract: Tongue.say(FilesMessage.aboutExportVCard),
      discussion: Tongue.say(FilesMessage.exportVCardForms))
  }

  @Argument(help: .init(Tongue.say(FilesMessage.helpCards))) var records: [String] = []
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpOutputFile)), completion: .file())
  var output: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let meter = ProgressLine(desk: desk)
    defer { meter.clear() }
    let count = try desk.replica().read { reader in
      let cards = CardExport(reader: reader)
      return try OutputFile.write(to: output, desk.console) { write in
        var count = 0
        func take(_ view: RecordView) throws {
          guard view.life != .deleted else { return }
          let card =
            view.entity.tag == Contact.tag
            ? try cards.card(contact: view) : try cards.card(account: view)
          write(CardWriter.write(card))
          count += 1
          meter.show(WorkProgress(.exporting, done: UInt64(count), of: nil, .records))
        }
        guard records.isEmpty else {
          let entities = try [Account.tag, Contact.tag].map { try desk.entity($0) }
          let finder = desk.finder(reader)
          for name in records { try take(try finder.find(name, in: entities)) }
          return count
        }
        for (entity, redirect) in [
          (Account.tag, Account.redirect), (Contact.tag, Contact.redirect),
        ] {
          // Who turned out to be somebody else has that one's card.
          try reader.forEach(entity) { if $0[redirect].isNull { try take($0) } }
        }
        return count
      }
    }
    meter.clear()
    desk.note(desk.words(.exported, desk.words.number(count)))
  }
}
