// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
import KarvanDomain
public import KarvanSealing
import KarvanStore
import KarvanSync

extension Office {
  /// How long an invite is good for by default, and at most: a day and a week, in milliseconds.
  public static let inviteLifetime: Int64 = 86_400_000
  /// The longest life of an invite, in milliseconds.
  public static let longestInviteLifetime: Int64 = 604_800_000

  /// Makes an invite for a user who is named by their login.
  public func invite(login: String, lifetime: Int64 = inviteLifetime, now: Int64) throws -> Invite {
    guard let user = try database.read({ try Authors.user(login: login, reader: $0)?.id }) else {
      throw ServerError(
        .notFound, "there is no user “\(login)”; list them with: karvan-server user list")
    }
    return try invite(user: user, lifetime: lifetime, now: now)
  }

  /// Makes an invite for a user, good for one device.
  public func invite(
    user: RecordID, lifetime: Int64 = inviteLifetime, now: Int64
  ) throws -> Invite {
    guard lifetime > 0, lifetime <= Self.longestInviteLifetime else {
      throw ServerError(.usage, "an invite is good for 1 hour to 7 days")
    }
    let invite = Invite.generate()
    try database.transaction { writer in
      guard try knowledge.author(user, writer)?.isActive == true else {
        throw ServerError(.refused, "the user may not work: no active user or no role")
      }
      try writer.create(
        InviteAccount(
          id: Self.inviteID(invite.id),
          secret: invite.key(workspace: Octets16(workspace)).exposedBytes, user: user,
          createdAt: now, expiresAt: now + lifetime))
    }
    return invite
  }

  /// A user as `user list` shows one.
  public struct Person: Sendable {
    /// The record.
    public let id: RecordID
    /// What they type.
    public let login: String
    /// What they are called.
    public let name: String
    /// The code of their role.
    public let role: String
    /// Whether they may work.
    public let isActive: Bool
    /// The names of their territories.
    public let territories: [String]
  }

  /// All users, by login.
  public func people() throws -> [Person] {
    try database.read { reader in
      try reader.list(RecordQuery(User.tag, order: [FieldOrder(User.shape.login.tag)]))
        .map { try person($0, reader) }
    }
  }

  private func person(_ view: RecordView, _ reader: OfficeReader) throws -> Person {
    let shape = User.shape
    let role = try view[shape.role].reference.flatMap { try reader.record(Role.tag, $0) }
    let territories = try view.words(shape.territories).compactMap { RecordID(text: $0) }
      .compactMap { try reader.record(Territory.tag, $0)?.title }
    return Person(
      id: view.id, login: view[shape.login].text ?? "", name: view[shape.name].text ?? "",
      role: role?[Role.shape.code].text ?? "", isActive: view[shape.active] == .truth(true),
      territories: territories)
  }

  /// Adds a user with a role and territories, each named as people do.
  ///
  /// - Parameter id: The identifier that the user had before the office was restored from a backup
  ///   that does not know the user; nil for a new one.
  ///
  /// - Parameter id: The identifier that the user had before the office was restored from a backup
  ///   that does not know the user; nil for a new one.
  public func addUser(
    login: String, name: String, role: String, territories: [String], id: RecordID? = nil,
    now: Int64
  ) throws -> RecordID {
    try operate(now: now) { authoring, writer, author in
      let shape = User.shape
      let edit = RecordEdit(
        values: [
          shape.login.tag: .text(login.lowercased()), shape.name.tag: .text(name),
          shape.role.tag: .reference(try self.role(role, writer).id),
        ],
        adds: [
          shape.territories.tag: try territories.map { "\(try territory($0, writer).id)" }
        ])
      let commit = try authoring.commit(by: author) { context in
        guard try Authors.user(login: login, reader: writer) == nil else {
          throw ServerError(.usage, "there is a user “\(login)” already")
        }
        if let id, try writer.record(User.tag, id) != nil {
          throw ServerError(.usage, "there is a user \(id) already")
        }
        return try RecordOperations.add(try entity(User.tag), id: id, edit, in: context)
      }
      guard let id = commit?.changes.first?.record else {
        throw ServerError(.system, "nothing was written")
      }
      return id
    }
  }

  /// Changes a user's role, territories or whether they may work; nil leaves as it is.
  public func changeUser(
    login: String, role: String? = nil, territories: [String]? = nil, isActive: Bool? = nil,
    now: Int64
  ) throws {
    try operate(now: now) { authoring, writer, author in
      guard let user = try Authors.user(login: login, reader: writer) else {
        throw ServerError(.notFound, "there is no user “\(login)”")
      }
      var edit = RecordEdit()
      let shape = User.shape
      if let role { edit.values[shape.role.tag] = .reference(try self.role(role, writer).id) }
      if let isActive { edit.values[shape.active.tag] = .truth(isActive) }
      if let territories {
        let wanted = try territories.map { "\(try territory($0, writer).id)" }
        edit.adds[shape.territories.tag] = wanted
        edit.removes[shape.territories.tag] = user.words(shape.territories)
          .filter { !wanted.contains($0) }
      }
      _ = try authoring.commit(by: author) { context in
        try RecordOperations.edit(user, edit, in: context)
      }
    }
  }

  private func entity(_ tag: EntityTag) throws -> Entity {
    guard let entity = schema[tag] else { throw Failure(.unknownEntity, ["\(tag)"]) }
    return entity
  }

  private func role(_ code: String, _ reader: OfficeReader) throws -> RecordView {
    let roles = try reader.list(RecordQuery(Role.tag))
    guard let role = roles.first(where: { $0[Role.shape.code] == .text(code) }) else {
      let known = roles.compactMap { $0[Role.shape.code].text }.sorted()
      throw ServerError(
        .notFound, "there is no role “\(code)”; there are: \(known.joined(separator: ", "))")
    }
    return role
  }

  private func territory(_ name: String, _ reader: OfficeReader) throws -> RecordView {
    let key = SearchKey.normalize(name)
    let named = try reader.list(RecordQuery(Territory.tag)).filter {
      SearchKey.normalize($0[Territory.shape.name].text ?? "") == key
        || SearchKey.normalize($0[Territory.shape.code].text ?? "") == key
    }
    guard let territory = named.first, named.count == 1 else {
      throw ServerError(
        .notFound,
        named.isEmpty
          ? "there is no territory “\(name)”" : "several territories are called “\(name)”")
    }
    return territory
  }
}
