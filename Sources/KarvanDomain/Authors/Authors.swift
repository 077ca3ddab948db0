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

  private static func role(
    of user: RecordView, reader: any RecordReader
  ) throws -> RecordView? {
    guard let id = user[User.shape.role].reference,
      let role = try reader.record(SchemaTags.role, id), role.life != .deleted
    else { return nil }
    return role
  }
}
