// SPDX-License-Identifier: Apache-2.0

extension RoadMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutVan: "What lies on your van: load, sell, unload, count, reconcile."
    case .aboutLoad: "Load goods from the warehouse onto your van."
    case .aboutUnload: "Bring goods from your van back to the warehouse."
    case .aboutSell: "Hand over the goods of an order from your van."
    case .aboutReturn: "Take goods back from a customer onto your van."
    case .aboutVanShow: "What lies on your van, and how it came to that today."
    case .aboutCount: "Write down what you counted on your van."
    case .aboutReconcile: "Square the van with what was counted; every difference has a name."
    case .aboutReverse: "Take back a sheet of moves, or a single move."
    case .aboutStock: "What lies in a place."
    case .vanForms:
      """
      ITEM is a product and a quantity in one word: TEA-100x12, TEA-100×۱۲, or TEA-100 for one. \
      Your van is the one whose keeper you are; --place names another. More may go than the books \
      say is there: the office is then told that the stock is below zero.
      """
    case .countForms:
      """
      Counts go into the open count of the van; what is counted again replaces what was counted \
      before. TEA-100x0 says that none is left. Without items the open count is shown.
      """
    case .reconcileForms:
      """
      What was not counted counts as not there. Where counted and expected differ, give the reason \
      with: karvan van count ITEM --reason WHY. The count is then closed and the books say what \
      was counted; the office sees each difference.
      """
    case .aboutPlan: "Make visits of what your journey plan says for a day."
    case .planForms:
      """
      Safe to repeat, also on another device: a stop becomes one visit a day. Plans and stops are \
      made with: karvan journey-plan add, karvan journey-stop add.
      """
    case .aboutNext: "Whom to visit next: how far it is, whom to call, what to do there."
    case .nextForms:
      """
      With --at it says how far it is. The link opens in navigation programs. --nearest chooses \
      the nearest of today's visits, and not the next in order.
      """
    case .aboutRoute: "A short way through today's visits that are still to be made."
    case .routeForms:
      """
      Distances are as the crow flies. The way begins where you are (--at), else where your \
      journey plan begins. Customers whose position is not known come last. --apply numbers the \
      visits in this order.
      """
    case .aboutVisitPlan: "Plan a visit by hand."
    case .aboutVisitMiss: "Say that a planned visit was not made."
    case .aboutVisitSkip: "Call off a planned visit."
    case .aboutVisitMissed: "Visits that were planned and not made."
    case .aboutVisitPhoto: "Attach a photo to the visit that is in progress."
    case .aboutVisitSign: "Attach a signature to the visit that is in progress."
    case .aboutWorkdayStart: "Begin your day: odometer, and today's visits from your plan."
    case .aboutWorkdayEnd: "End your day: odometer; visits that were not made are then missed."
    case .aboutWorkdayMark: "Keep where you are, on a day for which you agreed to that."
    case .aboutMileage: "How far you drove, day by day."
    case .workdayForms:
      "Positions on the way are not kept unless you say --trail when the day begins."
    case .aboutFormFill: "Answer a form at a customer."
    case .fillForms:
      """
      QUESTION=ANSWER: the question by its position or by how it begins. Several choices are \
      separated by commas. The customer is that of the visit in progress, or --account. See the \
      questions with: karvan form show FORM
      """
    case .aboutAbsenceBegin: "Begin an absence: its substitute holds the customers from now on."
    case .aboutAbsenceEnd: "End an absence: its substitute gives the customers back."
    case .absenceForms:
      """
      The substitute's device gets the customers with its next sync, and has the visits that were \
      planned for those days. Ask for one with: karvan absence add starts_on=… ends_on=… \
      substitute=…
      """
    case .aboutOrderQuick: "Write an order with all of its lines in one go."
    case .quickForms:
      """
      ITEM is a product and a quantity in one word: TEA-100x12, TEA-100×۱۲, 12xTEA-100, or \
      TEA-100 for one. Either all lines are written, or none.
      """
    case .aboutOrderRepeat: "Write an order like the customer's last one, at today's prices."
    case .aboutOrderMissing: "What this customer should be offered and the order leaves out."
    case .helpItems: "Products with their quantities."
    case .helpPlace: "The van or other place; yours without it."
    case .helpFromPlace: "The place that the goods come from; the only warehouse without it."
    case .helpToPlace: "The place that the goods go to; the only warehouse without it."
    case .helpAll: "Everything that lies there."
    case .helpSheet: "The number of a sheet, or a move."
    case .helpCountReason: "Why it differs from the books."
    case .helpDate: "The day, also by name (tomorrow, monday, +3); today without it."
    case .helpDays: "For so many days from that day on, up to 31."
    case .helpApply: "Number the visits in this order."
    case .helpRep: "Whose; yours without it."
    case .helpWhen: "The day, and the time where it matters: “2025-03-20 14:30”."
    case .helpPurposes: "What it is for, separated by commas."
    case .helpSkipReason: "Why, in words."
    case .helpOdometer: "The odometer, in kilometres."
    case .helpVehicle: "The car."
    case .helpTrail: "You agree that positions on the way are kept today."
    case .helpNoPlan: "Plan no visits."
    case .helpKeepPlanned: "Leave visits that were not made as planned."
    case .helpFrom: "The first day; four weeks ago without it."
    case .helpUntil: "The last day; today without it."
    case .helpForm: "The form: name, code or identifier."
    case .helpAnswers: "Questions with their answers."
    case .helpFormAccount: "The customer; that of the visit in progress without it."
    case .helpAbsence: "The absence: its identifier."
    case .helpSubmit: "Submit it at once."
    case .helpLikeOrder: "Like this order, and not the last one."
    case .helpNearest: "The nearest, and not the next in order; needs --at or a check-in."
    case .helpVisitFile: "The file."
    case .returnForms:
      """
      What is damaged, expired or of bad quality is written off where it came back; anything else \
      can be sold again. With --exchange the customer gets as much of the same goods at once. With \
      --order it is noted with what was handed over of the order.
      """
    case .helpNoPromotions: "Without what promotions give."
    case .helpExchange: "Hand the same goods over anew."
    case .helpLot: "The lot of the goods."
    case .product: "Product"
    case .unit: "Unit"
    case .opening: "In the morning"
    case .loaded: "Loaded"
    case .sold: "Sold"
    case .returned: "Returned"
    case .unloaded: "Unloaded"
    case .other: "Other"
    case .onHand: "On hand"
    case .expected: "Expected"
    case .counted: "Counted"
    case .difference: "Difference"
    case .why: "Reason"
    case .dueStops: "In your plan, no visit yet"
    case .missedVisits: "Missed lately"
    case .onTheRoad: "On the road since"
    case .distance: "Distance"
    case .leg: "From the one before"
    case .phone: "Phone"
    case .address: "Address"
    case .navigation: "Navigation"
    case .lastOrder: "Last order"
    case .lastVisit: "Last visit"
    case .mustSell: "Offer"
    case .atLeast: "At least"
    case .ordered: "Ordered"
    case .missing: "Missing"
    case .formsToAnswer: "Forms to answer"
    case .sequence: "No."
    case .planned: "Planned for"
    case .account: "Account"
    case .priority: "Priority"
    case .note: "Note"
    case .kilometres: "Kilometres"
    case .purposes: "Purposes"
    case .visit: "Visit"
    case .days: "Days"
    case .moved: "{0} {0:item|items} moved, sheet {1}."
    case .counting: "{0} {0:item|items} counted in {1}; close it with: karvan van reconcile"
    case .reconciled: "{0} is closed; {1} {1:difference was|differences were} booked by name."
    case .reconciledEven: "{0} is closed; it agrees with the books."
    case .nothingToCount: "Nothing was counted here yet. Count with: karvan van count ITEM…"
    case .noVan:
      """
      You keep no van, or several. Name one with --place; the office makes one with: karvan \
      stock-location add name=… kind=van keeper=…
      """
    case .noWarehouse:
      """
      There is no warehouse in use, or several. Name one with --from or --to; the office makes \
      one with: karvan stock-location add name=… kind=warehouse
      """
    case .nothingOnVan: "Nothing lies there."
    case .alreadySold: "Everything of {0} was handed over already."
    case .plannedDay: "{0} {0:visit|visits} planned for {1}."
    case .nothingDue: "Nothing to plan for {0}."
    case .stopUnknown: "{0} stops of the plan are at customers whom you do not hold; left out."
    case .nothingNext: "No visit is left for today."
    case .openVisit: "You are at {0} since {1}; end the visit with: karvan visit end"
    case .dayDone: "{0} of {1} {1:stop|stops} of today's plan made."
    case .lateVisits: "{0} {0:visit is|visits are} late."
    case .unplannedStops:
      "{0} {0:stop|stops} of your plan {0:has|have} no visit yet: karvan plan"
    case .routeTotal: "In all {0} as the crow flies."
    case .routeSaved: "{0} less than in the present order; keep it with --apply."
    case .routeUnknown:
      "Of {0} the position is not known: karvan address set … latitude=… longitude=…"
    case .routeApplied: "{0} {0:visit|visits} numbered in this order."
    case .visitPlanned: "A visit of {0} is planned for {1}."
    case .visitMissed: "The visit of {0} is marked as missed."
    case .visitSkipped: "The visit of {0} is called off."
    case .offSite:
      "{0} from where {1} should be; say why with: karvan visit set {2} deviation_reason=…"
    case .workdayStarted: "The day began at {0}; {1} {1:visit|visits} planned."
    case .workdayEnded: "The day ended at {0}; {1} {1:visit was|visits were} missed."
    case .workdayMarked: "Kept."
    case .mileageOfDay: "{0} km today."
    case .filled: "{0}: {1} {1:answer|answers} kept for {2}."
    case .formsMissing: "Not answered at this visit: {0}. Answer with: karvan form fill"
    case .absenceBegan: "The absence of {0} began; {1} planned {1:visit goes|visits go} to {2}."
    case .absenceEnded: "The absence of {0} ended."
    case .noLastOrder: "{0} has no order yet that could be repeated."
    case .repeated: "Like {0}: {1} {1:line|lines}."
    case .goneProducts: "Left out, as they are not sold any more: {0}."
    case .mustSellMissing: "Not in the order, though it should be offered: {0}."
    case .overdrawn:
      "More went from {0} than was written down there: {1}. Is a load missing? Else: karvan van count"
    case .unknownItem: "“{0}” names no product; write SKUxQUANTITY, such as TEA-100x12."
    case .needsVisit: "No visit is in progress; name the customer with --account."
    case .unknownQuestion: "“{0}” names no question of the form; see: karvan form show {1}"
    }
  }
}
