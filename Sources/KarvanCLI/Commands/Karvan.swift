// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The root of all commands.
struct Karvan: Group {
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "karvan", abstract: Tongue.say(.aboutKarvan),
      discussion: Tongue.say(.aboutKarvanMore), version: version,
      groupedSubcommands: [
        CommandGroup(
          name: Tongue.say(.groupDay),
          subcommands: [
            Today.self, Followups.self, Find.self, History.self, PutBack.self, Undo.self,
            Why.self,
          ]),
        CommandGroup(
          name: Tongue.say(.groupRecords), subcommands: Nouns.all + [Attach.self, Attachments.self]),
        CommandGroup(
          name: Tongue.say(.groupOffice),
          subcommands: [
            SyncGroup.self, ConflictGroup.self, ReviewGroup.self, ImportGroup.self,
            ExportGroup.self,
          ]),
        CommandGroup(
          name: Tongue.say(.groupSetup),
          subcommands: [
            Init.self, Enroll.self, FieldCommands.self, Doctor.self, Wipe.self,
          ]),
      ])
  }
}
