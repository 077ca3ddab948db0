// SPDX-License-Identifier: Apache-2.0

/// The laws of the domain that are more than types and limits, by stable name.
///
/// A failure with the code `invariant` carries the name as its first argument.
public enum DomainLaw: String, CaseIterable, Sendable {
  /// The normalised value of a contact point follows from its value.
  case normalizedValue = "normalized-value"
  /// A contact belongs to the same account as what refers to it.
  case contactOfAccount = "contact-of-account"
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
  /// An order that is submitted has a line.
  case orderHasLines = "order-has-lines"
  /// A line is added to an order before it is submitted.
  case orderIsDraft = "order-is-draft"
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
  /// A period does not end before it begins.
  case periodOrder = "period-order"
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

  /// Whether the further arguments of its failure are the titles of what stands in the way.
  var namesUsers: Bool { self == .roleInUse || self == .territoryInUse }
  /// Whether the further arguments of its failure are what is missing.
  var namesMissing: Bool { self == .stageRequires }
  /// Whether the further arguments of its failure are what is possible instead.
  var namesChoices: Bool {
    switch self {
    case .ruleEntity, .ruleGroup, .ruleChoice, .fieldEntity, .fieldRule, .fieldTarget: true
    default: false
    }
  }
  /// Whether the further argument of its failure is what it is about.
  var namesSubject: Bool {
    switch self {
    case .fieldChoice, .fieldChoiceKept, .fieldLimit, .fieldName: true
    default: false
    }
  }
}
