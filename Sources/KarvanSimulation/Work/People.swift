// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanServer
import KarvanStore

/// What administrators do.
enum People {
  static func addTerritory(_ name: String, _ office: Office, _ now: Int64) throws {
    guard let entity = office.schema[Territory.tag] else { return }
    _ = try office.operate(now: now) { authoring, _, author in
      try authoring.commit(by: author) { context in
        try RecordOperations.add(
          entity, RecordEdit(values: [Territory.shape.name.tag: .text(name)]), in: context)
      }
    }
  }

  /// Gives a rep other territories, or moves an account.
  static func change(_ world: World) throws {
    if world.draw(0...1) == 0 { return try assign(world) }
    let device = world.devices[Int(world.draw(0...Int64(world.devices.count - 1)))]
    let some = world.territories.filter { _ in world.draw(0...1) == 0 }
    let places = some.isEmpty ? [world.territories[0]] : some
    try world.office.administrate { office, now in
      try office.changeUser(login: device.login, territories: places, now: now)
    }
    world.note("\(device.login) works in \(places)")
  }

  private static func assign(_ world: World) throws {
    try world.office.administrate { office, now in
      let (accounts, territories) = try office.database.read { reader in
        (try reader.list(RecordQuery(Account.tag)), try reader.list(RecordQuery(Territory.tag)))
      }
      guard !accounts.isEmpty else { return }
      let account = accounts[Int(world.draw(0...Int64(accounts.count - 1)))]
      let place = territories[Int(world.draw(0...Int64(territories.count - 1)))]
      _ = try office.operate(now: now) { authoring, writer, author in
        guard let shown = try writer.record(Account.tag, account.id) else { return }
        _ = try authoring.commit(by: author) { context in
          try RecordOperations.edit(
            shown, RecordEdit(values: [Account.shape.territory.tag: .reference(place.id)]),
            in: context)
        }
      }
      world.note("\(account.id) belongs to \(place.id)")
    }
  }
}
