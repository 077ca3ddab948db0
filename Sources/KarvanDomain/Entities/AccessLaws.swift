// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What keeps a workspace from locking its people out. Looked at only when a role or territory is
/// deleted, or when a user or role loses what makes an administrator.
enum AccessLaws {
  /// The grant of whoever may do everything.
  static let everyRight = "*"

  /// A role that an active user has is not deleted.
  static let roleInUse: Invariant = { context in
    guard context.isDeletion else { return nil }
    let holders = try users(with: context.after.id, in: context).filter(isActive)
    return holders.isEmpty ? nil : context.breaks(.roleInUse, nil, named(holders))
  }

  /// A territory that living accounts or users name, or that others are inside of, is not deleted.
  static let territoryInUse: Invariant = { context in
    guard context.isDeletion else { return nil }
    let id = context.after.id
    // The few people first: accounts may be many.
    var holders = try everybody(in: context).filter {
      $0.words(User.shape.territories).contains("\(id)")
    }
    let references = [
      (Territory.tag, Territory.shape.parent.tag), (Account.tag, Account.shape.territory.tag),
    ]
    for (entity, field) in references where holders.isEmpty {
      holders = try context.reader.records(entity, where: field, is: .reference(id))
    }
    return holders.isEmpty ? nil : context.breaks(.territoryInUse, nil, named(holders))
  }

  /// The last active user with every right keeps their role and stays active.
  static let userKeepsRight: Invariant = { context in
    guard let before = context.before else { return nil }
    let shape = User.shape
    let kept =
      before[shape.role] == context.after[shape.role]
      && (!isActive(before) || isActive(context.after))
    if kept { return nil }
    guard try isAdministrator(before, in: context), try !isAdministrator(context.after, in: context)
    else { return nil }
    if try hasAdministrator(but: { $0.id == before.id }, in: context) { return nil }
    return context.breaks(.lastAdministrator, isActive(context.after) ? shape.role : shape.active)
  }

  /// The last role with every right that an active user has keeps it.
  static let roleKeepsRight: Invariant = { context in
    guard let before = context.before, before.life != .deleted, grantsAll(before),
      !grantsAll(context.after), !context.isDeletion
    else { return nil }
    let role = Value.reference(before.id)
    // Without an active holder nobody loses anything.
    guard try users(with: before.id, in: context).contains(where: isActive),
      try !hasAdministrator(but: { $0[User.shape.role] == role }, in: context)
    else { return nil }
    return context.breaks(.lastAdministrator, Role.shape.grants)
  }
}

extension AccessLaws {
  private static func users(with role: RecordID, in context: ChangeContext) throws -> [RecordView] {
    try context.reader.records(User.tag, where: User.shape.role.tag, is: .reference(role))
  }

  private static func active(in context: ChangeContext) throws -> [RecordView] {
    try context.reader.records(User.tag, where: User.shape.active.tag, is: .truth(true))
  }

  private static func everybody(in context: ChangeContext) throws -> [RecordView] {
    try active(in: context)
      + context.reader.records(User.tag, where: User.shape.active.tag, is: .truth(false))
  }

  private static func isActive(_ user: RecordView) -> Bool {
    user[User.shape.active] == .truth(true)
  }

  private static func grantsAll(_ role: RecordView) -> Bool {
    role.words(Role.shape.grants).contains(everyRight)
  }

  private static func isAdministrator(
    _ user: RecordView, in context: ChangeContext
  ) throws -> Bool {
    guard isActive(user), let id = user[User.shape.role].reference,
      let role = try context.reader.record(Role.tag, id)
    else { return false }
    return role.life != .deleted && grantsAll(role)
  }

  private static func hasAdministrator(
    but excluded: (RecordView) -> Bool, in context: ChangeContext
  ) throws -> Bool {
    try active(in: context).contains { user in
      try !excluded(user) && isAdministrator(user, in: context)
    }
  }

  /// Some of the titles, as a message has little room.
  private static func named(_ records: [RecordView]) -> [String] {
    records.prefix(5).map(\.title) + (records.count > 5 ? ["…"] : [])
  }
}
