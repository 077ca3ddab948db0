// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of leads, deals, contracts and targets.
enum SellingMessage: String, CaseIterable, Sendable {
  case aboutWork, aboutQualify, aboutDisqualify, aboutConvert, convertForms, aboutScore
  case aboutLeadShow, helpLead, helpDisqualifyReason, helpNoteText, helpConvertAccount
  case helpConvertContact, helpNewAccount, helpNoOpportunity, helpDealAssignments, leadConverted
  case leadWasConverted, leadOverruled, leadMoved, labelScore, labelGrade, labelPoints
  case labelMost, labelKnown, labelAnswer, labelUnknown, labelScoreParts, aboutOpportunityNew
  case aboutOpportunityAdd, aboutMove, moveForms, aboutWin, aboutLose, aboutAbandon, aboutReopen
  case aboutCheck, aboutOpportunityShow, aboutBoard, aboutStalled, aboutNoNextStep, aboutWinBack
  case helpOpportunity, helpStage, helpChecked, helpCheck, helpLostReason, helpLostTo, helpOn
  case helpPipeline, helpEverybody, helpSince, helpWhyLost, dealMoved, wonNow, lostNow
  case abandonedNow, reopenedNow, confirmedNow, noSuchStage, labelWorth, labelWeighted
  case labelChance, labelInStage, labelPlaybook, labelMissing, labelOpenChecks, labelStages
  case labelStage, labelSince, labelDays, labelCount, labelReason, labelProgress
  case reasonProbability, reasonDecider, reasonNoDecider, reasonNextStep, reasonNoNextStep
  case reasonOverdue, reasonStalled, reasonCompetitors, reasonLate, reasonNoAmount
  case reasonReferral, aboutPipelineNew, pipelineForms, helpPipelineName, helpStages, aboutSign
  case aboutTerminate, aboutContractCancel, aboutRenew, aboutEnding, aboutContractShow
  case helpContract, helpMonths, helpDays, signedNow, terminatedNow, cancelledNow, renewedNow
  case wasRenewed, labelStanding, labelTermEnd, labelNoticeBy, labelContinuedBy, termDraft
  case termCancelled, termUpcoming, termRunning, termExpired, termTerminated
  case aboutTargetProgress, helpTarget, labelGoal, labelReached, labelShare, labelExpected
  case labelOnCourse, labelRecords, labelSubject, aboutRelations, labelRelation, aboutReassign
  case reassignForms, helpFrom, helpTo, helpTerritories, helpDeactivate, reassignQuestion
  case reassigned, wouldReassign, labelAnswersFor, labelTakesPart, aboutFollowups, helpAhead
  case labelDue, labelOverdue, labelNextStep, inverseParent, inverseInfluencer, inverseSupplier
  case inverseReferrer

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about selling with its places filled in.
  func callAsFunction(_ message: SellingMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about selling in the present language, for help.
  static func say(_ message: SellingMessage) -> String { Words(current.language)(message) }
}
