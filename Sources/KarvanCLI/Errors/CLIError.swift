// SPDX-License-Identifier: Apache-2.0

/// What a command itself refuses: a stable code, and what its message names.
public struct CLIError: Error, Hashable, Sendable {
  /// The reasons.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    // The folder of the workspace.
    case noWorkspace, workspaceExists, unsentWork, othersWork, notEnrolled, notSynced
    case unreadableSettings
    case unknownSetting, noHome, halfEnrolled, notAFile
    // The keys of the device.
    case keysMissing, keysLost, keysUnsafe, keysDamaged, keysUnwritable
    // Names.
    case notFound, ambiguous, unknownField, noSuchSequence, nothingThere
    // Arguments.
    case missingValue, needsConfirmation, badFilter, badURL, badChoice, badLine
    case conflictingOptions, controlCharacter, notText, unknownCommand
    // The invite and the server.
    case noInvite, badInvite, inviteUsed, inviteExpired, serverUpgrade, deviceUpgrade
    case unreachable, badStatus, forgotten, notKarvan, wrongServer, brokenAnswer, revoked, clone
    case later
    case confused, syncRuns, nothingExported, otherAnswer, staleAnswer, needsNetwork
    // The device itself.
    case retired, retiredDevice, wiped, wipeUntold
    // Files and the database.
    case unreadableFile, unwritableFile, unwritableOutput, importStopped, damaged, newerDatabase
    case locked, diskFull, readOnly
    case internalFailure, findings, rowsRejected
    // The contents of attachments.
    case fileEmpty, fileTooLarge, fileChanged, fileExists, contentAbsent, contentUnknown
    case contentDamaged, contentAtOfficeDamaged, contentOnlyHere, contentNotHere
    case contentsUnusable
    // Taking back.
    case undoUnknown, undoRejected, undoDone, undoRefused, undoNothing
    // The road.
    case noVan, noWarehouse, nothingToCount, unknownItem, needsVisit, unknownQuestion
    case noLastOrder
    // What may be known already.
    case leadMatches
    // The tour.
    case stepNotDone, answersWrong
    // Files of other programs.
    case noPDFProgram, pdfFailed, pdfTooSlow, badCode
    // With --strict.
    case openConflicts, looksLike
  }

  /// The reason.
  public let code: Code
  /// What the message names, in order.
  public let arguments: [String]

  /// Makes an error.
  public init(_ code: Code, _ arguments: String...) {
    self.code = code
    self.arguments = arguments
  }
}
