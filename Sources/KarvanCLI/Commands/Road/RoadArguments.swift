// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Products with quantities, each in one word.
struct ItemArguments: ParsableArguments {
  @Argument(help: .init(Tongue.say(RoadMessage.helpItems), valueName: "itemxN")) var items:
    [String] = []

  /// The items with the products that they name; without a quantity it is one.
  func find(_ finder: RecordFinder, at desk: Desk) throws -> [OrderOperations.Wanted] {
    let products = try desk.entity(Product.tag)
    return try items.map { word in
      for reading in QuickLine.readings(of: word) {
        // A code of its own may look like a product with a quantity: whole words come first.
        let product: RecordView
        do {
          product = try finder.find(reading.product, in: [products])
        } catch let error as CLIError where error.code == .notFound {
          continue
        }
        let asked = UnitQuantity(try reading.quantity ?? Quantity(whole: 1), of: reading.unit)
        return try OrderOperations.Wanted(asked, of: product, reader: finder.reader)
      }
      throw CLIError(.unknownItem, word)
    }
  }
}

/// A day, as typed in either calendar.
struct DayOption: ParsableArguments {
  @Option(help: .init(Tongue.say(RoadMessage.helpDate))) var date: String?

  func day(at desk: Desk) throws -> CivilDate { try desk.day(date) }
}

/// A run of days; four weeks up to today where nothing is typed.
struct PeriodOptions: ParsableArguments {
  @Option(help: .init(Tongue.say(RoadMessage.helpFrom), valueName: "date")) var from: String?
  @Option(help: .init(Tongue.say(RoadMessage.helpUntil), valueName: "date")) var until: String?

  func days(at desk: Desk) throws -> ClosedRange<CivilDate> {
    let last = try desk.day(until)
    let first =
      try from.map { try desk.day($0) }
      ?? CivilDate(daysSinceEpoch: last.daysSinceEpoch &- 28)
    guard first <= last else {
      throw Failure(DomainLaw.periodOrder)
    }
    return first...last
  }
}

/// Whose work is meant; one's own without it.
struct RepOption: ParsableArguments {
  @Option(help: .init(Tongue.say(RoadMessage.helpRep))) var rep: String?

  func user(_ finder: RecordFinder, at desk: Desk) throws -> RecordID {
    try rep.map { try finder.find($0, in: [try desk.entity(User.tag)]).id }
      ?? desk.replica().identity.user
  }
}

extension Desk {
  /// The offset of the local time from UTC now, in minutes.
  var offsetMinutes: Int { surroundings.offsetMinutes(now()) }

  /// The first instant of a day, where the person is.
  func start(of date: CivilDate) -> Int64 {
    InstantText.startMilliseconds(of: date, offsetMinutes: offsetMinutes)
  }

  /// The first instant after a day, where the person is.
  func end(of date: CivilDate) -> Int64 {
    start(of: CivilDate(daysSinceEpoch: date.daysSinceEpoch &+ 1))
  }

  /// A quantity for programs and people.
  func quantity(_ thousandths: Int64) -> Cell {
    Cell(
      .decimal(Quantity(thousandths: thousandths).text),
      FieldText.format(
        .integer(thousandths), field: OrderLine.shape.quantity, options: textOptions()))
  }

  /// A distance for programs, in metres, and for people.
  func distance(_ metres: Int64?) -> Cell {
    metres.map { Cell(.integer($0), words.distance($0)) } ?? .empty
  }
}
