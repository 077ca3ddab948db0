// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `karvan sync`
struct SyncGroup: Group {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "sync", abstract: Tongue.say(.aboutSync),
      subcommands: [
        SyncNow.self, SyncStatus.self, SyncWatch.self, SyncExport.self, SyncImport.self,
        SyncUnsent.self,
        SyncRejected.self, SyncAmend.self,
        SyncResend.self, SyncDiscard.self,
      ], defaultSubcommand: SyncNow.self)
  }
}
