// SPDX-License-Identifier: Apache-2.0
import KarvanCore

extension Failure.Code {
  /// Whether rights are what was missing, so that earlier ones may say otherwise.
  var isOfRights: Bool {
    switch self {
    case .notGranted, .notCreator, .outOfScope, .notOffice: true
    default: false
    }
  }

  /// Whether a newer schema may say otherwise.
  var isOfSchema: Bool {
    switch self {
    case .required, .tooLong, .outOfRange, .notAChoice, .wrongKind, .malformed, .wrongEntity,
      .alreadySet, .moveNotAllowed, .frozen, .appendOnly, .notDeletable, .invariant,
      .unknownEntity, .unknownField, .unknownGroup:
      true
    default: false
    }
  }
}

extension Acceptance {
  /// The users whose rights a commit may change, with those that they have before it.
  func rightsAtStake(in commit: Commit) throws -> [Author] {
    var users: [RecordID] = []
    for change in commit.changes where !change.creates {
      switch change.entity {
      case SchemaTags.user:
        users.append(change.record)
        users += try knowledge.rightsFollow(change, transaction)
      case SchemaTags.role, SchemaTags.territory: users += try transaction.usersOfDevices()
      default: users += try knowledge.rightsFollow(change, transaction)
      }
    }
    var authors: [Author] = []
    for user in users where !authors.contains(where: { $0.user == user }) {
      if let author = try knowledge.author(user, transaction) { authors.append(author) }
    }
    return authors
  }

  /// Keeps the rights that a commit changed: what was written on an earlier sync point may still
  /// be judged by them.
  func keepRights(_ before: [Author], until sequence: UInt64) throws {
    for author in before where try knowledge.author(author.user, transaction) != author {
      try transaction.keepRights(author, until: sequence, at: now)
    }
  }
}
