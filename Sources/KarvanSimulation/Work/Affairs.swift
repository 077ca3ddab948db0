// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanServer
import KarvanStore
import KarvanSync
import TestSupport

/// What happens now and then: files that are attached, fields that are declared, and decisions
/// about work that came too late.
enum Affairs {
  // MARK: Files

  /// A rep attaches a file to an account, by the shipped command.
  static func attach(_ world: World, _ device: DeviceHost) throws {
    guard device.isUp, device.isEnrolled, device.running == 0,
      let accounts = try device.look({ try $0.read { try $0.list(RecordQuery(Account.tag)) } }),
      let account = accounts.randomElement(using: &world.random)
    else { return }
    let id = "\(account.id)"
    let path = world.place("shelf/file-\(world.nextNumber()).txt")
    let text = Truth.mark(world)
    // Now and then more than one chunk.
    let size = world.draw(0...5) == 0 ? world.draw(262_140...262_150) : world.draw(1...2_000)
    try unseen {
      try Data((text + String(repeating: "x", count: Int(size))).utf8).write(
        to: URL(fileURLWithPath: path))
    }
    world.stage.begin {
      let ran = await device.run(["attach", id, path])
      world.note("\(device.machine.name) attached \(ran.status) \(ran.trouble)")
      world.settle(device)
    }
  }

  // MARK: Fields

  /// An administrator declares a field, or retires one or takes it up again.
  static func declare(_ world: World) throws {
    try world.office.administrate { office, now in
      let entity = world.random.element(of: [Account.about.name, Contact.about.name])
      let declared = try office.fields(of: entity)
      if let line = declared.randomElement(using: &world.random), world.draw(0...1) == 0 {
        let change = FieldOperations.Change(isRetired: !line.field.isRetired)
        let isNew = try office.change(line.field.key, of: entity, change, now: now)
        return world.note("\(entity).\(line.field.key) retired \(!line.field.isRetired) \(isNew)")
      }
      let kind = world.random.element(of: [DeclaredField.Kind.text, .integer, .truth, .words])
      guard let rule = kind.rules.randomElement(using: &world.random) else { return }
      let key = "own_\(world.nextNumber())"
      try office.declare(
        FieldOperations.Declaration(key: key, kind: kind, rule: rule, label: key), for: entity,
        now: now)
      world.note("\(entity).\(key) is \(kind.rawValue) by \(rule)")
    }
  }

  // MARK: Work that came too late

  /// An administrator decides about what a lost device had pushed, or what somebody had written on
  /// records that were theirs no more.
  static func decide(_ world: World) throws {
    try world.observeOffice()
    defer { world.settleOffice() }
    try rescue(world)
    try world.office.administrate { office, now in
      guard let work = try office.lostWork().randomElement(using: &world.random) else { return }
      if world.draw(0...2) == 0 {
        try office.closeReview("\(work.id)", note: nil, now: now)
        world.note("\(work.id) is dismissed")
      } else {
        let applied = try office.applyReview("\(work.id)", now: now)
        world.note("\(work.id): \(applied.written) written, \(applied.refused.count) refused")
      }
    }
  }

  private static func rescue(_ world: World) throws {
    for device in world.devices {
      guard let code = device.lostCode,
        let replica = world.truth.journals[device.machine.name]?.last?.replica
      else { continue }
      try world.office.administrate { office, now in
        // A restored office may not know of the loss.
        guard try office.database.read({ try $0.device(code: code) })?.revokedAt != nil else {
          return
        }
        let waiting = try office.rescue(device: code)
        guard let some = waiting.randomElement(using: &world.random) else { return }
        let takes = world.draw(0...3) > 0
        // Sealed by another life of the device, it can't be decided one by one.
        let last = waiting.contains { $0.at == nil } || takes ? some.sequence : nil
        let decided = try office.decideRescue(
          device: code, through: last, takes: takes, now: now)
        if takes { world.truth.log.rescued.formUnion(decided.map { Dot(replica, $0.sequence) }) }
        world.note("\(device.machine.name): \(decided.count) of \(waiting.count) taken \(takes)")
      }
    }
  }
}
