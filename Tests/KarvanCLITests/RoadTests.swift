// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@testable import KarvanCLI

/// The day on the road as people type it, on the demonstration company.
@Suite struct RoadTests {
  /// The demonstration company with a warehouse and a van of whoever uses it.
  private func company(_ environment: [String: String] = [:]) async throws -> TestShell {
    let shell = try await TestShell.demo(environment: environment)
    try await expect(shell, "stock-location", "add", "name=Main warehouse", "kind=warehouse")
    try await expect(
      shell, "stock-location", "add", "name=Van 7", "kind=van", "keeper=admin")
    return shell
  }

  @discardableResult
  private func expect(
    _ shell: TestShell, status: Int32 = 0, _ arguments: String...
  ) async throws -> Ran {
    let ran = await shell.run(arguments)
    #expect(ran.status == status, "\(arguments): \(ran.err)\(ran.out)")
    return ran
  }

  private func onHand(_ shell: TestShell) async throws -> [String: Double] {
    let rows = try await expect(shell, "van", "show", "--json").list
    return rows.reduce(into: [:]) { sums, row in
      guard let sku = row["sku"] as? String else { return }
      sums[sku] = row["on_hand"] as? Double
    }
  }

  @Test func aVanFromMorningToEvening() async throws {
    let shell = try await company()
    try await expect(shell, status: 3, "van", "load", "NOTHINGx3")
    try await expect(shell, "van", "load", "TEA-100x24", "SAF-1×۱۰", "6*HON-1")
    shell.clock.pass(60_000)
    let order = try await expect(
      shell, "order", "quick", "Alborz Foods", "TEA-100x12", "SAF-1x4", "--submit", "--json")
    let number = try #require(order.object["number"] as? String)
    #expect(order.object["status"] as? String == "submitted")
    try await expect(shell, "van", "sell", number, "TEA-100x5")
    let rest = try await expect(shell, "van", "sell", number, "--json")
    #expect(rest.list.compactMap { $0["quantity"] as? Double } == [7, 4])
    try await expect(shell, status: 6, "van", "sell", number, "TEA-100x1")
    #expect(try await expect(shell, "van", "sell", number).err.contains(number))
    try await expect(shell, "van", "return", "TEA-100x1", "--note", "torn")
    #expect(try await onHand(shell) == ["TEA-100": 13, "SAF-1": 6, "HON-1": 6])
    let sheet = try #require(
      try await expect(shell, "van", "show", "--json").list.first {
        $0["sku"] as? String == "TEA-100"
      })
    #expect(sheet["opening"] as? Double == 0 && sheet["loaded"] as? Double == 24)
    #expect(sheet["sold"] as? Double == -12 && sheet["returned"] as? Double == 1)

    try await expect(shell, status: 3, "van", "reconcile")
    try await expect(shell, "van", "count", "TEA-100x13", "SAF-1x5")
    let refused = try await expect(shell, status: 6, "van", "reconcile")
    #expect(refused.err.contains("SAF-1") && refused.err.contains("-1"))
    #expect(refused.err.contains("HON-1") && !refused.err.contains("TEA-100"))
    try await expect(shell, "van", "count", "HON-1x6")
    try await expect(shell, "van", "count", "SAF-1x5", "--reason", "lost", "--note", "fell")
    let closed = try await expect(shell, "van", "reconcile")
    #expect(closed.out.contains("1 difference was booked"), "\(closed.out)")
    #expect(try await onHand(shell) == ["TEA-100": 13, "SAF-1": 5, "HON-1": 6])

    let unloaded = try await expect(shell, "van", "unload", "--all", "--json")
    #expect(unloaded.list.count == 3)
    #expect(try await onHand(shell).values.allSatisfy { $0 == 0 })
    let back = try #require(unloaded.list.first?["sheet"] as? String)
    try await expect(shell, "van", "reverse", back)
    #expect(try await onHand(shell)["SAF-1"] == 5)
    try await expect(shell, status: 6, "van", "reverse", back)
    let main = try await expect(shell, "stock-location", "stock", "Main warehouse", "--json")
    #expect(main.list.compactMap { $0["on_hand"] as? Double }.sorted() == [-24, -10, -6])
  }

  @Test("Goods that nobody wrote down as loaded are sold, and the rep is told at once")
  func overdrawnVan() async throws {
    let shell = try await company()
    try await expect(shell, "van", "load", "TEA-100x3", "SAF-1x10")
    shell.clock.pass(60_000)
    let order = try await expect(
      shell, "order", "quick", "Alborz Foods", "TEA-100x5", "SAF-1x4", "--submit", "--json")
    let number = try #require(order.object["number"] as? String)
    #expect(try await expect(shell, "van", "sell", number, "TEA-100x3").err.isEmpty)
    let told = try await expect(shell, "van", "sell", number).err
    #expect(told.contains("-2") && told.contains("van count") && !told.contains("SAF"), "\(told)")
    #expect(try await onHand(shell)["TEA-100"] == -2)
  }

  @Test("What came back spoilt is nobody else's, and what is exchanged leaves the van again")
  func returnsOnTheVan() async throws {
    let shell = try await company()
    try await expect(shell, "van", "load", "TEA-100x10", "SAF-1x10")
    shell.clock.pass(60_000)
    let order = try await expect(
      shell, "order", "quick", "Alborz Foods", "TEA-100x4", "--submit", "--json")
    let number = try #require(order.object["number"] as? String)
    try await expect(shell, "van", "sell", number)
    let spoilt = try await expect(
      shell, "van", "return", "TEA-100x1", "--order", number, "--cause", "damaged", "--exchange",
      "--json")
    #expect(spoilt.list.compactMap { $0["kind"] as? String } == ["return", "damage", "exchange"])
    #expect(Set(spoilt.list.compactMap { $0["sheet"] as? String }).count == 1)
    #expect(spoilt.list.allSatisfy { $0["cause"] as? String == "damaged" })
    #expect(try await onHand(shell)["TEA-100"] == 5)
    let shown = try await expect(shell, "order", "show", number, "--json").object
    let lines = (shown["fulfilment"] as? [String: Any])?["lines"] as? [[String: Any]]
    #expect(lines?.first?["handed_over"] as? Double == 5)
    #expect(lines?.first?["came_back"] as? Double == 1)
    try await expect(shell, "van", "return", "SAF-1x2", "--cause", "فروش‌نرفته", "--lang", "fa")
    #expect(try await onHand(shell)["SAF-1"] == 12)
    try await expect(shell, status: 6, "van", "return", "SAF-1x2", "--cause", "bored")
    let sheet = try #require(spoilt.list.first?["sheet"] as? String)
    try await expect(shell, "van", "reverse", sheet)
    #expect(try await onHand(shell)["TEA-100"] == 6)
  }

  @Test func whoKeepsNoVanIsTold() async throws {
    let shell = try await TestShell.demo()
    let show = try await expect(shell, status: 3, "van", "show")
    #expect(show.err.contains("kind=van"))
    try await expect(
      shell, "stock-location", "add", "name=Van 7", "kind=van", "keeper=admin")
    #expect(try await expect(shell, status: 3, "van", "load", "TEA-100").err.contains("warehouse"))
    let persian = await shell.run("van", "load", "TEA-100", "--lang", "fa")
    #expect(persian.err.contains("انبار"))
  }

  /// 2025-03-21 is a Friday.
  private func plan(_ shell: TestShell) async throws {
    try await expect(shell, "journey-plan", "add", "name=North", "starts_on=2025-03-15")
    for (account, time, latitude, longitude) in [
      ("Alborz Foods", "14:00", "35800000", "51000000"),
      ("Caspian Hotel", "13:30", "35700000", "51400000"),
      ("Yazd Sweet House", "15:00", "35710000", "51300000"),
    ] {
      try await expect(
        shell, "journey-stop", "add", "plan=North", "account=\(account)", "weekday=friday",
        "time_of_day=\(time)", "purposes=order")
      let shown = try await expect(shell, "account", "show", account, "--json").object
      let address = try #require(
        (shown["address"] as? [[String: Any]])?.first?["id"] as? String)
      try await expect(
        shell, "address", "set", address, "latitude=\(latitude)", "longitude=\(longitude)")
    }
  }

  @Test func aDayByPlan() async throws {
    let shell = try await company()
    try await plan(shell)
    // It is 11:30 there; two visits of the demonstration company come before.
    let today = try await expect(shell, "today", "--json").object
    #expect((today["due_stops"] as? [[String: Any]])?.count == 3)
    for visit in try #require(today["planned_visits"] as? [[String: Any]]) {
      let id = try #require(visit["id"] as? String)
      try await expect(shell, "visit", "skip", id, "--reason", "closed today")
    }
    let planned = try await expect(shell, "plan", "--json").list
    #expect(planned.count == 3)
    #expect(try await expect(shell, "plan", "--json").list.isEmpty)
    let next = try await expect(shell, "next", "--at", "35.7,51.4", "--json").object
    #expect(next["distance_m"] as? Int == 0 && next["navigation"] as? String == "geo:35.7,51.4")
    #expect((next["phone"] as? String)?.hasPrefix("+98912") == true)
    #expect(next["purposes"] as? [String] == ["order"])

    let route = try await expect(shell, "route", "--at", "35.7,51.4", "--apply", "--json").list
    let hotel = next["account"] as? String
    #expect(route.first?["account"] as? String == hotel)
    let legs = route.compactMap { $0["leg_m"] as? Int }
    #expect(legs.count == 3 && legs[0] == 0 && legs[1] < legs[2])
    let ordered = try await expect(shell, "today", "--json").object
    let order = (ordered["planned_visits"] as? [[String: Any]] ?? []).map {
      $0["account"] as? String
    }
    #expect(order == route.map { $0["account"] as? String })

    let far = try await expect(shell, "visit", "start", "Caspian Hotel", "--at", "35.71,51.4,10")
    #expect(far.err.contains("deviation_reason"), "\(far.err)")
    let visit = try #require(
      (try await expect(shell, "today", "--json").object["open_visits"] as? [[String: Any]])?.first)
    #expect(visit["check_in_deviation_m"] as? Int == 1_112 - 210)
    try await expect(
      shell, "visit", "set", try #require(visit["id"] as? String), "deviation_reason=road works")
    #expect(try await expect(shell, "next").out.contains("Caspian Hotel"))
    try await expect(shell, "visit", "end", "--outcome", "order")
    let nearest = try await expect(shell, "next", "--nearest", "--json").object
    #expect(nearest["account"] as? String == route[1]["account"] as? String)
    shell.clock.pass(8 * 3_600_000)
    #expect(try await expect(shell, "today").out.contains("2 visits are late"))
    shell.clock.pass(86_400_000)
    let missed = try await expect(shell, "visit", "missed", "--json").list
    #expect(missed.count == 2)
    #expect(
      (try await expect(shell, "today", "--json").object["missed_visits"] as? [Any])?.count == 2)
  }

  /// A stop that nobody planned becomes the visit that planning makes.
  @Test func aStopIsVisitedWithoutPlanning() async throws {
    let shell = try await company()
    try await plan(shell)
    let started = try await expect(shell, "visit", "start", "Yazd Sweet House", "--json").object
    #expect(started["journey_stop"] is String && started["planned_at"] is String)
    try await expect(shell, "visit", "end")
    #expect(try await expect(shell, "plan", "--json").list.count == 2)
  }

  @Test("Positions are read to the millionth of a degree; what is nowhere on earth is refused")
  func positions() throws {
    func read(_ text: String) throws -> GeoFix? {
      var option = PositionOption()
      option.text = text
      return try option.position()
    }
    func say(_ millionths: Int64) -> String {
      let digits = "\(1_000_000 + abs(millionths) % 1_000_000)".dropFirst()
      return "\(millionths < 0 ? "-" : "")\(abs(millionths) / 1_000_000).\(digits)"
    }
    try forAllSeeds(200) { generator in
      let latitude = generator.integer(in: -90_000_000...90_000_000) as Int64
      let longitude = generator.integer(in: -180_000_000...180_000_000) as Int64
      let fix = try read("\(say(latitude)), \(say(longitude))")
      try #require(fix?.latitude == latitude && fix?.longitude == longitude)
    }
    #expect(try read("90,-180,0")?.accuracyM == 0)
    #expect(try read("۳۵٫۷،۵۱٫۴")?.latitude == 35_700_000)
    #expect(try read("35.7123456,51.4")?.latitude == 35_712_345)
    for wrong in [
      "90.000001,51", "-90.000001,51", "35,180.000001", "35,-180.000001", "1000,51", "35",
      "35,51,-1", "35,51,2,3", "35,51,x", ",51", "-,51", "35.1234567x,51", "3 5,51", "north,51", "",
    ] {
      #expect(throws: CLIError.self, "\(wrong)") { try read(wrong) }
    }
  }

  @Test func aWorkday() async throws {
    let shell = try await company()
    try await plan(shell)
    let begun = try await expect(
      shell, "workday", "start", "--odometer", "۵۲۱۰۰", "--vehicle", "Nissan 12")
    #expect(begun.out.contains("3 visits planned"), "\(begun.out)")
    try await expect(shell, status: 6, "workday", "start")
    try await expect(shell, status: 6, "workday", "mark", "--at", "35.7,51.4")
    shell.clock.pass(8 * 3_600_000)
    try await expect(shell, status: 6, "workday", "end", "--odometer", "52000")
    let ended = try await expect(shell, "workday", "end", "--odometer", "52187.5")
    #expect(ended.out.contains("87.5 km") && ended.out.contains("5 visits were missed"))
    let mileage = try await expect(shell, "workday", "mileage", "--json").object
    #expect(mileage["total_km"] as? Double == 87.5)
    try await expect(shell, status: 6, "workday", "end")
    #expect(try await expect(shell, "visit", "missed", "--json").list.count == 5)
  }

  /// A workday that was forgotten says nothing of the visits of the day on which it is ended.
  @Test func aForgottenWorkday() async throws {
    let shell = try await company()
    try await expect(shell, "workday", "start")
    shell.clock.pass(86_400_000)
    try await expect(
      shell, "visit", "plan", "Alborz Foods", "2025-03-22 18:00")
    let before = try await expect(shell, "today", "--json").object
    let planned = (before["planned_visits"] as? [Any])?.count ?? 0
    #expect(planned > 0)
    try await expect(shell, "workday", "end")
    let after = try await expect(shell, "today", "--json").object
    #expect((after["planned_visits"] as? [Any])?.count == planned)
  }

  @Test func aQuickOrderSaysThatItWaits() async throws {
    let shell = try await company()
    // Due today by UTC is overdue where it is half past one of the day after.
    try await expect(
      shell, "account", "set", "Alborz Foods", "credit_grace_days=0", "payment_terms=cash")
    let new = try await expect(shell, "invoice", "new", "Alborz", "--json")
    let invoice = try #require(new.object["number"] as? String)
    try await expect(shell, "invoice", "add", invoice, "SAF-1", "1")
    try await expect(shell, "invoice", "issue", invoice)
    shell.clock.pass(13 * 3_600_000 + 1_800_000)
    let order = try await expect(shell, "order", "quick", "Alborz Foods", "TEA-100x1", "--submit")
    #expect(order.err.contains("approv"), "\(order.err)")
  }

  @Test func aForm() async throws {
    let shell = try await company()
    try await expect(shell, "form", "add", "name=Shelf audit", "at_every_visit=yes")
    try await expect(
      shell, "form-question", "add", "form=Shelf audit", "position=1", "text=Facings",
      "kind=number",
      "needed=yes", "minimum=0", "maximum=100")
    try await expect(
      shell, "form-question", "add", "form=Shelf audit", "position=2", "text=چای کجاست؟",
      "kind=choice", "choices=جلو,عقب")
    try await expect(shell, status: 2, "form", "fill", "Shelf audit", "1=4")
    try await expect(shell, "visit", "start", "Alborz Foods")
    let next = try await expect(shell, "next", "--json").object
    #expect((next["forms"] as? [[String: Any]])?.count == 1)
    let missing = try await expect(shell, status: 6, "form", "fill", "Shelf audit", "چای=جلو")
    #expect(missing.err.contains("Facings"))
    try await expect(shell, status: 3, "form", "fill", "Shelf audit", "7=x")
    let filled = try await expect(
      shell, "form", "fill", "Shelf audit", "1=۱۲", "چای=عقب", "--json")
    let answers = try #require(filled.object["form_answer"] as? [[String: Any]])
    #expect(answers.compactMap { $0["number"] as? Double } == [12])
    #expect(answers.compactMap { $0["text"] as? String } == ["عقب"])
    #expect(try await expect(shell, "visit", "end").err.isEmpty)
    try await expect(shell, "visit", "start", "Caspian Hotel")
    #expect(try await expect(shell, "visit", "end").err.contains("Shelf audit"))
  }

  @Test func quickAndRepeatedOrders() async throws {
    let shell = try await company()
    for (product, minimum) in [("TEA-100", "6"), ("HON-1", "")] {
      try await expect(
        shell, "must-sell", "add", "product=\(product)", "minimum=\(minimum)", "kind=company")
    }
    let before = try await expect(shell, "order", "list", "--json").list.count
    let unknown = try await expect(
      shell, status: 3, "order", "quick", "Silk Road Catering", "TEA-100x2", "XYZx4")
    #expect(unknown.err.contains("XYZx4"))
    #expect(try await expect(shell, "order", "list", "--json").list.count == before)
    try await expect(shell, status: 3, "order", "repeat", "Silk Road Catering")
    let quick = try await expect(
      shell, "order", "quick", "Silk Road Catering", "TEA-100x2", "SAF-1×۳", "--json")
    #expect(quick.err.contains("HON-1") && quick.err.contains("TEA-100"))
    let number = try #require(quick.object["number"] as? String)
    let lines = try #require(quick.object["order_line"] as? [[String: Any]])
    #expect(lines.compactMap { $0["quantity"] as? Double } == [2, 3])
    let missing = try await expect(shell, "order", "missing", number, "--json").list
    #expect(missing.count == 2 && missing.allSatisfy { $0["missing"] as? Bool == true })
    try await expect(shell, "product", "set", "SAF-1", "active=no")
    let again = try await expect(
      shell, "order", "repeat", "Silk Road Catering", "--submit", "--json")
    #expect(again.err.contains(number) && again.err.contains("SAF-1"))
    #expect(again.object["status"] as? String == "submitted")
    #expect((again.object["order_line"] as? [Any])?.count == 1)
    // What was submitted is called off, not taken back; a draft is taken back whole.
    try await expect(shell, status: 6, "undo")
    let draft = try await expect(shell, "order", "quick", "Caspian Hotel", "TEA-100", "--json")
    let written = try #require(draft.object["number"] as? String)
    try await expect(shell, "undo")
    let left = try await expect(shell, "order", "list", "--json").list
    #expect(!left.contains { $0["number"] as? String == written })
  }

  @Test func photosAndSignaturesGoWithTheVisit() async throws {
    let shell = try await company()
    let file = try shell.write("not really a picture", to: "shelf.jpg")
    try await expect(shell, status: 6, "visit", "photo", file)
    try await expect(shell, "visit", "start", "Alborz Foods")
    try await expect(shell, "visit", "photo", file, "--note", "front")
    try await expect(shell, "visit", "sign", file)
    let visit = try await expect(shell, "next", "--json").object["visit"] as? String
    let shown = try await expect(
      shell, "visit", "show", try #require(visit), "--json"
    ).object
    let names = (shown["attachment"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
    #expect(names?.sorted() == ["shelf.jpg", "signature"])
  }

  @Test func theRoadInPersian() async throws {
    let shell = try await company(["KARVAN_LANG": "fa"])
    try await plan(shell)
    let today = try await expect(shell, "today", "--calendar", "jalali")
    #expect(today.out.contains("در برنامه شما، هنوز بی‌ویزیت"))
    #expect(today.out.contains("۳ ایستگاه برنامه شما هنوز ویزیتی ندارد"), "\(today.out)")
    try await expect(shell, "plan")
    let route = try await expect(shell, "route", "--at", "35.7,51.4")
    #expect(route.out.contains("کیلومتر") && route.out.contains("هوایی"))
    let load = try await expect(shell, "van", "load", "TEA-100×۱۲")
    #expect(load.out.contains("۱ قلم جابه‌جا شد"))
    let late = try await expect(shell, "workday", "start", "--odometer", "۱۰۰")
    #expect(late.out.contains("روز از"))
  }

  @Test func everyMessageIsThereInBothLanguages() {
    for message in RoadMessage.allCases {
      #expect(!message.english.isEmpty && !message.persian.isEmpty)
      let isPersian = message.persian.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }
      #expect(isPersian, "\(message)")
      for place in 0...3 where message.english.contains("{\(place)") {
        #expect(message.persian.contains("{\(place)"), "\(message)")
      }
    }
  }
}
