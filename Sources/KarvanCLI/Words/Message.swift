// SPDX-License-Identifier: Apache-2.0
public import KarvanDomain

/// Everything that the commands say, by name; each language has its words in a file of its own.
///
/// Places `{0}`, `{1}` … are filled in.
public enum Message: String, Hashable, Sendable, CaseIterable {
  // Results: labels of columns and states.
  case shortID, identifier, kindOfRecord, title, record, records, aRecord, field, fields, life
  case pending, conflicts, isDeleted, isRevived, yes, gross, discount, taxable, vat, total
  case payable, totals, openVisits, plannedVisits, drafts, date, unsent, rejected, standing
  case displayed, competing, hidden, value, values, by, when, version, versions, rule, status
  case operation, ownCommits, presentVersions, thisDevice, otherDevice, theOffice, withAuthority
  case waits, accepted, wasRejected, sent, lostEdits, newConflicts, arrived, left, differing
  case openConflictsLabel, lastSync, nextRetry, clockOffset, server, never, anyTime, notMeasured
  case milliseconds, standAlone, code, reason, reasons, nextStep, otherRecord, check, level
  case finding, levelWell, levelNotice, levelBad, checkDatabase, checkUnsent, checkRejected
  case checkConflicts, checkSync, checkClock, checkKeys, workspace, deviceCode, fingerprint
  case granted, spent, remaining, backWithOffice, resource, heldHere, givenBack, reclaimed
  case amount
  case counts, wanted, covered, beyond, confirmed, coverTitle
  case folder, file, line, column, dryRun, rows, created, updated, skipped, warnings, owner
  // Sentences: what was done, what is asked, what comes next.
  case nothingToShow, nothingChanged, added, changed, undeleted, deleted, wouldDelete
  case deleteQuestion, lineAdded, orderSubmitted, orderCancelled, orderApproved, orderDeclined
  case visitStarted, visitEnded, resolved, reviewClosed, unsentFooter, needsDecision
  case settledByRule, oneVersion, ruleLastWriter, ruleAuthority, ruleAddWins, ruleRanked
  case ruleFirstWriter, ruleManual, ruleMinimum, ruleOther, historyIsPartial, seeRejected
  case seeConflicts, divergent, syncProgress, rejectedNext, wasDiscarded
  case wasResent, syncWaits, discardQuestion, resolveNext, databaseIsWell, nextDamaged
  case unsentCommits, rejectedCommits, conflictsOpen, nextClock, enrolmentUnfinished
  case keysAreWell
  case wipeNote, wipeQuestion, wasWiped, wipeForms
  case replaceAloneQuestion, wasSetAside, shutOut, shutOutNote, waitingForServer
  case progressOpen, progressOf, kilobytes, workPulling, workFetching, workInstalling
  case workPacking
  case workImporting, workExporting, workChecking, workCompacting
  case moreFindings, importResumed, noAmounts, bytes, carryRequest, oneMoreTrip
  case numberDoesNotCount, confirmedBy, pendingBeyond, gaveBack
  case watchRetries
  case filterSaved, mergeQuestion
  case merged, mergedHere
  case wentOnMoved, wentOnRestored, wasCarried, renumbered, movedHere
  case quarantined, waitsAtOffice, waitsForUpgrade
  case waitsForEarlier, waitsForOthers, waitsForOffice, waitsOn
  case typeInvite, yesOrNo, replaceQuestion, compareFingerprint, exported, rejectsIn
  // Help: what commands do.
  case aboutKarvan, aboutKarvanMore, groupDay, groupRecords, groupOffice, groupSetup, aboutAdd
  case aboutSet, aboutList, aboutShow, aboutDelete, aboutUndelete, aboutAccountOpen
  case aboutLineAdd, aboutOrderQuantity, aboutLineRemove, aboutOrderShow
  case aboutReviewShow, aboutOrderNumber, aboutLeaseGiveBack, helpLease
  case aboutAllocationList, aboutAllocationShow, aboutAllocationGiveBack, aboutOrderCover
  case aboutOrderSubmit, aboutOrderCancel, aboutOrderApprove, aboutOrderDecline
  case aboutOrderReopen, aboutOrderAdvance, aboutVisitStart, aboutVisitEnd, aboutToday
  case aboutFind, aboutHistory, aboutWhy, aboutSync, aboutSyncNow, aboutSyncStatus
  case aboutSyncExport, aboutSyncImport, helpRequestFile, helpAnswerFile, courierForms
  case helpSaved, helpSave, aboutMerge, aboutUnmerge, mergeForms, helpKept, helpOther
  case helpMerged, aboutExportJSONL, exportJSONLForms, aboutSyncWatch, watchForms, helpMetered
  case helpRounds
  case aboutSyncUnsent, aboutSyncRejected, aboutSyncAmend, aboutSyncResend, aboutSyncDiscard
  case aboutConflict, aboutConflictList, aboutConflictShow, aboutConflictResolve, aboutReview
  case aboutReviewList, aboutReviewClose, aboutImport, aboutImportCSV, aboutExport
  case aboutExportCSV, aboutInit, aboutEnroll, aboutDoctor, aboutWipe
  // Help: arguments and options.
  case helpHome, helpLang, helpCalendar, helpUnit, helpFormat, helpJSON, helpQuiet
  case helpAssignments, helpRecord, helpDeletedRecord, helpYes, helpDryRun, helpFilter, helpSort
  case helpFields, helpLimit, helpDeleted, helpName, helpPhone, helpAccount, helpOrder
  case helpAllocation, helpGiveBackAmount
  case helpProduct, helpQuantity, helpDiscount, helpLine, helpReason, helpState
  case helpPlannedVisit, helpAt, helpVisit, helpOutcome, helpNoOrderReason, helpNote, helpText
  case helpEntity, helpRecordField, helpStrict, helpAllRejected, helpAllReviews, helpSequence
  case helpKeep, helpValue, helpReviewItem, helpOutputFile, helpImportFile, helpMapping
  case helpLines, helpDuplicates, helpRejects, helpDemo, helpSeed, helpOwner, helpLogin
  case helpServer, helpInviteFile, helpDeviceName, helpNoSync, helpThorough, fieldsAre
  case fieldForms, fieldRequired, kindText, kindInteger, kindMoney, kindQuantity, kindPercent
  case kindTruth, kindDate, kindInstant, kindReference, kindWords, filterForms, amendForms
  case helpFromStart, resolveForms, importForms, enrollForms
  // Rules: a question about a life, settling many, putting back.
  case isAsked, lifeQuestion, lifeAnswers, ruleMaximum, ruleOverridden, deletedHere, editedHere
  case keptValue, outcome, wouldKeep, wasKept, leftOpen, wasRefused, bulkDone, bulkPlanned
  case earlierValues, aboutPutBack, helpPutBackNumber, helpDot, helpConflictEntity, helpWhere
  case helpAllConflicts, wasPutBack, putBackNext, putBackForms
  // The journal, and how progress is told.
  case checkJournal, journalHolds, journalPruned, historyDropped, helpPrune, helpProgress
  // Taking back.
  case aboutUndo, helpUndoCommit, helpUndoList, undoForms, wasUndone, undoPlanned, undoRestored
  case undoOneOfConflict, undoDeleted, undoUndeleted, undoDeletedAgain, undoChangedSince
  case undoDeletedSince, undoInUse, undoTogether, undoUnknownBefore, undoNotHere, undoMore
  case undoneCommits, undoneParts, leftParts, takenBackBy, workUndoing, undoNextOrder
  case undoNextDecision, undoNextFact, undoNextOther, undoNextMerge
}

extension Message {
  /// The words in a language.
  public func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}
