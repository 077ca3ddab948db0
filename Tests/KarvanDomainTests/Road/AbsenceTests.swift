// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("Absences")
struct AbsenceTests {
  let journey: Journey
  let substitute: RecordID
  let shape = Absence.shape
  var world: World { journey.world }

  init() throws {
    journey = try Journey()
    substitute = try journey.world.addRep("Nima", "nima")
  }

  private func absence(by user: RecordID? = nil) throws -> RecordID {
    try world.run(user ?? world.manager, World.laptop) {
      try RecordOperations.add(
        try world.entity(Absence.self),
        RecordEdit(values: [
          shape.user.tag: .reference(world.rep), shape.substitute.tag: .reference(substitute),
          shape.startsOn.tag: .integer(Int64(Journey.day(0).daysSinceEpoch)),
          shape.endsOn.tag: .integer(Int64(Journey.day(6).daysSinceEpoch)),
        ]), in: $0)
    }
  }

  private func begin(_ id: RecordID, by user: RecordID? = nil) throws {
    try world.run(user ?? world.manager, World.laptop) {
      try AbsenceOperations.begin(id, offsetMinutes: 0, in: $0)
    }
  }

  @Test("the substitute holds what the absent rep holds, from its beginning to its end")
  func scopes() throws {
    let before = try world.author(substitute).scopes
    #expect(!before.contains(.user(world.rep)))
    let id = try absence()
    #expect(try world.author(substitute).scopes == before)
    try begin(id)
    let during = try world.author(substitute).scopes
    #expect(during.contains(.user(world.rep)) && during.isSuperset(of: before))
    #expect(!(try world.author(world.rep).scopes.contains(.user(substitute))))
    try world.run(world.manager, World.laptop) { try AbsenceOperations.end(id, in: $0) }
    #expect(try world.author(substitute).scopes == before)
  }

  @Test("the substitute has the stops of the days, and the visits that were planned for them")
  func stops() throws {
    _ = try journey.stop("saturday")
    _ = try journey.stop("monday")
    let first = try journey.due(Journey.day(0))[0]
    try world.run(world.rep) { try JourneyOperations.plan(first, offsetMinutes: 0, in: $0) }
    let later = try journey.due(Journey.day(7))[0]
    try world.run(world.rep) { try JourneyOperations.plan(later, offsetMinutes: 0, in: $0) }
    try begin(try absence())
    #expect(try world.view(Visit.self, first.visit)[Visit.shape.rep].reference == substitute)
    #expect(try world.view(Visit.self, later.visit)[Visit.shape.rep].reference == world.rep)
    #expect(try journey.due(Journey.day(2)).isEmpty)
    let lent = try journey.due(Journey.day(2), for: substitute)
    #expect(lent.count == 1 && lent[0].rep == substitute)
    // What was handed over is not planned once more.
    let again = try JourneyOperations.plan(
      try journey.due(Journey.day(0), for: substitute)[0], offsetMinutes: 0,
      in: try world.context(substitute))
    #expect(again.changes.isEmpty)
    #expect(try journey.due(Journey.day(7), for: substitute).isEmpty)
    #expect(try journey.due(Journey.day(7)).count == 1)
  }

  @Test("whoever begins an absence agrees to one substitute, whomever somebody names meanwhile")
  func agreed() throws {
    let id = try absence()
    let third = try world.addRep("Omid", "omid")
    // Written before it was known that another one is named.
    let start = try AbsenceOperations.begin(
      id, offsetMinutes: 0, in: try world.context(world.manager, World.laptop))
    try world.run(world.rep) {
      try RecordOperations.edit(
        try world.view(Absence.self, id),
        RecordEdit(values: [shape.substitute.tag: .reference(third)]), in: $0)
    }
    try world.run(world.manager, World.laptop) { _ in start }
    #expect(!(try world.author(third).scopes.contains(.user(world.rep))))
    #expect(try world.author(substitute).scopes.contains(.user(world.rep)))
    #expect(
      try Absences.substituted(by: substitute, on: Journey.day(1), reader: world.records)
        == [world.rep])
    // Who may assign names another one, and the book goes to them.
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(
        try world.view(Absence.self, id),
        RecordEdit(values: [shape.substitute.tag: .reference(third)]), in: $0)
    }
    #expect(try world.author(third).scopes.contains(.user(world.rep)))
    #expect(!(try world.author(substitute).scopes.contains(.user(world.rep))))
    // Nobody agrees in their own name.
    let own = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Absence.self, id),
          RecordEdit(values: [shape.approvedSubstitute.tag: .reference(substitute)]), in: $0)
      }
    }
    #expect(own?.code == .notGranted)
  }

  @Test("anyone asks for their own absence; who stands in, and from when, needs the grant")
  func grants() throws {
    let id = try absence(by: world.rep)
    #expect(failure { try begin(id, by: world.rep) }?.code == .notGranted)
    #expect(failure { try begin(id, by: substitute) }?.code == .notGranted)
    try begin(id)
    let third = try world.addRep("Omid", "omid")
    let lent = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Absence.self, id),
          RecordEdit(values: [shape.substitute.tag: .reference(third)]), in: $0)
      }
    }
    #expect(lent?.code == .notGranted)
    // Who holds the book does not say for how long, but may give it back sooner.
    func lasting(_ end: CivilDate?) -> Failure? {
      failure {
        try world.run(substitute) {
          try RecordOperations.edit(
            try world.view(Absence.self, id),
            RecordEdit(values: [
              shape.endsOn.tag: end.map { .integer(Int64($0.daysSinceEpoch)) } ?? .null
            ]), in: $0)
        }
      }
    }
    #expect(lasting(Journey.day(400))?.code == .notGranted)
    #expect(lasting(Journey.day(2)) == nil)
    let foreign = failure { try absence(by: substitute) }
    #expect(foreign?.code == .notGranted)
    let again = failure { try begin(id) }
    #expect(again?.code == .moveNotAllowed)
  }

  @Test(
    "one that was deleted while it was active is brought back by who may assign, not by who held")
  func undeleted() throws {
    let id = try absence()
    try begin(id)
    try world.run(world.manager, World.laptop) {
      try RecordOperations.delete(try world.view(Absence.self, id), in: $0)
    }
    #expect(!(try world.author(substitute).scopes.contains(.user(world.rep))))
    let refused = failure {
      try world.run(substitute) {
        try RecordOperations.undelete(try world.view(Absence.self, id), in: $0)
      }
    }
    #expect(refused?.code == .notGranted || refused?.code == .outOfScope)
  }

  @Test("one is over after its last day, and found until somebody ends it")
  func over() throws {
    let id = try absence()
    try begin(id)
    #expect(try Absences.over(on: Journey.day(6), reader: world.records).isEmpty)
    #expect(try Absences.over(on: Journey.day(7), reader: world.records).map(\.id) == [id])
    try world.run(world.manager, World.laptop) { try AbsenceOperations.end(id, in: $0) }
    #expect(try Absences.over(on: Journey.day(7), reader: world.records).isEmpty)
  }

  @Test("a change of who is away is one of the rights of who stands in")
  func rightsFollow() throws {
    try begin(try absence())
    let change = RecordChange(
      entity: SchemaTags.user, record: world.rep, creates: false, writes: [])
    #expect(try Absences.rightsFollow(change, reader: world.records) == [substitute])
    let other = RecordChange(
      entity: SchemaTags.user, record: substitute, creates: false, writes: [])
    #expect(try Absences.rightsFollow(other, reader: world.records).isEmpty)
  }

  @Test("what is lent is not kept: who stands in can't make themselves a participant of it")
  func participation() throws {
    let account = try world.openAccount()
    // In nobody's territory, so that only its owner holds it.
    try world.set(account, [Account.shape.territory.tag: .null])
    try begin(try absence())
    func join(_ user: RecordID, _ added: RecordID) throws -> RecordID {
      try world.run(user) {
        try RecordOperations.edit(
          try world.view(Account.self, account),
          RecordEdit(adds: [Account.shape.participants.tag: ["\(added)"]]), in: $0)
      }
    }
    #expect(failure { try join(substitute, substitute) }?.code == .notGranted)
    _ = try join(world.rep, substitute)
    #expect(try world.view(Account.self, account).words(Account.shape.participants) != [])
  }

  @Test("nobody stands in for themselves")
  func another() throws {
    let refused = failure {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(Absence.self),
          RecordEdit(values: [
            shape.substitute.tag: .reference(world.rep), shape.startsOn.tag: .integer(1),
            shape.endsOn.tag: .integer(2),
          ]), in: $0)
      }
    }
    #expect(refused?.arguments.first == DomainLaw.substituteIsAnother.rawValue)
  }
}
