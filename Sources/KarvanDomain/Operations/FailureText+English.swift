// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension FailureText {
  static func english(_ said: Said) -> String {
    switch said.failure.code {
    case .required: "a value is needed. Give one."
    case .tooLong:
      "the text has \(said[1]) bytes, the limit is \(said[0]). Shorten it."
    case .outOfRange: "the value must lie between \(said[0]) and \(said[1])."
    case .notAChoice:
      "“\(said[0])” is not one of the choices. Choose one of: \(said.list(from: 1))."
    case .wrongKind: "this kind of value or change does not fit the field."
    case .malformed: malformed(said)
    case .missingRecord:
      "the record \(said[0]) is not here. It may be outside of your scopes; sync, or choose another."
    case .wrongEntity: "the record \(said[0]) is of another kind (\(said[1])). Choose another."
    case .deletedRecord: "the record \(said[1]) was deleted. Undelete it, or choose another."
    case .alreadySet: "this is set once and already has a value. It cannot be changed."
    case .moveNotAllowed: move(said)
    case .frozen:
      "the document is \(said.value(said[0])) and can no longer be changed. Cancel it, or write a new one."
    case .appendOnly: "such records are never changed. Write a correcting one."
    case .notDeletable: "this record cannot be deleted. Cancel it instead where that is possible."
    case .invariant: law(said)
    case .notGranted:
      """
      your role lacks the right \(said[0]). Ask an administrator for it, or let somebody who has \
      it do this.
      """
    case .notCreator: "only the person who wrote this, or the office, may change it."
    case .outOfScope:
      "the record is outside of your scopes. Ask an administrator to assign it to you."
    case .notOffice: "this needs office authority, which your role does not have."
    case .inactive: inactive(said)
    case .notEnrolled: "this device is not enrolled. Enrol it first."
    case .unknownEntity: "this version does not know the kind of record \(said[0]). Upgrade."
    case .unknownField: "there is no such field. Fields are: \(said.list(from: 0))."
    case .unknownGroup: "this version does not know the field group \(said[0]). Upgrade."
    case .dependsOnRejected:
      "this builds on a change that was rejected. Settle that one first, then resend this."
    case .discarded: "the office discarded it: it came from a device that was reported lost."
    case .withdrawn: "it was rejected before, and stays so."
    case .quarantineFull:
      "the server can't judge it yet and keeps no more than \(said[0]) such changes of one device."
        + " It is kept here: send it again when the server was upgraded."
    case .undecodable: "the data cannot be read. Send it again, or report it."
    case .other:
      "the server refused it for a reason that this version has no words for: \(said[0])."
    case .tooLarge: "this is more than the limit of \(said[0]) allows. Split it."
    }
  }

  private static func malformed(_ said: Said) -> String {
    if DomainError.Code(rawValue: said[0]) != nil { return said[1] }
    switch said[0] {
    case "integer": return "“\(said[1])” is not a whole number."
    case "truth": return "“\(said[1])” is neither yes nor no."
    case "reference": return "“\(said[1])” is not the identifier of a record."
    case "assignment": return "“\(said[1])” is not of the form field=value."
    default: return "the value is not in the right form. Correct it."
    }
  }

  private static func move(_ said: Said) -> String {
    let ways = said.list(from: 2)
    let start =
      "it cannot go from \(said.value(said[0])) to \(said.value(said[1]))."
    return ways.isEmpty ? start + " This state is final." : start + " It can go to: \(ways)."
  }

  private static func law(_ said: Said) -> String {
    if let law = DomainLaw(rawValue: said[0]) {
      if law.namesChoices {
        let choices = said.failure.arguments.dropFirst().joined(separator: ", ")
        return law.english + (choices.isEmpty ? " It keeps its own." : " Possible: \(choices).")
      }
      if law.namesSubject {
        return "\(law.english) \(said.failure.arguments.dropFirst().joined(separator: ", "))."
      }
      if law.namesMissing {
        return "\(law.english) \(said.names(from: 1))."
      }
      if law.namesSubject { return "\(law.english) \(said[1])." }
      let users = law.namesUsers ? said.list(from: 1) : ""
      return users.isEmpty ? law.english : law.english + " It is in use by: \(users)."
    }
    if DomainError.Code(rawValue: said[0]) != nil { return said[1] }
    return "a rule of the domain forbids this (\(said[0]))."
  }

  private static func inactive(_ said: Said) -> String {
    said[0].isEmpty
      ? "this user is not active. Ask an administrator."
      : "\(said[0]) is not active. Choose another."
  }
}

extension DomainLaw {
  /// The law in English, with what to do.
  var english: String {
    switch self {
    case .normalizedValue: "the normalised value does not follow from the value. Enter it again."
    case .correctsSame: "a correction is of the same customer as what it corrects."
    case .callTimes: "a call is answered after it begins, and ends after that."
    case .workRule:
      "a rule watches a kind of record that tasks can be about, a field of it and a value."
    case .reminderForm: "a reminder is written as 30m, 2h, 1d or 1w: how long before it is due."
    case .recurrenceNeedsDue:
      "what comes back needs a day from which it is counted: give it a due time."
    case .contactOfAccount: "the contact belongs to another account. Choose one of this account."
    case .partOfRecord: "it belongs to another record. Choose one that belongs to this record."
    case .namesRecord: "the set holds identifiers of records only. Give an identifier."
    case .quantityPositive: "the quantity must be more than zero. Remove the line instead."
    case .amountNotNegative: "the amount must not be negative."
    case .oneDiscount: "give the discount either as a percentage or as an amount, not both."
    case .differentIdentity:
      "the two have different numbers here, so they are not the same. Correct a wrong one first."
    case .redirectOrder: "the record that stands for others is the oldest of them."
    case .priceCurrency: "a price needs a currency. Give one."
    case .amountSeen:
      """
      somebody changed the document elsewhere: its amount is not the one that you saw. Look at it and \
      issue it again.
      """
    case .orderHasLines: "the document has no lines. Add one first."
    case .orderIsDraft: "the document is no longer a draft. Write a new one for more lines."
    case .quoteExpired: "the quote was valid only until before that day. Revise it, and send that."
    case .documentIssued: "the invoice is still a draft. Issue it first."
    case .creditNoteOf:
      "a credit note corrects one issued invoice of its currency. Write it with: karvan invoice credit"
    case .voidBeforeTax:
      "the tax office has this invoice. Write a credit note: karvan invoice credit"
    case .voidBeforeCredit:
      "a credit note corrects this invoice. Make that void first, or delete it while it is a draft."
    case .nothingLeft: "nothing is left of it."
    case .moreThanLeft: "this is more than is left:"
    case .orderGoesOut:
      "the order needs an approval before goods or invoices go out. Let the office approve it."
    case .cancelBeforeDelivery:
      "goods of the order were delivered. Take them back first: karvan order return"
    case .cancelBeforeInvoice:
      "the order is on an invoice. Delete its draft, make it void or credit it first."
    case .deliveryDirection: "a delivery hands goods over, a return takes them back."
    case .reversedBefore: "it was reversed before, or is a reversal itself."
    case .amountPositive: "the amount must be more than zero."
    case .allocationFits:
      """
      a payment settles invoices of its account and currency, what is paid back credit notes; each is \
      reversed once.
      """
    case .chequeFields: "only a cheque has this. Leave it empty, or say that it is a cheque."
    case .chequeState: "only a cheque is deposited, cleared, bounced or returned."
    case .chequeKnown: "this cheque was taken before; its Sayad ID finds it."
    case .quoteOfLost: "its opportunity was lost. Take that up first: karvan opportunity reopen"
    case .termsWhileHeld: "the customer's credit is on hold. Lift that first."
    case .chequeByMove: "its moves are kept, so move it with: karvan payment cheque"
    case .handsInOwn: "it was taken by somebody else, who hands it in: karvan payment hand-in"
    case .voidSameDay:
      "a payment is made void only by who wrote it, within a day of writing it. Pay it back instead."
    case .voidOnItsWay:
      "it was handed in, or its cheque was moved, so it is no mistake any more. Pay it back instead."
    case .numberSeries:
      "a series numbers one kind of document, for one tax memory. Use another series."
    case .startingState: "a new record cannot start in this state. Start it and move it on."
    case .checkOutAfterCheckIn: "the check-out must come after a check-in. Check in first."
    case .visitingRep: "only the visiting rep checks in and out."
    case .oneVisitInProgress: "a visit is in progress already. End it first."
    case .noVisitInProgress: "no visit is in progress. Start one first."
    case .accountHasDocuments:
      "the account has documents that are not drafts, and cannot be deleted."
    case .decisionStands: "what was decided is decided anew, not taken back."
    case .nothingToResolve: "there is nothing to settle here, or the version is gone."
    case .wholePosition: "a position needs both latitude and longitude."
    case .attachmentWhole: "an attachment belongs to exactly one record that takes attachments."
    case .attachmentContent:
      "an attachment is made of a file. Write it with: karvan attach RECORD FILE"
    case .loginForm: "a login has only lower-case a-z, digits, dots, hyphens and underscores."
    case .roleInUse:
      "active users have this role. Give them another role first, or deactivate them."
    case .territoryInUse:
      "accounts, users or territories are in this territory. Move them to another one first."
    case .lastAdministrator:
      """
      this is the last active user with every right (*), and nobody could run the workspace any \
      more. Give another active user a role with * first.
      """
    case .officeOnly: "only the office itself writes this."
    case .territoryCycle: "a territory cannot be inside itself. Choose another parent."
    case .escrowResource:
      "stock needs a product, credit an account, a budget a name. Give what is missing."
    case .escrowHolder: "this allocation belongs to another device. Give it back there."
    case .escrowPool:
      "the pool does not have so much. Fill it, or grant less; see: karvan-server allocation list"
    case .escrowEntry: "this line does not fit the ledger of the allocation."
    case .escrowOpen: "the allocation was asked back. Grant a new one."
    case .escrowAtOffice: "this is decided at the office, with: karvan-server allocation"
    case .numberBlock:
      "these numbers are in other hands, or were used. See: karvan-server numbers list"
    case .numberHolder: "this lease belongs to another device. Give it back there."
    case .numberForm: "the number does not belong to its lease. Take one with: karvan order number"
    case .escrowStillHeld:
      "its holder may still sell with it, and gives the rest back at its next sync."
    case .ruleEntity: "there is no such kind of record."
    case .ruleGroup: "there is no such field group."
    case .ruleChoice: "this field group cannot have that rule."
    case .ruleOnce: "the field group has a rule override already. Change that one."
    case .fieldAtOffice: "fields are declared at the office, with: karvan-server field"
    case .fieldEntity: "this kind of record takes no fields of your own."
    case .fieldKey:
      "a key is lower-case a-z, digits and single underscores, begins with a letter, and has at "
        + "most \(DeclaredField.keyBytes) characters."
    case .fieldLabel:
      "a label is one line of at most \(DeclaredField.labelBytes) bytes, with nothing before or "
        + "after it, without = < > ! ~ , ; and with no + or - at an end."
    case .fieldRule: "a field of this type cannot have that rule."
    case .fieldChoices:
      "a choice needs 1 to \(DeclaredField.choiceLimit) choices, and no other type has any."
    case .fieldChoice:
      "a choice needs a code (a-z, 0-9, _ and -), and labels that no other choice has:"
    case .fieldChoiceKept: "a choice that was there stays, as records may have it:"
    case .fieldSearch: "only texts, whole numbers and sets of texts can be searched."
    case .fieldLimit:
      "this kind of record has as many fields of your own as it can have, retired ones included:"
    case .fieldNumber: "another field has this number. Declare it with: karvan-server field add"
    case .fieldName: "this would name another field, too:"
    case .fieldTarget:
      "a field that refers to another record says to what kind, and no other field does."
    case .invoiceOfCalledOff:
      "its order was called off, so nobody owes it. Delete the draft, or write a new order."
    case .stateByCommand:
      "this is no value to enter: a command checks it and does what goes with it:"
    case .fieldRetired: "this field was retired and takes no new values."
    case .vanKeeper: "a van needs a keeper: the rep who sells from it."
    case .vanEmpty: "goods are on the van. Unload it before another rep takes it."
    case .vanOfRep:
      "these goods are on another rep's van. Only its keeper, or the office, moves them."
    case .stockEnds:
      "this kind of move does not go between such places. Say from where to where it goes."
    case .stockTakenBack: "a move is taken back once, and with the same goods and places."
    case .countDifferences:
      "these differ from the ledger and need a reason each (karvan van count ITEM --reason WHY):"
    case .periodOrder: "the period ends before it begins. Correct one of its days."
    case .cycleWeek: "the week must be one of the cycle: from 1 to the number of its weeks."
    case .oneWorkday: "a workday goes on already. End it first: karvan workday end"
    case .noWorkday: "no workday goes on. Begin one first: karvan workday start"
    case .odometerOrder: "the odometer shows less than at the start. Read it again."
    case .trailAgreed:
      "positions on the way are kept only where the rep agreed: karvan workday start --trail"
    case .substituteIsAnother: "nobody stands in for themselves. Choose somebody else."
    case .answerKind: "the answer is not of the kind that the question asks for."
    case .formAnswers: "an answer is missing, or does not fit:"
    case .leadNamed: "a lead needs a name or an organisation. Give one."
    case .leadConverts:
      "a lead is converted together with what it becomes: karvan lead convert LEAD"
    case .pipelineStages:
      "a pipeline has three to seven active stages, unless its free_stages is yes."
    case .pipelineMissing:
      "there is no active pipeline with stages. The office makes one: karvan pipeline new"
    case .stageOfPipeline: "the stage belongs to another pipeline. Choose one of this pipeline."
    case .stageByMove:
      "its history is kept, so move it with: karvan opportunity move, win, lose, abandon or reopen"
    case .stageRequires: "before it leaves this stage, there has to be:"
    case .amountOfLines: "its amount is the sum of its lines. Change those."
    case .lineNamed: "a line needs a product, or a description."
    case .targetSubject: "a target is of one rep or of one territory. Give one of the two."
    case .targetGoal:
      "give an amount for what is measured in money, and a number for what is counted."
    case .twoAccounts: "a relation is between two different accounts."
    case .twoUsers: "both are the same user. Name another one."
    case .contractEndless: "the contract has no end, so there is nothing to renew."
    case .numberPositive: "the number must be more than zero."
    case .saleTarget:
      "name exactly what it applies to: a product, a brand or a category, and nothing else."
    case .priceTerms:
      """
      this does not go with the method: a fixed price needs a price, percent off a percentage, a \
      markup its percentage; rounding and margins are for formulas.
      """
    case .rateTerms: "a rate is more than zero, and between two different currencies."
    case .promotionTerms:
      """
      it gives nothing, or more than one thing. Give what its kind needs, and take the rest away.
      """
    case .lineUnits:
      "the quantity does not follow from the packs. Change it with: karvan order quantity"
    case .unitOfProduct: "the product is not sold in this pack."
    case .promotionsChanged:
      "the promotions do not fit the lines any more. Apply them anew: karvan order promote"
    }
  }
}
