// SPDX-License-Identifier: Apache-2.0

extension SellingMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutWork: "Take a lead into work, or take a disqualified one up again."
    case .aboutQualify: "Say that a lead is worth an opportunity."
    case .aboutDisqualify: "Say that nothing comes of a lead, and why."
    case .aboutConvert: "Turn a lead into an account, a contact and an opportunity, in one step."
    case .convertForms:
      """
      Everything names the lead that it came from. A lead that was converted is not converted \
      again: the command says what it became. Where somebody with the same phone, e-mail or \
      number is known, nothing is made until you say whether it is that account (--account) or \
      a new one (--new).
      """
    case .aboutScore: "Show how promising it is, and what that is made of."
    case .aboutLeadShow: "Show a lead with its score and what it became."
    case .helpLead: "The lead: name, organisation, phone or identifier."
    case .helpDisqualifyReason:
      """
      Why: no_need, no_budget, no_authority, unreachable, out_of_area, competitor, duplicate, \
      spam, other.
      """
    case .helpNoteText: "In words."
    case .helpConvertAccount: "The account that it belongs to; without it, a new one."
    case .helpConvertContact:
      """
      The contact that it is; without it, one of the account with the same phone or name, or a \
      new one.
      """
    case .helpNewAccount: "A new account, though somebody alike is known."
    case .helpNoOpportunity: "No opportunity: a customer, but no deal yet."
    case .helpDealAssignments: "What is known of the opportunity, as field=value."
    case .leadConverted: "Converted {0} into {1}."
    case .leadWasConverted: "{0} was converted before, into {1}."
    case .leadOverruled: "Disqualified elsewhere while it was converted: {0}"
    case .leadMoved: "{0} is {1} now."
    case .labelScore: "Score"
    case .labelGrade: "Grade"
    case .labelPoints: "Points"
    case .labelMost: "Of"
    case .labelKnown: "Known of 100"
    case .labelAnswer: "Answer"
    case .labelUnknown: "not known"
    case .labelScoreParts: "What it is made of"
    case .aboutOpportunityNew: "Start an opportunity with an account."
    case .aboutOpportunityAdd:
      "Add a line to an opportunity; its worth is then the sum of its lines."
    case .aboutMove:
      """
      Move an opportunity to another stage: by name, number, next or back; without one, to the \
      next.
      """
    case .moveForms:
      """
      What the stage that is left requires has to be filled in, and its checks confirmed: \
      karvan opportunity show says what is missing. Going back asks for nothing.
      """
    case .aboutWin: "Win an opportunity."
    case .aboutLose: "Lose an opportunity: why, and to whom."
    case .aboutAbandon: "Give an opportunity up, as nobody decided anything."
    case .aboutReopen: "Take a closed opportunity up again where it was left."
    case .aboutCheck:
      "Confirm exit checks of the stage: by number or text; without one, list them."
    case .aboutOpportunityShow:
      "Show an opportunity: worth, chance, stage and playbook, what is missing, lines, history."
    case .aboutBoard: "Show how many open opportunities of which worth are in each stage."
    case .aboutStalled: "List open opportunities that are in their stage for too long."
    case .aboutNoNextStep: "List open opportunities and leads for which nothing is planned."
    case .aboutWinBack:
      "List lost deals of accounts that one could try again, with why they were lost."
    case .helpOpportunity: "The opportunity: name or identifier."
    case .helpStage: "The stage: its name, its number in the pipeline, next or back."
    case .helpChecked: "Confirm all open exit checks, too."
    case .helpCheck: "The check: its number, or its text."
    case .helpLostReason:
      """
      Why: price, competitor, terms, product, delivery, no_budget, no_decision, no_contact, \
      service, duplicate, other.
      """
    case .helpLostTo: "The competitor who got it."
    case .helpOn: "The day, also by name (tomorrow, monday, +3); today without it."
    case .helpPipeline: "The pipeline; the main one without it."
    case .helpEverybody: "Those of everybody, not only mine."
    case .helpSince: "Only of the last days."
    case .helpWhyLost: "Only those that were lost for this reason."
    case .dealMoved: "{0} is in {1} now."
    case .wonNow: "Won {0}."
    case .lostNow: "Lost {0}: {1}."
    case .abandonedNow: "Gave {0} up."
    case .reopenedNow: "{0} is open again, in {1}."
    case .confirmedNow: "Confirmed for {0}: {1}."
    case .noSuchStage: "stage"
    case .labelWorth: "Worth"
    case .labelWeighted: "Weighted"
    case .labelChance: "Chance"
    case .labelInStage: "Days in stage"
    case .labelPlaybook: "Playbook"
    case .labelMissing: "Still needed to go on"
    case .labelOpenChecks: "Checks to confirm"
    case .labelStages: "Stages"
    case .labelStage: "Stage"
    case .labelSince: "Since"
    case .labelDays: "Days"
    case .labelCount: "Number"
    case .labelReason: "Reason"
    case .labelProgress: "Course of the deal"
    case .reasonProbability: "probability of the stage, or of this deal"
    case .reasonDecider: "somebody who decides is known"
    case .reasonNoDecider: "nobody who decides is known"
    case .reasonNextStep: "a next step is planned"
    case .reasonNoNextStep: "no next step is planned"
    case .reasonOverdue: "the next step is overdue"
    case .reasonStalled: "too long in its stage"
    case .reasonCompetitors: "competitors want it too"
    case .reasonLate: "the expected day is gone"
    case .reasonNoAmount: "nobody said what it is worth"
    case .reasonReferral: "they came by a recommendation"
    case .aboutPipelineNew: "Make a pipeline with its stages."
    case .pipelineForms:
      """
      Each stage is NAME:PERCENT, such as Proposal:50; three to seven, or any number with \
      free_stages=yes. Without stages it gets four customary ones. Playbook, required fields \
      and checks: karvan stage set.
      """
    case .helpPipelineName: "The name of the pipeline."
    case .helpStages: "NAME:PERCENT of a stage, or field=value of the pipeline."
    case .aboutSign: "Sign a contract."
    case .aboutTerminate: "End a signed contract before its time."
    case .aboutContractCancel: "Give a draft of a contract up."
    case .aboutRenew: "Draft the contract that follows on a signed one."
    case .aboutEnding: "List contracts that end, or have to be given notice of, within some days."
    case .aboutContractShow: "Show a contract and how it stands today."
    case .helpContract: "The contract: number, title or identifier."
    case .helpMonths: "For how many months; as the contract says without it."
    case .helpDays: "How many days ahead; 30 without it."
    case .signedNow: "Signed {0}."
    case .terminatedNow: "Ended {0}."
    case .cancelledNow: "Gave {0} up."
    case .renewedNow: "Drafted {0}, from {1} to {2}."
    case .wasRenewed: "It is continued by {0} already."
    case .labelStanding: "Standing"
    case .labelTermEnd: "Present term ends"
    case .labelNoticeBy: "Notice until"
    case .labelContinuedBy: "Continued by"
    case .termDraft: "draft"
    case .termCancelled: "cancelled"
    case .termUpcoming: "not begun yet"
    case .termRunning: "in force"
    case .termExpired: "ended"
    case .termTerminated: "ended before its time"
    case .aboutTargetProgress: "Show how far targets are: those of today, or one."
    case .helpTarget: "A target; without it all whose period has today."
    case .labelGoal: "Goal"
    case .labelReached: "Reached"
    case .labelShare: "Share"
    case .labelExpected: "Expected by now"
    case .labelOnCourse: "On course"
    case .labelRecords: "Records"
    case .labelSubject: "For"
    case .aboutRelations: "Show what other accounts an account has to do with, in both directions."
    case .labelRelation: "Relation"
    case .aboutReassign:
      """
      Hand a user's book over to another: accounts, open leads, deals, contracts, planned visits, \
      tasks, documents, journey plans, targets and empty vans.
      """
    case .reassignForms:
      """
      What is over stays theirs: closed deals, visits that were made, who wrote what. A run \
      that was cut off is simply repeated, and karvan undo takes it back.
      """
    case .helpFrom: "The user who leaves: login or name."
    case .helpTo: "The user who takes over."
    case .helpTerritories: "The successor gets the territories, too."
    case .helpDeactivate:
      "Deactivate the one who leaves; the device is shut out at the office: karvan-server device."
    case .reassignQuestion: "Hand {0} records of {1} over to {2}?"
    case .reassigned: "Handed {0} records of {1} over to {2}."
    case .wouldReassign: "{0} records of {1} would go to {2}; nothing was changed."
    case .labelAnswersFor: "Answers for"
    case .labelTakesPart: "Takes part"
    case .aboutFollowups:
      "List what is to be done next on leads, opportunities and accounts: overdue and due today."
    case .helpAhead: "Also what is due within so many days."
    case .labelDue: "Due"
    case .labelOverdue: "Overdue"
    case .labelNextStep: "Next step"
    case .inverseParent: "Subsidiary of"
    case .inverseInfluencer: "Influenced by"
    case .inverseSupplier: "Supplied by"
    case .inverseReferrer: "Referred by"
    }
  }
}
