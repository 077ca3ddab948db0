// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Visits")
struct VisitTests {
  let world: World
  let account: RecordID
  let shape = Visit.shape

  init() throws {
    world = try World()
    account = try world.openAccount()
  }

  @Test("a visit is started, is the only one, and ends with what came of it")
  func visit() throws {
    let fix = GeoFix(latitude: 35_700_000, longitude: 51_400_000, accuracyM: 12)
    let id = try world.run(world.rep) {
      try VisitOperations.start(account: account, position: fix, in: $0)
    }
    let second = failure {
      try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
    }
    #expect(second?.arguments.first == DomainLaw.oneVisitInProgress.rawValue)
    #expect(second?.record == id)
    let report = VisitOperations.Report(outcome: "no_order", noOrderReason: "stocked", note: "Ok")
    try world.run(world.rep) { try VisitOperations.end(report: report, position: fix, in: $0) }
    let visit = try world.view(Visit.self, id)
    #expect(visit[shape.status] == .text("done") && visit[shape.rep].reference == world.rep)
    #expect(visit[shape.checkInAccuracyM] == .integer(12))
    #expect(visit[shape.checkOutLatitude] == .integer(35_700_000))
    #expect(visit[shape.outcome] == .text("no_order") && visit[shape.note] == .text("Ok"))
    #expect(try VisitOperations.current(of: world.rep, reader: world.records) == nil)
    let none = failure { try world.run(world.rep) { try VisitOperations.end(in: $0) } }
    #expect(none?.arguments.first == DomainLaw.noVisitInProgress.rawValue)
    let twice = failure {
      try world.run(world.rep) { try VisitOperations.end(visit: id, in: $0) }
    }
    #expect(twice?.code == .moveNotAllowed)
  }

  @Test("a planned visit is taken over by who goes there, one that somebody is at is not")
  func takenOver() throws {
    let other = try world.addRep("Omid", "omid")
    let planned = try plan(world.rep, by: world.rep)
    func take(_ visit: RecordID) throws {
      _ = try world.run(other) {
        try RecordOperations.edit(
          try world.view(Visit.self, visit),
          RecordEdit(values: [shape.rep.tag: .reference(other)]), in: $0)
      }
    }
    try take(planned)
    #expect(try world.view(Visit.self, planned)[shape.rep].reference == other)
    let started = try world.run(world.rep) {
      try VisitOperations.start(account: account, in: $0)
    }
    #expect(failure { try take(started) }?.code == .notGranted)
    try world.run(world.rep) { try VisitOperations.end(in: $0) }
    #expect(failure { try take(started) }?.code == .notGranted)
  }

  @Test("an unknown outcome is refused and the visit stays open")
  func outcome() throws {
    try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
    let failure = failure {
      try world.run(world.rep) { try VisitOperations.end(report: .init(outcome: "sold"), in: $0) }
    }
    #expect(failure?.code == .notAChoice && failure?.field == "outcome")
    #expect(try VisitOperations.current(of: world.rep, reader: world.records) != nil)
  }

  private func plan(_ rep: RecordID, by author: RecordID) throws -> RecordID {
    try world.run(author) {
      try RecordOperations.add(
        try world.entity(Visit.self),
        RecordEdit(values: [
          shape.account.tag: .reference(account), shape.rep.tag: .reference(rep),
          shape.plannedAt.tag: .integer(world.now),
        ]), in: $0)
    }
  }

  @Test("a planned visit is started by its rep; others plan it only with the grant")
  func planned() throws {
    let foreign = failure { try plan(world.manager, by: world.rep) }
    #expect(foreign?.arguments == ["visit.assignment:edit"])
    let id = try plan(world.rep, by: world.manager)
    let other = try world.openAccount("Other")
    let mismatch = failure {
      try world.run(world.rep) {
        try VisitOperations.start(account: other, visit: id, in: $0)
      }
    }
    #expect(mismatch?.field == "account")
    let intruder = failure {
      try world.run(world.manager, World.laptop) {
        try VisitOperations.start(account: account, visit: id, in: $0)
      }
    }
    #expect(intruder?.arguments.first == DomainLaw.visitingRep.rawValue)
    try world.run(world.rep) {
      try VisitOperations.start(account: account, visit: id, in: $0)
    }
    #expect(try VisitOperations.current(of: world.rep, reader: world.records)?.id == id)
    let again = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Visit.self, id),
          RecordEdit(values: [shape.checkInAt.tag: .integer(1)]), in: $0)
      }
    }
    #expect(again?.code == .alreadySet)
  }

  @Test("what was begun here beats what was called off there")
  func calledOff() throws {
    let id = try plan(world.rep, by: world.manager)
    let shown = try world.view(Visit.self, id)
    let manager = try world.context(world.manager, World.laptop)
    let cancelled = try RecordOperations.edit(
      shown, RecordEdit(values: [shape.status.tag: .text("cancelled")]), in: manager)
    try world.run(world.rep) {
      try VisitOperations.start(account: account, visit: id, in: $0)
    }
    try world.commit(cancelled, by: manager.author, replica: World.laptop)
    #expect(try world.view(Visit.self, id)[shape.status] == .text("in_progress"))
  }

  @Test("nobody leaves before they came; a clock set back does not make it so")
  func order() throws {
    let id = try world.run(world.rep) { try VisitOperations.start(account: account, in: $0) }
    let began = try #require(try world.view(Visit.self, id)[shape.checkInAt].integer)
    let early = failure {
      try world.run(world.rep) {
        try RecordOperations.edit(
          try world.view(Visit.self, id),
          RecordEdit(values: [shape.checkOutAt.tag: .integer(began - 1)]), in: $0)
      }
    }
    #expect(early?.arguments.first == DomainLaw.checkOutAfterCheckIn.rawValue)
    world.now = began - 3_600_000
    try world.run(world.rep) { try VisitOperations.end(in: $0) }
    #expect(try world.view(Visit.self, id)[shape.checkOutAt] == .integer(began))
  }

  @Test("a visit starts planned or in progress")
  func starting() throws {
    let failure = failure {
      try world.run(world.rep) {
        try RecordOperations.add(
          try world.entity(Visit.self),
          RecordEdit(values: [
            shape.account.tag: .reference(account), shape.status.tag: .text("done"),
          ]), in: $0)
      }
    }
    #expect(failure?.arguments.first == DomainLaw.startingState.rawValue)
  }
}
