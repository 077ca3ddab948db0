// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
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

  private static let tea = NamedResource(product: "P-1")

  /// There is something to sell, and less of it than everybody would like.
  static func stock(_ office: Office, _ now: Int64) throws {
    guard let entity = office.schema[Product.tag] else { return }
    let shape = Product.shape
    for number in 1...2 as ClosedRange<Int64> {
      let edit = RecordEdit(values: [
        shape.sku.tag: .text("P-\(number)"), shape.name.tag: .text("Tea \(number)"),
        shape.listPrice.tag: .integer(1_000 * number),
      ])
      _ = try office.operate(now: now) { authoring, _, author in
        try authoring.commit(by: author) { try RecordOperations.add(entity, edit, in: $0) }
      }
    }
    try office.fillPool(tea, "20", now: now)
  }

  /// Every territory has an account from the start, with somebody who can be called.
  static func openAccounts(_ office: Office, _ now: Int64) throws {
    guard let account = office.schema[Account.tag], let contact = office.schema[Contact.tag],
      let point = office.schema[ContactPoint.tag]
    else { return }
    let places = try office.database.read { try $0.list(RecordQuery(Territory.tag)) }
    for place in places {
      _ = try office.operate(now: now) { authoring, _, author in
        try authoring.commit(by: author) { context in
          let id = context.makeID()
          let edit = RecordEdit(values: [
            Account.shape.name.tag: .text("Old \(place.title)"),
            Account.shape.territory.tag: .reference(place.id),
          ])
          let shape = ContactPoint.shape
          let drafts = [
            try RecordOperations.add(account, id: id, edit, in: context),
            try RecordOperations.add(
              contact,
              RecordEdit(values: [
                Contact.shape.account.tag: .reference(id), Contact.shape.name.tag: .text("Ali"),
              ]), in: context),
            try RecordOperations.add(
              point,
              RecordEdit(values: [
                shape.account.tag: .reference(id), shape.kind.tag: .text("phone"),
                shape.value.tag: .text("02112345678"),
              ]), in: context),
          ]
          return OperationDraft("account open", drafts.flatMap(\.changes))
        }
      }
    }
  }

  /// Invites a device's user again, whom a restored office may never have heard of.
  static func inviteAgain(_ world: World, _ device: DeviceHost) throws -> Invite? {
    guard let user = try device.look({ $0.identity.user }) else { return nil }
    return try world.office.administrate { office, now in
      if !(try office.people().contains { $0.login == device.login }) {
        _ = try office.addUser(
          login: device.login, name: device.login, role: "rep",
          territories: try named([world.territories[0]], office), id: user, now: now)
        world.note("\(device.login) is a user again")
      }
      return try office.invite(login: device.login, now: now)
    }
  }

  /// Promises some of the stock to a device.
  static func grant(_ world: World, _ device: DeviceHost) throws {
    try world.office.administrate { office, now in
      guard let code = try world.code(of: device, at: office) else { return }
      do {
        _ = try office.grant(tea, "\(world.draw(1...3))", device: code, now: now)
      } catch is Failure {
        // The pool is empty.
      } catch let error as ServerError where error.code == .notFound {
        // A manager has deleted it.
      }
    }
  }

  /// Asks for an allocation back.
  static func reclaim(_ world: World) throws {
    try world.office.administrate { office, now in
      guard let line = try office.allocations().randomElement(using: &world.random) else { return }
      do {
        world.note("reclaims \(try office.reclaim("\(line.book.allocation.id)", now: now))")
      } catch is Failure {
        // It is on its way back already.
      }
    }
  }

  /// Gives a rep other territories, moves an account, or moves stock.
  static func change(_ world: World) throws {
    // What devices sent before is judged by what was so before.
    try world.observeOffice()
    defer { world.settleOffice() }
    switch world.draw(0...7) {
    case 0, 1: return try assign(world)
    case 2: return try reclaim(world)
    case 5: return try decideOtherwise(world)
    case 6: return try promote(world)
    case 7 where world.devices.count < 6:
      return try world.addDevice("rep\(world.devices.count)")
    case 3:
      if let device = world.devices.filter(\.isUp).randomElement(using: &world.random) {
        try grant(world, device)
      }
      return
    default: break
    }
    guard
      let device = world.devices.filter(\.isEnrolled).randomElement(using: &world.random)
    else { return }
    let some = world.territories.filter { _ in world.draw(0...1) == 0 }
    try world.office.administrate { office, now in
      let places = try named(some.isEmpty ? [world.territories[0]] : some, office)
      // A restored office may not know them, and a manager may have renamed all of these.
      guard try office.people().contains(where: { $0.login == device.login }), !places.isEmpty
      else { return }
      try office.changeUser(login: device.login, territories: places, now: now)
      world.note("\(device.login) works in \(places)")
    }
  }

  /// Those of these names by which the office knows one territory.
  static func named(_ names: [String], _ office: Office) throws -> [String] {
    let shape = Territory.shape
    let known = try office.database.read { try $0.list(RecordQuery(Territory.tag)) }.map {
      territory in
      Set([shape.name, shape.code].compactMap { territory[$0].text.map(SearchKey.normalize) })
    }
    return names.filter { name in
      known.count { $0.contains(SearchKey.normalize(name)) } == 1
    }
  }

  /// Takes one territory from the one who asks just now, or gives back what was taken.
  static func swap(_ world: World, _ device: DeviceHost) throws {
    guard device.isEnrolled else { return }
    try world.observeOffice()
    defer { world.settleOffice() }
    try world.office.administrate { office, now in
      guard let person = try office.people().first(where: { $0.login == device.login }) else {
        return
      }
      let places = try named(person.territories, office)
      let lacking = try named(
        device.takenAway.filter { !person.territories.contains($0) }, office)
      if let name = lacking.first {
        device.takenAway = []
        try office.changeUser(
          login: device.login, territories: places + [name], now: now)
        return world.note("\(device.login) works in \(name) again")
      }
      guard places.count > 1, let name = places.randomElement(using: &world.random) else { return }
      device.takenAway = [name]
      try office.changeUser(
        login: device.login, territories: places.filter { $0 != name }, now: now)
      world.note("\(device.login) works in \(name) no more")
    }
  }

  /// Somebody becomes a manager, or a rep again.
  private static func promote(_ world: World) throws {
    guard let device = world.devices.filter(\.isEnrolled).randomElement(using: &world.random)
    else { return }
    let role = world.draw(0...1) == 0 ? "manager" : "rep"
    try world.office.administrate { office, now in
      // A restored office may not know them.
      guard try office.people().contains(where: { $0.login == device.login }) else { return }
      try office.changeUser(login: device.login, role: role, now: now)
      world.note("\(device.login) is a \(role)")
    }
  }

  /// Puts another rule in force for a group that several people write.
  private static func decideOtherwise(_ world: World) throws {
    try world.office.administrate { office, now in
      let lines = try office.rules(all: true).filter { $0.entity == Account.about.name }
      guard let line = lines.randomElement(using: &world.random),
        let rule = line.choices.randomElement(using: &world.random)
      else { return }
      let isNew = try office.setRule(rule, for: line.group, of: line.entity, now: now)
      world.note("\(line.group) by \(rule) \(isNew)")
    }
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
