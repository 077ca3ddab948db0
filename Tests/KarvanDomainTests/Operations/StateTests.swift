// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

@Suite("States")
struct StateTests {
  @Test("what an order was once is not put back past its command")
  func putBack() throws {
    let world = try World()
    let account = try world.openAccount()
    let order = try world.run(world.rep) { try OrderOperations.start(account: account, in: $0) }
    let view = try world.view(Order.self, order)
    let group = try #require(view.entity.group(of: Order.shape.status.tag))
    func putBack(_ state: String) -> Failure? {
      failure {
        try world.run(world.rep) { context in
          let value = try #require(
            GroupValue([FieldValue(Order.shape.status.tag, .text(state))]))
          return try ConflictOperations.putBack(
            .register(value), to: group, of: view, in: context)
        }
      }
    }
    let refused = putBack("submitted")
    #expect(refused?.code == .invariant)
    #expect(refused?.arguments == [DomainLaw.stateByCommand.rawValue, "karvan order submit"])
  }
}
