// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// The user's scopes change while a round of pages is on its way.
@Suite struct RoundTests {
  private let world: World
  private let one: World.Device
  private let two: World.Device

  init() throws {
    world = try World()
    one = try world.addDevice(territories: [0, 1, 2])
    two = try world.addDevice(territories: [0, 1])
  }

  /// Orders that lie in each of the territories in turn.
  private func makeOrders(_ territories: [Int]) throws {
    for index in 0..<9 {
      _ = try one.create(
        Toy.order,
        [
          21: .reference(World.territories[territories[index % territories.count]]),
          22: .text("t\(index)"),
        ])
    }
    try #require(try world.sync(one) != nil)
  }

  /// The territories that the user has as each page is made; the last ones stay. A round that went
  /// on would miss what lies in the territory that was not asked for, or not served, in between.
  @Test(arguments: [
    [[0, 1], [0], [0, 1]], [[0], [0, 1]], [[0], [0], [0, 1]], [[0, 1], [1], [0], [0, 1]],
    [[0, 1], [], [0, 1]], [[0, 1], [0]], [[0, 1], [0, 1, 2]], [[0, 1], [0, 2]],
    [[0, 1], [2], [0, 1]], [[0], [0, 1], [1], [0, 1, 2]], [[0, 1], [0, 1], [0, 1], []],
  ])
  func aRoundHasOneListOfScopes(_ lists: [[Int]]) throws {
    // The device holds its scopes when the round begins.
    try #require(try world.sync(two) != nil)
    try makeOrders([0, 1, 2])
    var held: Set = [0, 1]
    var staged: [Int]?
    for list in lists.dropLast() {
      world.setAuthor(world.author(two.user, territories: list))
      #expect(try world.sync(two, pageBytes: 1, answers: 1) == nil)
      let begins = !held.isSuperset(of: list) || (staged.map { $0 != list } ?? false)
      #expect(try (two.database.standing().stagedPosition == 0) == begins)
      held.formUnion(list)
      staged = begins ? nil : list
    }
    let last = lists.last ?? []
    world.setAuthor(world.author(two.user, territories: last))
    let intake = try #require(try world.sync(two, pageBytes: 1))
    #expect(intake.divergent == [])
    let expected = try one.all(Toy.order).filter { view in
      last.contains { view[21].reference == World.territories[$0] }
    }
    #expect(try two.all(Toy.order).map(\.id) == expected.map(\.id))
    #expect(try two.database.standing().stagedPosition == 0)
    #expect(try two.database.check(thorough: true) == [])
  }
}
