// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The root of all commands.
struct Karvan: Group {
  static let version = "0.1.0"

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "karvan", abstract: Tongue.say(.aboutKarvan),
      discussion: Tongue.say(.aboutKarvanMore), version: version,
      groupedSubcommands: Meant.only([
        CommandGroup(
          name: Tongue.say(.groupDay),
          subcommands: [
            Today.self, Next.self, Tasks.self, Log.self, Lookup.self, Timeline.self, Occasions.self,
            Followups.self,
            PlanDay.self, Route.self, VanGroup.self,
            Find.self, DuplicatesCommand.self, PriceOf.self, History.self, PutBack.self, Undo.self,
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
            Init.self, Tour.self, Enroll.self, FieldCommands.self, Doctor.self,
            SettingCommand.self, Manual.self, Wipe.self,
          ]),
      ]))
  }
}
