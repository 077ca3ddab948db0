// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Who may do what, derived from the records of users, roles and territories.
public enum Authors {
  /// The author that a user is, with the rights and scopes of the present records.
  ///
  /// A user whose role is missing or deleted may not work; only living territories are scopes.
  /// - Returns: nil when there is no such living user.
  public static func author(of user: RecordID, reader: any RecordReader) throws -> Author? {
    guard let record = try reader.record(SchemaTags.user, user), record.life != .deleted else {
      return nil
    }
    let role = try role(of: record, reader: reader)
    var scopes: Set<Scope> = [.everyone, .user(user)]
    for word in record.words(User.shape.territories) {
      guard let id = RecordID(text: word),
        let territory = try reader.record(SchemaTags.territory, id), territory.life != .deleted
      else { continue }
      scopes.insert(.territory(id))
    }
    scopes.formUnion(try lent(to: user, reader: reader))
    if role?[Role.shape.seesAll] == .truth(true) { scopes.insert(.office) }
    return Author(
      user: user,
      isActive: role != nil && record[User.shape.active] == .truth(true),
      office: role?[Role.shape.office] == .truth(true),
      grants: Set(role?.words(Role.shape.grants) ?? []),
      scopes: scopes)
  }

  /// The living user with a login; nil when there is none.
  public static func user(login: String, reader: any RecordReader) throws -> RecordView? {
    try reader.records(
      SchemaTags.user, where: User.shape.login.tag, is: .text(login.lowercased())
    ).first
  }

  /// What a user holds for others while these are away: their own scope and their territories. What
  /// those hold for others in turn is not lent on.
  private static func lent(to user: RecordID, reader: any RecordReader) throws -> Set<Scope> {
    var scopes: Set<Scope> = []
    for absence in try Absences.active(substitute: user, reader: reader) {
      guard let id = absence[Absence.shape.user].reference,
        let absent = try reader.record(SchemaTags.user, id)
      else { continue }
      scopes.insert(.user(id))
      for word in absent.words(User.shape.territories) {
        guard let id = RecordID(text: word),
          let territory = try reader.record(SchemaTags.territory, id), territory.life != .deleted
        else { continue }
        scopes.insert(.territory(id))
      }
    }
    return scopes
  }

  private static func role(
    of user: RecordView, reader: any RecordReader
  ) throws -> RecordView? {
    guard let id = user[User.shape.role].reference,
      let role = try reader.record(SchemaTags.role, id), role.life != .deleted
    else { return nil }
    return role
  }
}
