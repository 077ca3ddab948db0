// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of the day on the road: vans, plans, routes, workdays, forms.
enum RoadMessage: String, CaseIterable, Sendable {
  // Help: commands.
  case aboutVan, aboutLoad, aboutUnload, aboutSell, aboutReturn, aboutVanShow, aboutCount
  case aboutReconcile, aboutReverse, vanForms, countForms, reconcileForms, aboutStock
  case aboutPlan, planForms, aboutNext, nextForms, aboutRoute, routeForms
  case aboutVisitPlan, aboutVisitMiss, aboutVisitSkip, aboutVisitMissed, aboutVisitPhoto
  case aboutVisitSign, aboutWorkdayStart, aboutWorkdayEnd, aboutWorkdayMark, aboutMileage
  case workdayForms, aboutFormFill, fillForms, aboutAbsenceBegin, aboutAbsenceEnd, absenceForms
  case aboutOrderQuick, quickForms, aboutOrderRepeat, aboutOrderMissing
  // Help: arguments and options.
  case helpItems, helpPlace, helpFromPlace, helpToPlace, helpAll, helpSheet
  case helpCountReason, helpDate, helpDays, helpApply, helpRep, helpWhen, helpPurposes
  case helpSkipReason, helpOdometer, helpVehicle, helpTrail, helpNoPlan, helpKeepPlanned
  case helpFrom, helpUntil, helpForm, helpAnswers, helpFormAccount, helpAbsence, helpSubmit
  case returnForms, helpExchange, helpNoPromotions
  case helpLikeOrder, helpNearest, helpVisitFile, helpLot
  // Labels.
  case product, unit, opening, loaded, sold, returned, unloaded, other, onHand, expected
  case counted, difference, why, dueStops, missedVisits, onTheRoad
  case distance, leg, phone, address, navigation, lastOrder, lastVisit, mustSell, atLeast
  case ordered, missing, formsToAnswer, sequence, planned, account, priority, note, kilometres
  case purposes, visit, days
  // Sentences.
  case moved, counting, reconciled, reconciledEven, nothingToCount, noVan, noWarehouse
  case nothingOnVan, alreadySold, plannedDay, nothingDue, stopUnknown, nothingNext, openVisit
  case dayDone, lateVisits, unplannedStops, routeTotal, routeSaved, routeUnknown, routeApplied
  case visitPlanned, visitMissed, visitSkipped, offSite, workdayStarted, workdayEnded
  case workdayMarked, mileageOfDay, filled, formsMissing, absenceBegan, absenceEnded, noLastOrder
  case repeated, goneProducts, mustSellMissing, overdrawn, unknownItem, needsVisit
  case unknownQuestion

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about the road with its places filled in.
  func callAsFunction(_ message: RoadMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }

  /// A distance as people read it.
  func distance(_ metres: Int64) -> String {
    guard metres >= 1_000 else {
      return number(metres) + (language == .persian ? " متر" : " m")
    }
    let tenths = (metres + 50) / 100
    let point = language == .persian ? "٫" : "."
    return digits("\(tenths / 10)\(point)\(tenths % 10)")
      + (language == .persian ? " کیلومتر" : " km")
  }
}

extension Tongue {
  /// A message about the road in the present language, for help.
  static func say(_ message: RoadMessage) -> String { Words(current.language)(message) }
}
