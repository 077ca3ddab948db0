// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import TestSupport
import Testing

@testable import KarvanDomain

/// A rep with a journey plan.
struct Journey {
  let world: World
  let account: RecordID
  let plan: RecordID
  /// A Saturday.
  static let start = CivilDate(daysSinceEpoch: 20_085)

  init(world: World? = nil) throws {
    let made = try world ?? World()
    self.world = made
    account = try made.openAccount()
    let shape = JourneyPlan.shape
    plan = try made.run(made.manager, World.laptop) {
      try RecordOperations.add(
        try made.entity(JourneyPlan.self),
        RecordEdit(values: [
          shape.name.tag: .text("North"), shape.rep.tag: .reference(made.rep),
          shape.startsOn.tag: .integer(Int64(Self.start.daysSinceEpoch)),
        ]), in: $0)
    }
  }

  /// Adds a stop as the manager.
  func stop(
    _ weekday: String, every: Int64 = 1, week: Int64 = 1, time: String? = nil,
    account: RecordID? = nil, sequence: Int64? = nil
  ) throws -> RecordID {
    let shape = JourneyStop.shape
    return try world.run(world.manager, World.laptop) {
      try RecordOperations.add(
        try world.entity(JourneyStop.self),
        RecordEdit(
          values: [
            shape.plan.tag: .reference(plan),
            shape.account.tag: .reference(account ?? self.account),
            shape.weekday.tag: .text(weekday), shape.everyWeeks.tag: .integer(every),
            shape.week.tag: .integer(week), shape.timeOfDay.tag: time.map { .text($0) } ?? .null,
            shape.sequence.tag: sequence.map { .integer($0) } ?? .null,
          ],
          adds: [shape.purposes.tag: ["order"]]), in: $0)
    }
  }

  func due(_ date: CivilDate, for user: RecordID? = nil) throws -> [DueStop] {
    try JourneyCalendar.due(for: user ?? world.rep, on: date, reader: world.records)
  }

  static func day(_ offset: Int32) -> CivilDate {
    CivilDate(daysSinceEpoch: start.daysSinceEpoch + offset)
  }
}

@Suite("Journey plans")
struct JourneyTests {
  @Test("a stop is due exactly once in each of its cycles, on its day of the week")
  func cycles() throws {
    #expect(Journey.start.weekday == .saturday)
    try forAllSeeds(40) { generator in
      let journey = try Journey()
      let every = generator.integer(in: 1...6) as Int64
      let week = generator.integer(in: 1...every)
      let weekday = generator.element(of: Weekday.allCases)
      let stop = try journey.stop(
        JourneyCalendar.code(of: weekday), every: every, week: week)
      let first = generator.integer(in: 0...3) * Int32(every) * 7
      let days = (first..<first + Int32(every) * 7).map { Journey.day($0) }
      let due = try days.filter { day in
        try journey.due(day).contains { $0.stop.id == stop }
      }
      try #require(due.count == 1)
      try #require(due[0].weekday == weekday)
      let weeks = (due[0].daysSinceEpoch - Journey.start.daysSinceEpoch) / 7
      try #require(Int64(weeks) % every == week - 1)
    }
  }

  @Test("nothing is due before the first day, after the last, or of what is given up")
  func bounds() throws {
    let journey = try Journey()
    let stop = try journey.stop("saturday")
    let world = journey.world
    #expect(try journey.due(Journey.day(-7)).isEmpty)
    #expect(try journey.due(Journey.day(7)).count == 1)
    func set(_ type: (some EntityType).Type, _ id: RecordID, _ field: Field, _ value: Value) throws
    {
      try world.run(world.manager, World.laptop) {
        try RecordOperations.edit(
          try world.view(type, id), RecordEdit(values: [field.tag: value]), in: $0)
      }
    }
    let last = Int64(Journey.day(6).daysSinceEpoch)
    try set(JourneyPlan.self, journey.plan, JourneyPlan.shape.endsOn, .integer(last))
    #expect(try journey.due(Journey.day(7)).isEmpty && journey.due(Journey.day(0)).count == 1)
    try set(JourneyStop.self, stop, JourneyStop.shape.active, .truth(false))
    #expect(try journey.due(Journey.day(0)).isEmpty)
    let wrong = failure { try journey.stop("friday", every: 2, week: 3) }
    #expect(wrong?.arguments.first == DomainLaw.cycleWeek.rawValue)
    let backwards = failure {
      try set(
        JourneyPlan.self, journey.plan, JourneyPlan.shape.endsOn,
        .integer(Int64(Journey.day(-1).daysSinceEpoch)))
    }
    #expect(backwards?.arguments.first == DomainLaw.periodOrder.rawValue)
  }

  @Test("stops come in their order: by sequence, then by time; times are read as people type them")
  func order() throws {
    let journey = try Journey()
    let late = try journey.stop("saturday", time: "۱۴:۳۰")
    let early = try journey.stop("saturday", time: "9:05")
    let first = try journey.stop("saturday", time: "18:00", sequence: 1)
    let none = try journey.stop("saturday")
    #expect(try journey.due(Journey.day(0)).map(\.stop.id) == [first, early, late, none])
    let view = try journey.world.view(JourneyStop.self, early)
    #expect(view[JourneyStop.shape.timeOfDay] == .text("09:05"))
    let wrong = failure { try journey.stop("saturday", time: "24:00") }
    #expect(wrong?.field == "time_of_day")
  }

  @Test("two devices that plan the same day write one visit, whichever comes first")
  func sameVisit() throws {
    for phoneIsFirst in [true, false] {
      let journey = try Journey()
      let world = journey.world
      _ = try journey.stop("saturday", time: "10:00")
      let due = try journey.due(Journey.day(0))[0]
      let phone = try world.context(world.rep, World.phone)
      world.now += 60_000
      let laptop = try world.context(world.rep, World.laptop)
      let drafts = try [phone, laptop].map {
        try JourneyOperations.plan(due, offsetMinutes: 210, in: $0)
      }
      let order = phoneIsFirst ? [0, 1] : [1, 0]
      let replicas = [World.phone, World.laptop]
      for index in order {
        try world.commit(drafts[index], by: phone.author, replica: replicas[index])
      }
      let visits = world.records.records(
        Visit.tag, where: Visit.shape.account.tag, is: .reference(journey.account))
      #expect(visits.map(\.id) == [due.visit] && visits[0].conflicts.isEmpty)
      #expect(visits[0].creator == world.rep)
      let midnight = InstantText.startMilliseconds(of: Journey.day(0), offsetMinutes: 210)
      #expect(visits[0][Visit.shape.plannedAt] == .integer(midnight + 36_000_000))
      #expect(visits[0].words(Visit.shape.purposes) == ["order"])
      let again = try JourneyOperations.plan(
        due, offsetMinutes: 210, in: try world.context(world.rep))
      #expect(again.changes.isEmpty)
    }
  }

  @Test("a visit that began on one device is not put back to planned by the other's planning")
  func begunElsewhere() throws {
    for startIsFirst in [true, false] {
      let journey = try Journey()
      let world = journey.world
      _ = try journey.stop("saturday")
      let due = try journey.due(Journey.day(0))[0]
      let phone = try world.context(world.rep, World.phone)
      let laptop = try world.context(world.rep, World.laptop)
      let started = try VisitOperations.start(
        account: journey.account, due: (due, 0), in: phone)
      let planned = try JourneyOperations.plan(due, offsetMinutes: 0, in: laptop)
      if startIsFirst {
        try world.commit(started, by: phone.author, replica: World.phone)
        try world.commit(planned, by: phone.author, replica: World.laptop)
      } else {
        try world.commit(planned, by: phone.author, replica: World.laptop)
        try world.commit(started, by: phone.author, replica: World.phone)
      }
      let visit = try world.view(Visit.self, due.visit)
      #expect(visit[Visit.shape.status] == .text("in_progress"))
      #expect(visit[Visit.shape.checkInAt] == .integer(phone.now))
      try world.run(world.rep) { try VisitOperations.end(in: $0) }
      #expect(try world.view(Visit.self, due.visit)[Visit.shape.status] == .text("done"))
    }
  }

  @Test("a visit that the first editions planned is the stop's, also after it was put off")
  func formerVisit() throws {
    let journey = try Journey()
    let world = journey.world
    _ = try journey.stop("saturday")
    let due = try journey.due(Journey.day(0))[0]
    let draft = try JourneyOperations.plan(due, offsetMinutes: 0, in: world.context(world.rep))
    let change = try #require(draft.changes.first)
    try world.commit(
      OperationDraft(
        draft.operation,
        [
          RecordChange(
            entity: change.entity, record: due.formerVisit, creates: change.creates,
            writes: change.writes, life: change.life)
        ]), by: try world.context(world.rep).author, replica: World.phone)
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Visit.self, due.formerVisit),
        RecordEdit(values: [
          Visit.shape.plannedAt.tag: .integer(JourneyCalendar.start(of: Journey.day(3)))
        ]), in: $0)
    }
    let found = try JourneyOperations.visit(of: due, offsetMinutes: 0, reader: world.records)
    #expect(found?.id == due.formerVisit)
    let again = try JourneyOperations.plan(due, offsetMinutes: 0, in: world.context(world.rep))
    #expect(again.changes.isEmpty)
  }

  @Test("nobody else starts a record anew to become its creator")
  func noForgery() throws {
    let journey = try Journey()
    let world = journey.world
    _ = try journey.stop("saturday")
    let due = try journey.due(Journey.day(0))[0]
    try world.run(world.rep) { try JourneyOperations.plan(due, offsetMinutes: 0, in: $0) }
    let other = try world.addRep("Nima", "nima")
    let context = try world.context(other, World.laptop)
    let shape = Visit.shape
    for creator in [world.rep, other] {
      let edit = RecordEdit(values: [
        CreationFields.at.tag: .integer(1), CreationFields.by.tag: .reference(creator),
        shape.account.tag: .reference(journey.account), shape.rep.tag: .reference(other),
        shape.status.tag: .text("planned"),
      ])
      let forged = OperationDraft(
        "visit add", [context.drafter.create(try world.entity(Visit.self), due.visit, edit)])
      let refused = failure {
        try world.commit(forged, by: context.author, replica: World.laptop)
      }
      #expect(refused?.code == .alreadySet)
    }
    #expect(try world.view(Visit.self, due.visit).creator == world.rep)
  }

  @Test("a visit that was called off is not planned again")
  func calledOff() throws {
    let journey = try Journey()
    let world = journey.world
    _ = try journey.stop("saturday")
    let due = try journey.due(Journey.day(0))[0]
    try world.run(world.rep) { try JourneyOperations.plan(due, offsetMinutes: 0, in: $0) }
    try world.run(world.rep) {
      try JourneyOperations.close(due.visit, as: "cancelled", reason: "holiday", in: $0)
    }
    let again = try JourneyOperations.plan(due, offsetMinutes: 0, in: try world.context(world.rep))
    #expect(again.changes.isEmpty)
    let wrong = failure {
      try world.run(world.rep) { try JourneyOperations.close(due.visit, as: "missed", in: $0) }
    }
    #expect(wrong?.code == .moveNotAllowed)
  }

  @Test("a rep plans for themselves, and for others only with the grant")
  func ownPlan() throws {
    let world = try World()
    let shape = JourneyPlan.shape
    func add(for rep: RecordID?) throws -> RecordID {
      var edit = RecordEdit(values: [
        shape.name.tag: .text("Mine"), shape.startsOn.tag: .integer(20_084),
      ])
      if let rep { edit.values[shape.rep.tag] = .reference(rep) }
      return try world.run(world.rep) {
        try RecordOperations.add(try world.entity(JourneyPlan.self), edit, in: $0)
      }
    }
    let own = try add(for: nil)
    #expect(try world.view(JourneyPlan.self, own)[shape.rep].reference == world.rep)
    let foreign = failure { try add(for: world.manager) }
    #expect(foreign?.arguments == ["journey_plan.assignment:edit"])
  }
}

@Suite("Geofence")
struct GeofenceTests {
  private func place(
    _ world: World, _ account: RecordID, _ latitude: Int64, _ longitude: Int64,
    accuracy: Int64? = nil, geofence: Int64? = nil, kind: String = "main"
  ) throws {
    let shape = Address.shape
    try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Address.self),
        RecordEdit(values: [
          shape.account.tag: .reference(account), shape.line.tag: .text("Street 1"),
          shape.kind.tag: .text(kind),
          shape.latitude.tag: .integer(latitude), shape.longitude.tag: .integer(longitude),
          shape.accuracyM.tag: accuracy.map { .integer($0) } ?? .null,
          shape.geofenceM.tag: geofence.map { .integer($0) } ?? .null,
        ]), in: $0)
    }
  }

  @Test("who is near any place of the customer deviates by nothing; beyond that it is measured")
  func deviation() throws {
    try forAllSeeds(60) { generator in
      let world = try World()
      let account = try world.openAccount()
      let here = GeoFix(
        latitude: 35_700_000, longitude: 51_400_000,
        accuracyM: generator.element(of: [nil, 0, 40]))
      #expect(try Geofence.deviation(of: here, from: account, reader: world.records) == nil)
      var expected = Int64.max
      for _ in 0..<generator.integer(in: 1...3) {
        let latitude = 35_700_000 + generator.integer(in: -20_000...20_000) as Int64
        let accuracy = generator.element(of: [nil, 30 as Int64])
        let geofence = generator.element(of: [nil, 50 as Int64, 1_000])
        try place(world, account, latitude, 51_400_000, accuracy: accuracy, geofence: geofence)
        let metres = GeoPoint(latitude: 35_700_000, longitude: 51_400_000)
          .metres(to: GeoPoint(latitude: latitude, longitude: 51_400_000))
        let allowed = (geofence ?? 200) + (accuracy ?? 0) + (here.accuracyM ?? 0)
        expected = min(expected, max(0, metres - allowed))
      }
      try #require(
        try Geofence.deviation(of: here, from: account, reader: world.records) == expected)
      let visit = try world.run(world.rep) {
        try VisitOperations.start(account: account, position: here, in: $0)
      }
      try #require(
        try world.view(Visit.self, visit)[Visit.shape.checkInDeviationM] == .integer(expected))
    }
  }

  @Test("reps drive to the place for deliveries")
  func place() throws {
    let world = try World()
    let account = try world.openAccount()
    try place(world, account, 1, 1)
    try place(world, account, 2, 2, kind: "delivery")
    let found = try Geofence.place(of: account, reader: world.records)
    #expect(found?.point == GeoPoint(latitude: 2, longitude: 2))
  }

  @Test("what was said of a check-in is not written anew")
  func fixed() throws {
    let world = try World()
    let account = try world.openAccount()
    try place(world, account, 35_700_000, 51_400_000)
    let far = GeoFix(latitude: 35_800_000, longitude: 51_400_000)
    let visit = try world.run(world.rep) {
      try VisitOperations.start(account: account, position: far, in: $0)
    }
    let again = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Visit.self, visit),
          RecordEdit(values: [Visit.shape.checkInDeviationM.tag: .integer(0)]), in: $0)
      }
    }
    #expect(again?.code == .alreadySet)
  }

  @Test("what is ordered during a visit belongs to it, other customers' orders do not")
  func ordered() throws {
    let world = try World()
    let accounts = try (1...2).map { try world.openAccount("Shop \($0)") }
    func order(_ account: RecordID) throws -> Value {
      let id = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
      return try world.view(Order.self, id)[Order.shape.visit]
    }
    #expect(try order(accounts[0]).isNull)
    let visit = try world.run(world.rep) {
      try VisitOperations.start(account: accounts[0], in: $0)
    }
    #expect(try order(accounts[0]).reference == visit)
    #expect(try order(accounts[1]).isNull)
  }
}
