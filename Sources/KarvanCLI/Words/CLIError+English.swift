// SPDX-License-Identifier: Apache-2.0

extension CLIError.Code {
  /// The words in English.
  var english: String {
    switch self {
    case .noWorkspace:
      """
      There is no workspace in {0}. Make one with `karvan init --demo` or join one with \
      `karvan enroll --server URL`.
      """
    case .workspaceExists: "There is a workspace in {0} already. Name another folder with --home."
    case .othersWork:
      """
      The server does not know the device of {0} any longer, and the invite is another user's. \
      Nothing was changed here. Ask the office for an invite for the same user, or name another \
      folder with --home. If the office does not know that user either, it can add the user again: \
      karvan-server user add LOGIN --id {1}
      """
    case .unsentWork:
      """
      The workspace in {0} has {1} {1:commit|commits} that no server has taken. Sync or discard them \
      first, or name another folder with --home.
      """
    case .notEnrolled:
      """
      This workspace belongs to no server. Join one with `karvan enroll --server URL`.
      """
    case .notSynced: "This device does not know its user yet. Run `karvan sync now` first."
    case .unreadableSettings: "{0}: {1} cannot be {2}."
    case .unknownSetting: "{0}: {1} is not a setting. Settings are {2}, as `name = value`."
    case .halfEnrolled:
      "The enrolment in {0} has not ended. Repeat `karvan enroll` with the same invite."
    case .notAFile: "{0} is a folder, not a database. Move it away, or name another with --home."
    case .noHome: "No home folder is known. Name the workspace's folder with --home or KARVAN_HOME."
    case .keysMissing:
      """
      The device's keys are missing: {0}. Restore the file, or enrol again in another folder.
      """
    case .keysLost:
      """
      The keys of this device are missing: restore {0} from a backup, or ask the office for a new \
      invite and enrol in another folder. Unsent work is kept here.
      """
    case .keysUnsafe:
      """
      {0} must be a plain file that only you can read. Run `chmod 600` on it; if others could \
      read it, have the device revoked.
      """
    case .keysDamaged: "{0} is damaged at {1}. Restore the file, or enrol again in another folder."
    case .keysUnwritable: "The device's keys cannot be written to {0}: {1}."
    case .notFound: "There is no {1} “{0}” here."
    case .ambiguous: "“{0}” could be any of these; name one by its identifier:\n{1}"
    case .unknownField: "{0} has no field “{1}”. Fields: {2}"
    case .noSuchSequence: "No open rejection has the number {0}. See `karvan sync rejected`."
    case .nothingThere: "There is nothing to do for “{0}”."
    case .missingValue: "Say which: {0}"
    case .needsConfirmation: "Not done: “{0}” needs --yes."
    case .badFilter: "“{0}” is not a condition. Write field=value, or !=, >=, <=, >, <, ~ between."
    case .badURL: "“{0}” is not the address of a server. Write https://host or http://host:port."
    case .badChoice: "{0} cannot be “{1}”. Possible: {2}"
    case .badLine: "{1} has no single line “{0}”. Name it by its position."
    case .stepNotDone: "Step {0} is not done yet. Type: {1}"
    case .answersWrong: "Think these over once more: {0}."
    case .unknownCommand: "`{0}` has no command “{1}”. Perhaps: {2}"
    case .conflictingOptions: "Use exactly one of {0}."
    case .controlCharacter:
      "Argument {0} has the character {1}, which cannot be read or typed. Nothing was done."
    case .notText: "An argument is not UTF-8 text. Nothing was done."
    case .noInvite:
      """
      No invite code was given. Type it, put it on standard input, or name a file with \
      --invite-file.
      """
    case .badInvite:
      """
      The invite code has a typing mistake: nothing was sent. It has eight groups of five \
      characters.
      """
    case .inviteUsed:
      """
      Another device has used this invite. Ask the office for a new one, and tell them.
      """
    case .inviteExpired: "This invite is no longer valid. Ask the office for a new one."
    case .serverUpgrade:
      """
      The server understands schema {0} and protocol {1}, this program is newer. Nothing was \
      lost; the server has to be updated, then sync again.
      """
    case .deviceUpgrade:
      """
      The server speaks another version. Install the same release of karvan as the server's.
      """
    case .unreachable:
      """
      {0} was not reached ({1}). Nothing was lost; {2} {2:commit waits|commits wait}. Try again when there is a \
      network.
      """
    case .badStatus:
      """
      {0} answered with status {1} ({2}), not as a Karvan server. Nothing was lost; {3} \
      {3:commit waits|commits wait}. Check the address, and whether this network asks for a login.
      """
    case .forgotten:
      """
      {0} does not know this device: perhaps it was restored from an older backup. Nothing was \
      lost here; {1} {1:commit waits|commits wait}. Ask the office for an invite and enrol here, \
      with `karvan enroll --server {0}`: all work comes along.
      """
    case .notKarvan:
      """
      The answer is not from a Karvan server, perhaps the login page of this network. Nothing \
      was lost; sign in to the network, then sync again.
      """
    case .wrongServer:
      """
      This is not the server that the device was enrolled with: its identity differs. Nothing \
      was sent or taken. Ask the office.
      """
    case .brokenAnswer:
      """
      The answer of the server cannot be read ({0}). Nothing was lost; try again, and tell the \
      office if it stays.
      """
    case .revoked:
      """
      The office has revoked this device. Its unsent work is kept here; ask the office for a \
      new invite and enrol in another folder.
      """
    case .clone:
      """
      This database is a copy, or was restored from one: another life of it has gone on. Its \
      unsent work is kept here, and goes on as that of a new device at a sync over the network; if \
      the office refuses that too, ask it for a new invite and enrol in another folder.
      """
    case .later: "The server is busy. Nothing was lost; try again in {0} {0:second|seconds}."
    case .confused:
      """
      The server's answer does not fit what was asked ({0}). Nothing was lost; try again, and \
      tell the office if it stays.
      """
    case .retired:
      """
      The office has retired this device. It has taken everything that was written here; from now \
      on the workspace can only be read. When you need it no longer: karvan wipe
      """
    case .retiredDevice:
      """
      This device is retired since {0}: its workspace can only be read. If the office has restored \
      it, run `karvan sync` first.
      """
    case .wiped:
      "The office reported this device as lost and had it wiped. See {0}; to begin anew: karvan enroll"
    case .wipeUntold:
      """
      The office reported this device as lost and had it wiped; see {0}. It does not know yet that \
      this is done: run `karvan sync` when there is a network.
      """
    case .syncRuns:
      """
      Another `karvan sync` has worked on this workspace for more than {0} seconds. Nothing was \
      lost; let it end, then sync again.
      """
    case .nothingExported:
      """
      No request of this workspace waits for an answer. Write one first: karvan sync export. If \
      this answer was taken already, there is nothing left to do.
      """
    case .otherAnswer:
      """
      This file is not an answer to a request of this workspace, or it was damaged on its way. \
      Nothing was taken; ask for it again, or write a new request: karvan sync export
      """
    case .staleAnswer:
      """
      This answer is old: what it brings has been taken since by another sync. Nothing is missing.
      """
    case .needsNetwork:
      """
      The office wants to ask this device something, which files are too slow for. Nothing was \
      lost; sync once over a network: karvan sync
      """
    case .unreadableFile: "{0} cannot be read: {1}."
    case .unwritableFile: "{0} cannot be written: {1}."
    case .unwritableOutput:
      """
      Standard output cannot be written: {0}. The result was not shown whole; what the command \
      changed in the workspace stays changed.
      """
    case .importStopped:
      """
      {2} {0} {0:row is|rows are} in; the rest from line {1} on is not. Run the same command \
      again: it goes on there.
      """
    case .damaged:
      """
      {0} is damaged or not a database of this program. Copy the folder before anything else, \
      then run `karvan doctor --thorough`.
      """
    case .newerDatabase: "{0} was written by a newer karvan. Install that release."
    case .locked: "{0} is in use by another program for too long. Try again."
    case .diskFull: "The disk with {0} is full: this change was not made. Make room and try again."
    case .readOnly:
      """
      {0} cannot be written. Reading needs the right to write as well, for the lock files beside \
      the database: check the rights of the folder and its files, or copy the folder and name \
      the copy with --home.
      """
    case .internalFailure:
      """
      Something inside went wrong ({0}); please report it.
      """
    case .findings: "There is damage; each finding says what to do."
    case .rowsRejected: "{0} {0:row|rows} did not go in; see {1}."
    case .fileEmpty: "{0} is empty: there is nothing to attach."
    case .fileTooLarge: "{0} has {1}; at most {2} can be attached. Make it smaller."
    case .fileChanged: "{0} was changed while it was read. Nothing was attached; try again."
    case .fileExists: "{0} is there already. Choose another name with --to, or use --force."
    case .contentAbsent:
      """
      The office does not have the content of {0} yet: the device that attached it has not sent it. \
      Try again later.
      """
    case .contentUnknown:
      """
      The office knows no attachment {0} that you may have: it was deleted, or moved out of your \
      scopes, or the record has not been sent yet. Run `karvan sync now`.
      """
    case .contentDamaged:
      "The content is damaged: {0}. Where the office has it, `karvan attachment get` fetches it anew."
    case .contentAtOfficeDamaged:
      """
      The office's copy of {0} is damaged. Tell an administrator (karvan-server doctor), or whoever \
      attached it, to attach it again.
      """
    case .contentOnlyHere: "The office does not have all of {0} yet; this copy stays. Sync first."
    case .contentNotHere: "There is no copy of {0} on this device."
    case .contentsUnusable: "The contents of attachments cannot be used here: {0}."
    case .undoUnknown:
      """
      There is no command {0} to take back in this device's journal. See `karvan undo --list`.
      """
    case .undoRejected:
      """
      The office rejected {0}: nothing of it stands. It is settled with `karvan sync amend`, \
      `resend` or `discard`; see `karvan sync rejected`.
      """
    case .undoDone: "{0} was taken back by {1} already. To do it again: karvan undo {1}"
    case .undoRefused: "{0} ({1}) cannot be taken back: {2} {3}"
    case .undoNothing: "Nothing of {0} ({1}) can be taken back; each line says why."
    case .noVan: RoadMessage.noVan.english
    case .noWarehouse: RoadMessage.noWarehouse.english
    case .nothingToCount: RoadMessage.nothingToCount.english
    case .unknownItem: RoadMessage.unknownItem.english
    case .needsVisit: RoadMessage.needsVisit.english
    case .unknownQuestion: RoadMessage.unknownQuestion.english
    case .noLastOrder: RoadMessage.noLastOrder.english
    case .noPDFProgram: FilesMessage.noPDFProgram.english
    case .pdfFailed: FilesMessage.pdfFailed.english
    case .pdfTooSlow: FilesMessage.pdfTooSlow.english
    case .badCode: FilesMessage.badCode.english
    case .leadMatches:
      "“{0}” may be somebody known already:\n{1}\nIf so: --account {2}. If not: --new."
    case .looksLike: LikenessMessage.likenessRefused.english
    case .openConflicts: "{0} {0:conflict is|conflicts are} open. See `karvan conflict list`."
    }
  }
}
