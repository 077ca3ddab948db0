// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// A commit is judged by the rights that its author had at the sync point that it was written on,
/// for as long as the grace period lasts (P-065).
@Suite struct GraceTests {
  private static let day: Int64 = 86_400_000

  /// An office with a rep who has synced an account in Tehran, and a territory Shiraz.
  private struct Scene {
    let office: TestOffice
    let ali: TestDevice
    let shop: RecordID
    let shiraz: RecordID

    init() throws {
      office = try TestOffice()
      ali = try office.rep("ali")
      shiraz = try office.territory("Shiraz")
      try ali.sync()
      shop = try ali.addAccount("Shop")
      try ali.sync()
      try ali.sync()
    }

    var note: Field { Account.shape.note }

    /// The account goes to another territory and owner.
    func move() throws { try office.assign(shop, to: shiraz) }

    func value(_ field: Field) throws -> Value? {
      try office.office.database.read { try $0.record(Account.tag, shop)?[field] }
    }

    var reviews: [Office.LostWork] {
      get throws { try office.office.lostWork() }
    }
  }

  @Test("An order taken on Tuesday stands although the account moved on Monday night")
  func movedAccount() throws {
    let scene = try Scene()
    try scene.move()
    let started = try scene.ali.database.commit(scene.ali.rights) {
      try OrderOperations.start(account: scene.shop, in: $0)
    }
    let order = try #require(started).changes[0].record
    try scene.ali.set(scene.shop, scene.note, .text("call back"))
    scene.office.now += 6 * Self.day
    let intake = try scene.ali.sync()
    #expect(intake.accepted == 2 && intake.rejected == 0)
    #expect(intake.divergent == [])
    let view = try scene.office.office.database.read { try $0.record(Order.tag, order) }
    #expect(view?[Order.shape.account].reference == scene.shop)
    #expect(try scene.value(scene.note) == .text("call back"))
    // It went with the account, to where that is now.
    #expect(try scene.ali.database.read { try $0.record(Order.tag, order) } == nil)
    #expect(try scene.ali.value(scene.shop, scene.note) == nil)
    #expect(try scene.office.office.check(thorough: true) == [])
    #expect(try scene.ali.database.check() == [])
  }

  @Test("Past the grace period, or without one, the work becomes a review item that can be applied")
  func lateWork() throws {
    for isLate in [true, false] {
      let scene = try Scene()
      if !isLate { try scene.office.office.change(.rightsGrace, to: "0") }
      try scene.move()
      try scene.ali.set(scene.shop, scene.note, .text("call back"))
      try scene.ali.set(scene.shop, scene.note, .text("call back on Friday"))
      if isLate { scene.office.now += 8 * Self.day }
      let intake = try scene.ali.sync()
      #expect(intake.rejected == 2 && intake.divergent == [])
      #expect(try scene.ali.value(scene.shop, scene.note) == nil)
      let kept = try scene.ali.database.read { try $0.rejected() }
      #expect(kept.map(\.failure.code) == [.outOfScope, .dependsOnRejected])
      #expect(kept.last?.commit.changes.first?.writes.isEmpty == false)
      let review = try #require(try scene.reviews.first)
      #expect(try scene.reviews.count == 1)
      #expect(review.commits == 2 && review.login == "ali")
      #expect(review.details.contains("call back"))
      // The rep is told, too.
      try scene.ali.sync()
      let items = try scene.ali.database.read { try $0.list(RecordQuery(ReviewItem.tag)) }
      #expect(items.map(\.id) == [review.id])

      #expect(
        try scene.office.office.applyReview("\(review.id)", now: scene.office.now).written == 2)
      #expect(try scene.value(scene.note) == .text("call back on Friday"))
      #expect(try scene.reviews.isEmpty)
      #expect(throws: ServerError.self) {
        try scene.office.office.applyReview("\(review.id)", now: scene.office.now)
      }
      try scene.ali.sync()
      let closed = try scene.ali.database.read { try $0.record(ReviewItem.tag, review.id) }
      #expect(closed?[ReviewItem.shape.status] == .text("closed"))
    }
  }

  @Test("A new record below an account that was lost is kept for review, and what builds on it")
  func lostChildren() throws {
    let scene = try Scene()
    try scene.office.office.change(.rightsGrace, to: "0")
    let started = try scene.ali.database.commit(scene.ali.rights) {
      try VisitOperations.start(account: scene.shop, in: $0)
    }
    let visit = try #require(started).changes[0].record
    _ = try scene.ali.database.commit(scene.ali.rights) {
      try VisitOperations.end(
        visit: visit, report: VisitOperations.Report(note: "met the owner"), in: $0)
    }
    try scene.move()
    #expect(try scene.ali.sync().rejected == 2)
    let review = try #require(try scene.reviews.first)
    #expect(review.commits == 2 && review.subject == "account Shop")
    #expect(try scene.office.office.applyReview("\(review.id)", now: scene.office.now).written == 2)
    let view = try scene.office.office.database.read { try $0.record(Visit.tag, visit) }
    #expect(view?[Visit.shape.note] == .text("met the owner"))
    #expect(view?.creator == scene.ali.enrolment.user)
  }

  @Test("Applied work gets no right that its author's role does not give")
  func craftedWork() throws {
    let scene = try Scene()
    let (office, ali) = (scene.office, scene.ali)
    try office.office.change(.rightsGrace, to: "0")
    let (user, now) = (ali.enrolment.user, office.now)
    let (role, admin) = try office.office.database.read { reader in
      let roles = try reader.list(RecordQuery(Role.tag))
      return (
        try #require(reader.record(User.tag, user)?[User.shape.role].reference),
        try #require(roles.first { $0[Role.shape.code] == .text("administrator") }).id
      )
    }
    try scene.move()
    try ali.set(scene.shop, scene.note, .text("call back"))
    // What a changed program could write: the same again, and a better role along with it.
    let all = WritingRights(
      author: { _ in
        Author(
          user: user, isActive: true, office: true, grants: ["*"], scopes: [.everyone, .office])
      }, makeID: { .now(now) })
    _ = try ali.database.commit(all) { context in
      let shop = try #require(try context.reader.record(Account.tag, scene.shop))
      let me = try #require(try context.reader.record(User.tag, user))
      let edits = [
        context.drafter.edit(shop, RecordEdit(values: [scene.note.tag: .text("and again")])),
        context.drafter.edit(me, RecordEdit(values: [User.shape.role.tag: .reference(admin)])),
      ]
      return OperationDraft("account edit", edits.compactMap { $0 })
    }
    #expect(try ali.sync().rejected == 2)
    let review = try #require(try scene.reviews.first)
    let shown = try office.office.lostWork(in: "\(review.id)")
    #expect(shown.count == 2)
    let last = try #require(shown.last)
    #expect(last.changes.count == 2 && last.changes[1].hasPrefix("change user"), "\(last)")
    #expect(last.changes[1].contains("role="))

    let applied = try office.office.applyReview("\(review.id)", now: office.now)
    #expect(applied.written == 1)
    #expect(applied.refused.map(\.sequence) == [last.sequence])
    #expect(applied.refused.map(\.failure.code) == [.notGranted])
    #expect(try scene.value(scene.note) == .text("call back"))
    let after = try office.office.database.read { try $0.record(User.tag, user) }
    #expect(after?[User.shape.role].reference == role)
    #expect(try scene.reviews.isEmpty)
    #expect(try office.office.check(thorough: true) == [])
  }

  @Test("A dismissed item stays kept as rejected, and new work on the record opens another")
  func dismissed() throws {
    let scene = try Scene()
    try scene.office.office.change(.rightsGrace, to: "0")
    try scene.move()
    try scene.ali.set(scene.shop, scene.note, .text("call back"))
    try scene.ali.sync()
    let review = try #require(try scene.reviews.first)
    try scene.office.office.closeReview("\(review.id)", note: "not now", now: scene.office.now)
    #expect(try scene.reviews.isEmpty)
    #expect(try scene.value(scene.note) != .text("call back"))
    #expect(try scene.office.office.database.read { try $0.rejections() }.count == 1)
  }

  @Test("A role that changed is judged like an account that moved")
  func changedRole() throws {
    for (grace, accepted) in [("7d", 1), ("0", 0)] {
      let scene = try Scene()
      try scene.office.office.change(.rightsGrace, to: grace)
      try scene.ali.set(scene.shop, scene.note, .text("call back"))
      try scene.office.addRole("reader")
      try scene.office.office.changeUser(login: "ali", role: "reader", now: scene.office.now)
      let intake = try scene.ali.sync()
      #expect(intake.accepted == accepted && intake.rejected == 1 - accepted)
      // What is written from now on is written with the new rights.
      #expect(throws: Failure.self) {
        try scene.ali.set(scene.shop, scene.note, .text("again"))
      }
      if accepted == 0 {
        let kept = try scene.ali.database.read { try $0.rejected() }
        #expect(kept.map(\.failure.code) == [.notGranted])
        #expect(try scene.reviews.isEmpty)
      }
    }
  }

  @Test("Whoever may not work any more has no grace")
  func leaver() throws {
    let scene = try Scene()
    try scene.ali.set(scene.shop, scene.note, .text("call back"))
    try scene.office.office.changeUser(login: "ali", isActive: false, now: scene.office.now)
    let intake = try scene.ali.sync()
    #expect(intake.rejected == 1)
    #expect(
      try scene.ali.database.read { try $0.rejected() }.map(\.failure.code) == [.inactive])
  }

  // MARK: Attempts to regain rights.

  @Test("A sync point that was never given, or given to another, brings no rights back")
  func backdating() throws {
    let scene = try Scene()
    let omid = try scene.office.rep("omid")
    try omid.sync()
    let stolen = try omid.database.standing().marks
    let marks = try scene.ali.database.standing().marks
    let mark = try #require(marks.first)
    try scene.move()
    let forger = try Forger(scene.ali)
    let forged = SyncMark(
      position: mark.position, at: mark.at + 100 * Self.day, mac: mark.mac)
    let attempts: [(UInt64, [SyncMark])] = [
      (mark.position, []), (mark.position - 1, marks), (mark.position + 1, marks), (0, marks),
      (.max, marks), (stolen[0].position, stolen), (mark.position, [forged]),
    ]
    for (basis, shown) in attempts {
      let edit = try forger.edit(Account.tag, scene.shop, scene.note, .text("mine"))
      #expect(
        try forger.push([[edit]], basis: basis, marks: shown).results.failures == [.outOfScope])
    }
    // The honest one stands still: none of the attempts counts as its newest.
    let edit = try forger.edit(Account.tag, scene.shop, scene.note, .text("honest"))
    #expect(try forger.push([[edit]], basis: mark.position, marks: marks).results.accepted == 1)
  }

  @Test("Once a commit was written on a newer sync point, older ones count no more")
  func goingBack() throws {
    let scene = try Scene()
    let old = try #require(try scene.ali.database.standing().marks.first)
    try scene.move()
    let forger = try Forger(scene.ali)
    let new = try #require(try forger.push([]).page.mark)
    #expect(new.position > old.position)
    let notice = RecordChange(entity: Account.tag, record: .random(), creates: true, writes: [])
    try forger.push([[notice]], basis: new.position, marks: [new, old])
    let edit = try forger.edit(Account.tag, scene.shop, scene.note, .text("mine"))
    let results = try forger.push([[edit]], basis: old.position, marks: [new, old]).results
    #expect(results.failures == [.outOfScope])
  }

  @Test(
    "A device that never syncs holds rights no longer than the grace period, whatever its clock")
  func silence() throws {
    let scene = try Scene()
    try scene.move()
    let marks = try scene.ali.database.standing().marks
    let forger = try Forger(scene.ali)
    scene.office.now += 7 * Self.day
    let first = try forger.edit(Account.tag, scene.shop, scene.note, .text("in time"))
    #expect(
      try forger.push([[first]], basis: marks[0].position, marks: marks).results.accepted == 1)
    scene.office.now += 1
    let second = try forger.edit(Account.tag, scene.shop, scene.note, .text("too late"))
    #expect(
      try forger.push([[second]], basis: marks[0].position, marks: marks).results.failures
        == [.outOfScope])
  }

  @Test("A record that came into a lost territory after the sync point was never held")
  func cameLater() throws {
    let scene = try Scene()
    try scene.office.office.changeUser(
      login: "ali", territories: ["Shiraz"], now: scene.office.now)
    let omid = try scene.office.rep("omid")
    try omid.sync()
    let later = try omid.addAccount("Later")
    try omid.sync()
    let marks = try scene.ali.database.standing().marks
    let forger = try Forger(scene.ali)
    let edit = try forger.edit(Account.tag, later, scene.note, .text("mine"))
    let results = try forger.push([[edit]], basis: marks[0].position, marks: marks).results
    #expect(results.failures == [.outOfScope])
  }

  @Test("A record that left, came back and left again was held at the sync points between")
  func stays() throws {
    let scene = try Scene()
    let tehran = try scene.office.territoryID("Tehran")
    var marks: [(SyncMark, isHeld: Bool)] = []
    func look(_ isHeld: Bool) throws {
      try scene.ali.sync()
      marks.append((try #require(try scene.ali.database.standing().marks.first), isHeld))
    }
    try look(true)
    for _ in 0..<3 {
      try scene.move()
      try look(false)
      try scene.office.assign(scene.shop, to: tehran)
      try look(true)
    }
    try scene.move()
    let user = scene.ali.enrolment.user
    try scene.office.office.database.read { reader in
      let author = try #require(try Authors.author(of: user, reader: reader))
      for (mark, isHeld) in marks {
        let scopes = try #require(
          try reader.scopes(of: Account.tag, scene.shop, at: mark.position))
        #expect(author.scopes.isDisjoint(with: scopes) == !isHeld)
      }
      #expect(try reader.scopes(of: Account.tag, scene.shop, at: 1) == nil)
    }
    let forger = try Forger(scene.ali)
    for (mark, isHeld) in marks {
      let edit = try forger.edit(Account.tag, scene.shop, scene.note, .text("\(mark.position)"))
      let results = try forger.push([[edit]], basis: mark.position, marks: [mark]).results
      #expect(results.accepted == (isHeld ? 1 : 0), "\(mark.position)")
    }
  }
}

extension TestOffice {
  /// The identifier of a territory.
  func territoryID(_ name: String) throws -> RecordID {
    let views = try office.database.read { try $0.list(RecordQuery(Territory.tag)) }
    return try #require(views.first { $0.title == name }).id
  }

  /// Gives an account to another territory, and to no owner.
  func assign(_ account: RecordID, to territory: RecordID) throws {
    try office.operate(now: now) { authoring, writer, author in
      _ = try authoring.commit(by: author) { context in
        let view = try #require(try writer.record(Account.tag, account))
        return try RecordOperations.edit(
          view,
          RecordEdit(values: [
            Account.shape.territory.tag: .reference(territory), Account.shape.owner.tag: .null,
          ]), in: context)
      }
    }
  }

  /// A role that may only look.
  func addRole(_ code: String) throws {
    try office.operate(now: now) { authoring, _, author in
      _ = try authoring.commit(by: author) { context in
        let shape = Role.shape
        let role = try #require(context.schema[Role.tag])
        return try RecordOperations.add(
          role,
          RecordEdit(
            values: [shape.name.tag: .text(code), shape.code.tag: .text(code)],
            adds: [shape.grants.tag: ["visit:create"]]), in: context)
      }
    }
  }
}
