// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import TestSupport
import Testing

@testable import KarvanDomain

@Suite("Territories by rule")
struct TerritoryRuleTests {
  private func point(_ latitude: Int64, _ longitude: Int64) -> Boundary.Point {
    Boundary.Point(latitude: latitude, longitude: longitude)
  }

  @Test("an area holds what is between its sides, however its corners are told")
  func rectangles() throws {
    let boundary = try #require(Boundary("35,51 36,51 36,52 ۳۵٫۰,۵۲".replacing("٫", with: ".")))
    let reversed = try #require(Boundary("35,52 36,52 36,51 35,51"))
    try forAllSeeds(400) { generator in
      let point = point(
        generator.integer(in: 34_900_000...36_100_000),
        generator.integer(in: 50_900_000...52_100_000))
      let isInside =
        (35_000_000...36_000_000).contains(point.latitude)
        && (51_000_000...52_000_000).contains(point.longitude)
      try #require(boundary.contains(point) == isInside)
      try #require(reversed.contains(point) == isInside)
    }
    for corner in boundary.corners { #expect(boundary.contains(corner)) }
    #expect(boundary.contains(point(35_000_000, 51_400_000)))
  }

  /// A triangle by its sides: the same side of all three, or on one of them.
  @Test("a triangle holds what is on one side of all of its sides")
  func triangles() throws {
    try forAllSeeds(300) { generator in
      func random() -> Boundary.Point {
        point(generator.integer(in: -20...20), generator.integer(in: -20...20))
      }
      let corners = [random(), random(), random()]
      func side(_ one: Boundary.Point, _ two: Boundary.Point, _ at: Boundary.Point) -> Int64 {
        ((two.longitude - one.longitude) * (at.latitude - one.latitude)
          - (two.latitude - one.latitude) * (at.longitude - one.longitude)).signum()
      }
      let isFlat = side(corners[0], corners[1], corners[2]) == 0
      guard !isFlat else { return }
      let text = corners.map { corner in
        [corner.latitude, corner.longitude].map { value in
          (value < 0 ? "-" : "") + "0."
            + String(repeating: "0", count: value.magnitude < 10 ? 5 : 4)
            + "\(value.magnitude)"
        }.joined(separator: ",")
      }.joined(separator: " ")
      let boundary = try #require(Boundary(text), "\(text)")
      try #require(boundary.corners == corners)
      for _ in 0..<20 {
        let at = random()
        let sides = Set(
          (0..<3).map { side(corners[$0], corners[($0 + 1) % 3], at) }.filter { $0 != 0 })
        try #require(boundary.contains(at) == (sides.count <= 1), "\(text) \(at)")
      }
    }
  }

  @Test(
    "what is no area is refused",
    arguments: [
      "", "35,51 36,51", "35,51 36,51 north", "91,51 36,51 36,52", "35;51 36;51 36;52",
      "35,51,1 36,51 36,52", "35.1234567,51 36,51 36,52",
    ])
  func malformed(_ text: String) { #expect(Boundary(text) == nil) }

  private struct Fixture {
    let world: World
    let outer: RecordID
    let inner: RecordID
    let account: RecordID
  }

  /// Tehran with a north inside of it for outlets, and an account with an address.
  private func fixture(kind: String, city: String) throws -> Fixture {
    let world = try World()
    let shape = Territory.shape
    func add(_ edit: RecordEdit) throws -> RecordID {
      try world.run(world.administrator, World.laptop) {
        try RecordOperations.add(try world.entity(Territory.self), edit, in: $0)
      }
    }
    let outer = try add(
      RecordEdit(
        values: [shape.name.tag: .text("Tehran")],
        adds: [shape.cities.tag: ["Tehran", "ری"]]))
    let inner = try add(
      RecordEdit(
        values: [shape.name.tag: .text("North"), shape.parent.tag: .reference(outer)],
        adds: [shape.cities.tag: ["تهران"], shape.accountKinds.tag: ["outlet"]]))
    let account = try world.openAccount()
    try world.run(world.administrator, World.laptop) {
      try RecordOperations.edit(
        try world.view(Account.self, account),
        RecordEdit(values: [Account.shape.kind.tag: .text(kind)]), in: $0)
    }
    try world.run(world.rep) {
      try RecordOperations.add(
        try world.entity(Address.self),
        RecordEdit(values: [
          Address.shape.account.tag: .reference(account),
          Address.shape.line.tag: .text("1 High Street"), Address.shape.city.tag: .text(city),
        ]), in: $0)
    }
    return Fixture(world: world, outer: outer, inner: inner, account: account)
  }

  private func proposal(_ fixture: Fixture) throws -> TerritoryRules.Proposal? {
    TerritoryRules(fixture.world.all(Territory.self)).proposal(
      for: try fixture.world.view(Account.self, fixture.account),
      places: fixture.world.all(Address.self))
  }

  @Test("the innermost that fits is proposed, and after the move nothing more")
  func moves() throws {
    for (kind, city) in [("outlet", "Tehran"), ("company", "تهران"), ("outlet", "Rey")] {
      let fixture = try fixture(kind: kind, city: city)
      let found = try #require(try proposal(fixture))
      let expected = kind == "outlet" && city == "Tehran" ? fixture.inner : fixture.outer
      #expect(found.to == expected, "\(kind) \(city)")
      #expect(found.reasons.first == .city)
      let world = fixture.world
      try world.run(world.administrator, World.laptop) {
        try TerritoryRules.assign([found], in: $0)
      }
      #expect(
        try world.view(Account.self, fixture.account)[Account.shape.territory].reference
          == expected)
      #expect(try proposal(fixture) == nil)
    }
  }

  @Test("who is inside of what the rules name stays there; elsewhere no rule speaks")
  func stays() throws {
    let fixture = try fixture(kind: "company", city: "Tehran")
    let world = fixture.world
    try world.run(world.administrator, World.laptop) {
      try RecordOperations.edit(
        try world.view(Account.self, fixture.account),
        RecordEdit(values: [Account.shape.territory.tag: .reference(fixture.inner)]), in: $0)
    }
    #expect(try proposal(fixture) == nil)
    #expect(try proposal(self.fixture(kind: "company", city: "Shiraz")) == nil)
  }

  @Test("reps move nobody")
  func rights() throws {
    let fixture = try fixture(kind: "company", city: "Tehran")
    let found = try #require(try proposal(fixture))
    #expect(throws: Failure.self) {
      try fixture.world.run(fixture.world.rep) { try TerritoryRules.assign([found], in: $0) }
    }
  }
}
