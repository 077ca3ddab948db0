// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
public import KarvanCore
import KarvanDomain
import KarvanSealing
public import KarvanStore
import KarvanSync
import KarvanWire

/// The one table from errors to exit statuses.
extension ExitStatus {
  /// The status of a command that ends with an error.
  public static func of(_ error: any Error) -> ExitStatus {
    switch error {
    case let error as CLIError: of(error.code)
    case let error as Failure: of(error.code)
    case let error as StoreError: of(error.code)
    case is DomainError, is InterchangeError: .invalid
    case let stop as SyncStop: of(CLIError(stop: stop).code)
    case let error as SealingError: of(CLIError(sealing: error).code)
    case let exit as ExitCode where exit.isSuccess: .done
    case is ValidationError: .usage
    default: .failure
    }
  }

  /// Whether an error says that the content of a database is not what it was.
  static func isDamage(_ error: any Error) -> Bool {
    if let error = error as? StoreError { return error.code == .damaged }
    return (error as? CLIError)?.code == .damaged
  }

  /// The status of an error of a command.
  public static func of(_ code: CLIError.Code) -> ExitStatus {
    switch code {
    case .noWorkspace, .workspaceExists, .unsentWork, .notSynced, .unreadableSettings, .noHome,
      .keysMissing, .keysUnsafe, .keysDamaged, .keysUnwritable, .unreachable, .badStatus,
      .notKarvan, .wrongServer, .brokenAnswer, .later, .confused, .syncRuns, .serverUpgrade,
      .deviceUpgrade, .unreadableFile, .unwritableFile, .damaged, .newerDatabase, .locked,
      .diskFull, .readOnly, .internalFailure, .findings, .halfEnrolled, .notAFile, .keysLost,
      .unwritableOutput, .importStopped, .staleAnswer, .needsNetwork, .othersWork, .forgotten,
      .fileChanged, .fileExists, .contentDamaged, .contentAtOfficeDamaged, .contentOnlyHere,
      .contentsUnusable, .noPDFProgram, .pdfFailed, .pdfTooSlow:
      .failure
    case .missingValue, .needsConfirmation, .badFilter, .badURL, .badChoice, .unknownSetting,
      .noInvite, .conflictingOptions, .unknownField, .needsVisit, .badCode, .unknownCommand:
      .usage
    case .notFound, .ambiguous, .noSuchSequence, .nothingThere, .nothingExported, .contentAbsent,
      .contentUnknown, .contentNotHere, .undoUnknown, .noVan, .noWarehouse, .nothingToCount,
      .unknownItem, .unknownQuestion, .noLastOrder, .leadMatches:
      .notFound
    case .notEnrolled, .inviteUsed, .inviteExpired, .revoked, .clone, .retired, .retiredDevice,
      .wiped, .wipeUntold:
      .denied
    case .badInvite, .badLine, .rowsRejected, .controlCharacter, .notText, .otherAnswer,
      .fileEmpty, .fileTooLarge, .undoRejected, .undoDone, .undoRefused, .undoNothing,
      .stepNotDone, .answersWrong:
      .invalid
    case .openConflicts, .looksLike: .conflict
    }
  }

  /// The status of a change that was refused.
  public static func of(_ code: Failure.Code) -> ExitStatus {
    switch code {
    case .missingRecord, .deletedRecord: .notFound
    case .unknownEntity, .unknownField, .unknownGroup: .usage
    case .notGranted, .notCreator, .outOfScope, .notOffice, .inactive, .notEnrolled: .denied
    case .required, .tooLong, .outOfRange, .notAChoice, .wrongKind, .malformed, .wrongEntity,
      .alreadySet, .moveNotAllowed, .frozen, .appendOnly, .notDeletable, .invariant,
      .dependsOnRejected, .withdrawn, .undecodable, .tooLarge, .discarded, .quarantineFull,
      .other:
      .invalid
    }
  }

  /// The status of an error of the database.
  public static func of(_ code: StoreError.Code) -> ExitStatus {
    code == .missing ? .notFound : .failure
  }
}
