// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanServer

/// The road with real devices, the real merge and the real office.
@Suite struct RoadTests {
  /// An office with a rep on two devices, another rep, a product, a warehouse and a van.
  private final class Scene {
    let office = Result { try TestOffice() }
    let devices: [TestDevice]
    let other: TestDevice
    let shop: RecordID
    let product: RecordID
    let warehouse: RecordID
    let van: RecordID

    init() throws {
      let office = try office.get()
      devices = [try office.rep("ali"), try office.device("ali")]
      other = try office.rep("babak", territory: "Tehran")
      product = try Self.add(
        Product.tag,
        [
          Product.shape.sku.tag: .text("P-1"), Product.shape.name.tag: .text("Tea"),
          Product.shape.listPrice.tag: .integer(1_000),
        ], office)
      let place = StockLocation.shape
      warehouse = try Self.add(
        StockLocation.tag,
        [place.name.tag: .text("Main"), place.kind.tag: .text("warehouse")], office)
      van = try Self.add(
        StockLocation.tag,
        [
          place.name.tag: .text("Van"), place.kind.tag: .text("van"),
          place.keeper.tag: .reference(devices[0].enrolment.user),
        ], office)
      try devices[0].sync()
      shop = try devices[0].addAccount("Shop")
      try devices[0].sync()
      try devices[1].sync()
      try other.sync()
    }

    var rep: RecordID { devices[0].enrolment.user }

    static func add(
      _ entity: EntityTag, _ values: [FieldTag: Value], _ office: TestOffice
    ) throws -> RecordID {
      try office.office.operate(now: office.now) { authoring, writer, author in
        let entity = try #require(writer.schema[entity])
        let commit = try authoring.commit(by: author) {
          try RecordOperations.add(entity, RecordEdit(values: values), in: $0)
        }
        return try #require(commit).changes[0].record
      }
    }

    func add(_ entity: EntityTag, _ values: [FieldTag: Value]) throws -> RecordID {
      try Self.add(entity, values, try office.get())
    }

    func operate(_ make: (OperationContext) throws -> OperationDraft) throws {
      let office = try office.get()
      try office.office.operate(now: office.now) { authoring, _, author in
        _ = try authoring.commit(by: author, make)
      }
    }

    func read<Result>(_ body: (OfficeReader) throws -> Result) throws -> Result {
      try office.get().office.database.read(body)
    }

    func reviews(_ kind: String) throws -> [RecordView] {
      try read { reader in
        try reader.list(RecordQuery(ReviewItem.tag)).filter {
          $0[ReviewItem.shape.kind] == .text(kind)
        }
      }
    }

    func move(
      _ device: TestDevice, _ kind: String, _ units: Int64, from: RecordID?, to: RecordID?
    ) throws {
      let goods = [StockQuantity(product, try Quantity(whole: units))]
      _ = try device.database.commit(device.rights) {
        try StockOperations.move(
          goods, StockOperations.Sheet(kind: kind, from: from, to: to), in: $0)
      }
    }

    /// Everything that the office and the devices have agrees.
    func settle() throws {
      for device in devices + [other] + devices + [other] {
        let intake = try device.sync()
        #expect(intake.rejected == 0 && intake.divergent == [])
      }
      #expect(try office.get().office.check(thorough: true) == [])
      for device in devices + [other] { #expect(try device.database.check() == []) }
    }
  }

  @Test("Two devices of a rep that plan the same day apart have one visit a stop")
  func planningApart() throws {
    for isStarted in [false, true] {
      let scene = try Scene()
      let now = try scene.office.get().now
      let today = InstantText.civilDate(milliseconds: now, offsetMinutes: 0)
      let plan = try scene.add(
        JourneyPlan.tag,
        [
          JourneyPlan.shape.name.tag: .text("North"),
          JourneyPlan.shape.rep.tag: .reference(scene.rep),
          JourneyPlan.shape.startsOn.tag: .integer(Int64(today.daysSinceEpoch)),
        ])
      _ = try scene.add(
        JourneyStop.tag,
        [
          JourneyStop.shape.plan.tag: .reference(plan),
          JourneyStop.shape.account.tag: .reference(scene.shop),
          JourneyStop.shape.weekday.tag: .text(JourneyCalendar.code(of: today.weekday)),
        ])
      for device in scene.devices { try device.sync() }
      for (index, device) in scene.devices.enumerated() {
        _ = try device.database.commit(device.rights) { context in
          let due = try #require(
            try JourneyCalendar.due(for: scene.rep, on: today, reader: context.reader).first)
          return isStarted && index == 1
            ? try VisitOperations.start(account: scene.shop, due: (due, 0), in: context)
            : try JourneyOperations.plan(due, offsetMinutes: 0, in: context)
        }
      }
      try scene.settle()
      let visits = try scene.read { try $0.list(RecordQuery(Visit.tag)) }
      #expect(visits.count == 1 && visits[0].conflicts.isEmpty)
      #expect(visits[0][Visit.shape.status] == .text(isStarted ? "in_progress" : "planned"))
      let held = try scene.devices.map { device in
        try device.database.read { try $0.list(RecordQuery(Visit.tag)).map(\.id) }
      }
      #expect(held[0] == visits.map(\.id) && held[1] == held[0])
    }
  }

  @Test("A van that two devices empty apart goes below zero, and the office is told once")
  func belowZero() throws {
    let scene = try Scene()
    try scene.move(scene.devices[0], "load", 5, from: scene.warehouse, to: scene.van)
    try scene.settle()
    // The warehouse had nothing in the books either.
    #expect(try scene.reviews("negative_stock").count == 1)
    for device in scene.devices {
      try scene.move(device, "sale", 4, from: scene.van, to: nil)
    }
    try scene.settle()
    let left = try scene.read {
      try StockLedger.onHand(scene.product, at: scene.van, reader: $0)
    }
    #expect(left == -3_000)
    let about = try scene.reviews("negative_stock").map { $0[ReviewItem.shape.subjectRecord] }
    // Made within a millisecond, they are in no order.
    #expect(about.sorted() == [scene.warehouse, scene.van].map { .text("\($0)") }.sorted())
    try scene.move(scene.devices[0], "sale", 1, from: scene.van, to: nil)
    try scene.settle()
    #expect(try scene.reviews("negative_stock").count == 2)
    // Others hold neither the moves nor the finding.
    let foreign = try scene.other.database.read { reader in
      try (reader.count(RecordQuery(StockMove.tag)), reader.count(RecordQuery(ReviewItem.tag)))
    }
    #expect(foreign == (0, 0))
  }

  @Test("Goods that go from van to van are seen in both, and either keeper takes them back")
  func vanToVan() throws {
    let scene = try Scene()
    let place = StockLocation.shape
    let second = try scene.add(
      StockLocation.tag,
      [
        place.name.tag: .text("Van 2"), place.kind.tag: .text("van"),
        place.keeper.tag: .reference(scene.other.enrolment.user),
      ])
    try scene.settle()
    func held() throws -> [Int64] {
      try [scene.devices[0], scene.other].map { device in
        try device.database.read { try StockLedger.onHand(scene.product, at: second, reader: $0) }
      }
    }
    try scene.move(scene.devices[0], "transfer", 3, from: scene.van, to: second)
    // Out of another's van goods go in one's own name, too.
    try scene.move(scene.devices[0], "transfer", 1, from: second, to: scene.van)
    try scene.settle()
    #expect(try held() == [2_000, 2_000])
    _ = try scene.other.database.commit(scene.other.rights) { context in
      let moves = try context.reader.records(
        StockMove.tag, where: StockMove.shape.to.tag, is: .reference(second))
      return try StockOperations.reverse(moves, in: context)
    }
    try scene.settle()
    #expect(try held() == [-1_000, -1_000])
  }

  @Test("The office sees what a count differed by")
  func countDiffers() throws {
    let scene = try Scene()
    let device = scene.devices[0]
    try scene.move(device, "load", 5, from: scene.warehouse, to: scene.van)
    _ = try device.database.commit(device.rights) {
      try CountOperations.count(
        [.init(StockQuantity(scene.product, try Quantity(whole: 3)), reason: "lost")],
        at: scene.van, in: $0)
    }
    _ = try device.database.commit(device.rights) { context in
      let open = try #require(try CountOperations.open(at: scene.van, reader: context.reader))
      return try CountOperations.close(open, in: context)
    }
    try scene.settle()
    let items = try scene.reviews("stock_difference")
    #expect(items.count == 1)
    let said = try [TextLanguage.english, .persian].map {
      try #require(ReviewItem.details(of: items[0], in: $0))
    }
    #expect(said[0].hasSuffix(" - P-1 Tea: 2 missing (Lost)"), "\(said[0])")
    #expect(said[1].hasSuffix(": P-1 Tea: ۲ کم (گم‌شده)"), "\(said[1])")
    #expect(items[0][ReviewItem.shape.raisedFor].reference == scene.rep)
  }

  @Test("A substitute gets the book for the time of an absence, and loses no work at its end")
  func substitute() throws {
    let scene = try Scene()
    let office = try scene.office.get()
    // A customer whom the absent rep alone holds.
    try scene.operate { context in
      let view = try #require(try context.reader.record(Account.tag, scene.shop))
      return try RecordOperations.edit(
        view, RecordEdit(values: [Account.shape.territory.tag: .null]), in: context)
    }
    try scene.settle()
    func holds() throws -> Bool {
      try scene.other.database.read { try $0.record(Account.tag, scene.shop) } != nil
    }
    #expect(try !holds())
    let today = InstantText.civilDate(milliseconds: office.now, offsetMinutes: 0)
    let day = Int64(today.daysSinceEpoch)
    let absence = try scene.add(
      Absence.tag,
      [
        Absence.shape.user.tag: .reference(scene.rep),
        Absence.shape.substitute.tag: .reference(scene.other.enrolment.user),
        Absence.shape.startsOn.tag: .integer(day), Absence.shape.endsOn.tag: .integer(day + 5),
      ])
    try scene.operate { try AbsenceOperations.begin(absence, offsetMinutes: 0, in: $0) }
    try scene.settle()
    #expect(try holds())
    // Work of the last day comes after the absence ended, within the grace period.
    let taken = try scene.other.database.commit(scene.other.rights) {
      try OrderOperations.quick(
        account: scene.shop,
        lines: [.init(product: scene.product, quantity: try Quantity(whole: 1))], in: $0)
    }
    let order = try #require(taken).changes[0].record
    try scene.operate { try AbsenceOperations.end(absence, in: $0) }
    office.now += 86_400_000
    try scene.settle()
    #expect(try !holds())
    #expect(try scene.read { try $0.record(Order.tag, order) } != nil)
  }

  @Test("An absence that nobody ends is over after its last day")
  func overdueAbsence() throws {
    let scene = try Scene()
    let office = try scene.office.get()
    let shape = Absence.shape
    let today = InstantText.civilDate(milliseconds: office.now, offsetMinutes: 0)
    let day = Int64(today.daysSinceEpoch)
    let absence = try scene.add(
      Absence.tag,
      [
        shape.user.tag: .reference(scene.rep),
        shape.substitute.tag: .reference(scene.other.enrolment.user),
        shape.startsOn.tag: .integer(day), shape.endsOn.tag: .integer(day + 1),
      ])
    try scene.operate { try AbsenceOperations.begin(absence, offsetMinutes: 0, in: $0) }
    office.now += 86_400_000
    #expect(try office.office.endAbsences(now: office.now) == 0)
    office.now += 86_400_000
    #expect(try office.office.endAbsences(now: office.now) == 1)
    #expect(try scene.read { try $0.record(Absence.tag, absence)?[shape.status] } == .text("ended"))
    #expect(try office.office.endAbsences(now: office.now) == 0)
  }
}
