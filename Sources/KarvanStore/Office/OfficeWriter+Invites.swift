// SPDX-License-Identifier: Apache-2.0
import GRDB
public import KarvanCore

/// An invitation for one device of one user.
public struct InviteAccount: Hashable, Sendable {
  /// What the device names it by.
  public var id: [UInt8]
  /// What the handshake is keyed with, or its hash.
  public var secret: [UInt8]
  /// Whose device it will be.
  public var user: RecordID
  /// When it was made, in milliseconds since 1970.
  public var createdAt: Int64
  /// When it ends, in milliseconds since 1970.
  public var expiresAt: Int64
  /// The key of the device that took it; nil while it is open.
  public var usedBy: [UInt8]?

  /// Describes an invitation.
  public init(
    id: [UInt8], secret: [UInt8], user: RecordID, createdAt: Int64, expiresAt: Int64,
    usedBy: [UInt8]? = nil
  ) {
    self.id = id
    self.secret = secret
    self.user = user
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedBy = usedBy
  }
}

/// What became of the attempt to use an invitation.
public enum InviteUse: Hashable, Sendable {
  /// Why an invitation can't be used.
  public enum Refusal: String, Hashable, Sendable {
    /// There is no such invitation.
    case unknown
    /// It ended before anybody used it.
    case expired
    /// Another device used it.
    case usedByAnother
  }

  /// The device is enrolled with this answer: the same for the same key, however often it asks.
  case granted([UInt8])
  /// It is not.
  case refused(Refusal)
}

extension OfficeWriter {
  /// Keeps a new invitation.
  public func create(_ invite: InviteAccount) throws {
    let insert = try session.statement(
      "INSERT INTO karvan_invite (id, secret, user, created_at, expires_at) VALUES (?, ?, ?, ?, ?)")
    insert.bind(1, invite.id)
    insert.bind(2, invite.secret)
    insert.bind(3, invite.user)
    insert.bind(4, invite.createdAt)
    insert.bind(5, invite.expiresAt)
    try insert.run()
  }

  /// Uses an invitation: the first device key takes it, in one statement; the same key again gets
  /// the same answer, and any other is refused.
  ///
  /// - Parameter answer: Enrols the device and makes the answer; called once an invitation.
  public func useInvite(
    _ id: [UInt8], by deviceKey: [UInt8], at milliseconds: Int64,
    answer: (InviteAccount) throws -> [UInt8]
  ) throws -> InviteUse {
    let take = try session.statement(
      "UPDATE karvan_invite SET used_by = ?, used_at = ?"
        + " WHERE id = ? AND used_by IS NULL AND expires_at > ?")
    take.bind(1, deviceKey)
    take.bind(2, milliseconds)
    take.bind(3, id)
    take.bind(4, milliseconds)
    try take.run()
    let isFirst = session.db.changesCount == 1
    guard let invite = try invite(id) else { return .refused(.unknown) }
    guard let usedBy = invite.usedBy else { return .refused(.expired) }
    guard usedBy == deviceKey else { return .refused(.usedByAnother) }
    if isFirst {
      let made = try answer(invite)
      let keep = try session.statement("UPDATE karvan_invite SET answer = ? WHERE id = ?")
      keep.bind(1, made)
      keep.bind(2, id)
      try keep.run()
      return .granted(made)
    }
    let select = try session.statement("SELECT answer FROM karvan_invite WHERE id = ?")
    select.bind(1, id)
    guard let kept = try select.first({ $0.bytes(0) }) else {
      throw StoreError(.damaged, "the answer is missing", place: "karvan_invite")
    }
    return .granted(kept)
  }
}

extension OfficeReader {
  /// An invitation, used or not.
  public func invite(_ id: [UInt8]) throws -> InviteAccount? {
    let select = try session.statement(
      "SELECT secret, user, created_at, expires_at, used_by FROM karvan_invite WHERE id = ?")
    select.bind(1, id)
    return try select.first { row in
      InviteAccount(
        id: id, secret: row.bytes(0), user: try row.identifier(1), createdAt: row.integer(2),
        expiresAt: row.integer(3), usedBy: row.isNull(4) ? nil : row.bytes(4))
    }
  }
}
