// SPDX-License-Identifier: Apache-2.0

/// The laws of the domain that are more than types and limits, by stable name.
///
/// A failure with the code `invariant` carries the name as its first argument.
public enum DomainLaw: String, CaseIterable, Sendable {
  /// The normalised value of a contact point follows from its value.
  case normalizedValue = "normalized-value"
  /// A contact belongs to the same account as what refers to it.
  case contactOfAccount = "contact-of-account"
  /// A correction is of the same customer as what it corrects.
  case correctsSame = "corrects-same"
  /// A call is answered after it begins and ends after that.
  case callTimes = "call-times"
  /// A work rule names what it watches so that a record can fulfil it.
  case workRule = "work-rule"
  /// A reminder is a number of minutes, hours, days or weeks.
  case reminderForm = "reminder-form"
  /// What comes back has a day from which it is counted.
  case recurrenceNeedsDue = "recurrence-needs-due"
  /// The main phone of an account is one of its own contact points.
  case partOfRecord = "part-of-record"
  /// A participant, or an assigned territory, is named by the identifier of a record.
  case namesRecord = "names-record"
  /// A quantity is more than zero.
  case quantityPositive = "quantity-positive"
  /// An amount is not negative.
  case amountNotNegative = "amount-not-negative"
  /// A discount is a percentage or an amount, not both.
  case oneDiscount = "one-discount"
  /// A price has a currency.
  case priceCurrency = "price-currency"
  /// A document that leaves the draft has a line.
  case orderHasLines = "order-has-lines"
  /// What leaves the draft has the amount that its author saw.
  case amountSeen = "amount-seen"
  /// A line is added to a document while it is a draft.
  case orderIsDraft = "order-is-draft"
  /// A quote is accepted while it is valid.
  case quoteExpired = "quote-expired"
  /// What is settled, paid or submitted to the tax office was issued.
  case documentIssued = "document-issued"
  /// A credit note names the invoice that it corrects, of its currency; an invoice names none.
  case creditNoteOf = "credit-note-of"
  /// What the tax office knows of is not made void.
  case voidBeforeTax = "void-before-tax"
  /// What a credit note corrects is not made void.
  case voidBeforeCredit = "void-before-credit"
  /// Something is left to deliver, to invoice or to credit.
  case nothingLeft = "nothing-left"
  /// No more is delivered, returned, invoiced, credited or allocated than is left; the further
  /// argument is what is left.
  case moreThanLeft = "more-than-left"
  /// An order is delivered and invoiced when it is approved, or needs no approval.
  case orderGoesOut = "order-goes-out"
  /// What was called off is not owed.
  case invoiceOfCalledOff = "invoice-of-called-off"
  /// An order is cancelled before anything of it was delivered.
  case cancelBeforeDelivery = "cancel-before-delivery"
  /// An order is called off before anything of it was invoiced.
  case cancelBeforeInvoice = "cancel-before-invoice"
  /// A delivery hands over, a return takes back.
  case deliveryDirection = "delivery-direction"
  /// A reversal is of what counts.
  case reversedBefore = "reversed-before"
  /// An amount is more than zero.
  case amountPositive = "amount-positive"
  /// Money in settles invoices, money out credit notes, of one account, in one currency and once.
  case allocationFits = "allocation-fits"
  /// Only a cheque has what only cheques have.
  case chequeFields = "cheque-fields"
  /// Only a cheque is deposited, cleared, bounced or returned.
  case chequeState = "cheque-state"
  /// A cheque is taken once.
  case chequeKnown = "cheque-known"
  /// An opportunity that was lost has no quotes to accept.
  case quoteOfLost = "quote-of-lost"
  /// Who is held gets no easier terms.
  case termsWhileHeld = "terms-while-held"
  /// Cheques are moved by the command that writes their moves.
  case chequeByMove = "cheque-by-move"
  /// Money is handed in by who took it.
  case handsInOwn = "hands-in-own"
  /// A payment is made void by who wrote it, within a day of writing it.
  case voidSameDay = "void-same-day"
  /// A payment that was handed in, or a cheque that was moved, is not made void.
  case voidOnItsWay = "void-on-its-way"
  /// A series of numbers is of one kind of document and one tax memory.
  case numberSeries = "number-series"
  /// A state is changed by the command that the further argument names.
  case stateByCommand = "state-by-command"
  /// A record starts in a state of its machine's beginning.
  case startingState = "starting-state"
  /// Who leaves comes after they came.
  case checkOutAfterCheckIn = "check-out-after-check-in"
  /// Only the visiting rep checks in and out.
  case visitingRep = "visiting-rep"
  /// A rep has one visit in progress at a time.
  case oneVisitInProgress = "one-visit-in-progress"
  /// No visit is in progress.
  case noVisitInProgress = "no-visit-in-progress"
  /// An account with documents past draft is not deleted.
  case accountHasDocuments = "account-has-documents"
  /// The group has no open conflict, or the version is gone.
  case nothingToResolve = "nothing-to-resolve"
  /// What a person has decided is not taken back, but decided anew.
  case decisionStands = "decision-stands"
  /// Two records with different identity numbers are not one.
  case differentIdentity = "different-identity"
  /// A record redirects to an older one.
  case redirectOrder = "redirect-order"
  /// A position has both its latitude and its longitude.
  case wholePosition = "whole-position"
  /// A login is lower-case letters, digits, dots and hyphens.
  case loginForm = "login-form"
  /// A territory is not inside itself.
  case territoryCycle = "territory-cycle"
  /// A role that an active user has is not deleted.
  case roleInUse = "role-in-use"
  /// A territory that living accounts or users name is not deleted.
  case territoryInUse = "territory-in-use"
  /// Somebody active has every right.
  case lastAdministrator = "last-administrator"
  /// An allocation is of a product, an account or a named budget.
  case escrowResource = "escrow-resource"
  /// An allocation is held by a replica, and given back by that replica.
  case escrowHolder = "escrow-holder"
  /// No more is granted than the pool has.
  case escrowPool = "escrow-pool"
  /// A line of a ledger has what its kind needs.
  case escrowEntry = "escrow-entry"
  /// What is asked back is not topped up.
  case escrowOpen = "escrow-open"
  /// What needs all of a pool, or the standing of a replica, is decided at the office.
  case escrowAtOffice = "escrow-at-office"
  /// A block has numbers that nobody else has in hand.
  case numberBlock = "number-block"
  /// A number is given, and a lease given back, by the replica that holds it.
  case numberHolder = "number-holder"
  /// A legal number is the name of its series and its place in it.
  case numberForm = "number-form"
  /// Nothing is taken from a holder that may still sell with it.
  case escrowStillHeld = "escrow-still-held"
  /// A rule override names an entity; the further arguments are the entities.
  case ruleEntity = "rule-entity"
  /// A rule override names a field group of its entity; the further arguments are the groups.
  case ruleGroup = "rule-group"
  /// A rule override names a rule that its group can have; the further arguments are those rules.
  case ruleChoice = "rule-choice"
  /// A field group has one rule override.
  case ruleOnce = "rule-once"
  /// Only the office itself writes it.
  case officeOnly = "office-only"
  /// An attachment belongs to exactly one record.
  case attachmentWhole = "attachment-whole"
  /// An attachment names its content by its address.
  case attachmentContent = "attachment-content"
  /// A field is declared, and its declaration changed, by the office's own replica.
  case fieldAtOffice = "field-at-office"
  /// A field is declared for one of the entities that the further arguments name.
  case fieldEntity = "field-entity"
  /// The key of a field is lower-case letters, digits and single underscores.
  case fieldKey = "field-key"
  /// The label of a field is one line of text that commands can read.
  case fieldLabel = "field-label"
  /// A field has one of the rules that suit its type; the further arguments are those.
  case fieldRule = "field-rule"
  /// A field of type choice has choices, and no other has.
  case fieldChoices = "field-choices"
  /// A choice, the further argument, has a code and labels of its own.
  case fieldChoice = "field-choice"
  /// A choice, the further argument, that was declared once stays.
  case fieldChoiceKept = "field-choice-kept"
  /// A field that is searched holds text or whole numbers.
  case fieldSearch = "field-search"
  /// An entity has at most so many declared fields as the further argument says.
  case fieldLimit = "field-limit"
  /// The number of a field is its own.
  case fieldNumber = "field-number"
  /// Key and labels of a field name no other; the further argument is the name that is taken.
  case fieldName = "field-name"
  /// A field that refers to records, and no other, says to what; the further arguments are what it
  /// can be.
  case fieldTarget = "field-target"
  /// A field that was retired takes no new values.
  case fieldRetired = "field-retired"
  /// A van has a keeper.
  case vanKeeper = "van-keeper"
  /// A van changes hands empty.
  case vanEmpty = "van-empty"
  /// A rep moves goods of their own van.
  case vanOfRep = "van-of-rep"
  /// A move has the ends that its kind needs.
  case stockEnds = "stock-ends"
  /// A move is taken back once, and as it was.
  case stockTakenBack = "stock-taken-back"
  /// A difference from the ledger has a reason; the further arguments are the differences.
  case countDifferences = "count-differences"
  /// A period does not end before it begins.
  case periodOrder = "period-order"
  /// The week of a stop is one of its cycle.
  case cycleWeek = "cycle-week"
  /// A rep has one workday at a time.
  case oneWorkday = "one-workday"
  /// No workday goes on.
  case noWorkday = "no-workday"
  /// An odometer does not run backwards.
  case odometerOrder = "odometer-order"
  /// Positions on the way are kept only where that was agreed.
  case trailAgreed = "trail-agreed"
  /// Somebody else stands in for who is away.
  case substituteIsAnother = "substitute-is-another"
  /// An answer is of the kind that its question asks for.
  case answerKind = "answer-kind"
  /// Questions have the answers that they need; the further arguments are those questions.
  case formAnswers = "form-answers"
  /// A lead names a person, an organisation, or both.
  case leadNamed = "lead-named"
  /// A converted lead says what it became.
  case leadConverts = "lead-converts"
  /// A pipeline has three to seven stages.
  case pipelineStages = "pipeline-stages"
  /// There is a pipeline for opportunities to go through.
  case pipelineMissing = "pipeline-missing"
  /// A stage is one of the pipeline that is named with it.
  case stageOfPipeline = "stage-of-pipeline"
  /// Opportunities are moved by the commands that write their history.
  case stageByMove = "stage-by-move"
  /// What a stage requires is there before it is left; the further arguments are what is missing.
  case stageRequires = "stage-requires"
  /// What a worth is computed from is changed, not the worth.
  case amountOfLines = "amount-of-lines"
  /// A line names a product, or says what it is.
  case lineNamed = "line-named"
  /// A target is of one rep or of one territory.
  case targetSubject = "target-subject"
  /// A target is an amount or a number, as its metric is.
  case targetGoal = "target-goal"
  /// A relation is between two accounts.
  case twoAccounts = "two-accounts"
  /// A book goes from one user to another.
  case twoUsers = "two-users"
  /// A contract that is continued has an end.
  case contractEndless = "contract-endless"
  /// A number is more than zero.
  case numberPositive = "number-positive"
  /// What something applies to is named, and nothing else.
  case saleTarget = "sale-target"
  /// A price rule has what its method needs.
  case priceTerms = "price-terms"
  /// An exchange rate is between two currencies.
  case rateTerms = "rate-terms"
  /// A promotion has what its kind needs.
  case promotionTerms = "promotion-terms"
  /// The quantity of a line follows from the packs that were entered.
  case lineUnits = "line-units"
  /// A product is sold in its own unit and its packs; the further arguments are those.
  case unitOfProduct = "unit-of-product"
  /// The promotions of a document are those that its lines get.
  case promotionsChanged = "promotions-changed"

  /// Whether the further arguments of its failure are the titles of what stands in the way.
  var namesUsers: Bool { self == .roleInUse || self == .territoryInUse }
  /// Whether the further arguments of its failure are what is missing.
  var namesMissing: Bool { self == .stageRequires }
  /// Whether the further arguments of its failure are what is possible instead.
  var namesChoices: Bool {
    switch self {
    case .ruleEntity, .ruleGroup, .ruleChoice, .fieldEntity, .fieldRule, .fieldTarget,
      .unitOfProduct:
      true
    default: false
    }
  }
  /// Whether the further argument of its failure is what it is about.
  var namesSubject: Bool {
    switch self {
    case .fieldChoice, .fieldChoiceKept, .fieldLimit, .fieldName, .countDifferences, .formAnswers,
      .moreThanLeft, .stateByCommand:
      true
    default: false
    }
  }
}
