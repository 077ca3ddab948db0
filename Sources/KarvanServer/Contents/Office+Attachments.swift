// SPDX-License-Identifier: Apache-2.0
import Foundation
package import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// An attachment as the office lists it.
package struct ListedAttachment {
  /// How its content stands.
  package enum State: String {
    case here, coming, awaited, missing, damaged
  }

  package let view: RecordView
  let whole: String
  let user: String?
  package let state: State

  /// Its cells: identifier, name, what it belongs to, bytes, type, state, user, address.
  var row: [String?] {
    let shape = Attachment.shape
    return [
      "\(view.id)", view.title, whole, view[shape.size].integer.map { "\($0)" },
      view[shape.mediaType].text, state.rawValue, user, view[shape.content].text,
    ]
  }
}

/// What contents take.
struct ContentUse {
  let room: ContentRoom
  /// All of them, each content once.
  let bytes: UInt64
  /// The largest.
  let largest: UInt64
  /// Those of each user, by login.
  let users: [(login: String, bytes: UInt64)]
}

extension Office {
  /// Every living attachment, in the order of its making.
  package func attachments() throws -> [ListedAttachment] {
    try database.read { reader in
      var listed: [ListedAttachment] = []
      try reader.forEach(Attachment.tag) { view in
        guard view.life != .deleted else { return }
        let login = try view.creator.flatMap { try reader.record(User.tag, $0) }?[User.shape.login]
        listed.append(
          ListedAttachment(
            view: view, whole: try whole(of: view, reader), user: login?.text,
            state: try state(of: view, reader)))
      }
      return listed
    }
  }

  private func whole(of view: RecordView, _ reader: OfficeReader) throws -> String {
    for field in Attachment.wholes {
      guard case .reference(let tag) = field.kind, let id = view[field].reference,
        let entity = schema[tag]
      else { continue }
      return "\(entity.name) \(try reader.record(tag, id)?.title ?? "\(id)")"
    }
    return "-"
  }

  private func state(
    of view: RecordView, _ reader: OfficeReader
  ) throws -> ListedAttachment.State {
    guard let named = ContentKeeper.Named(view), let claim = try contents.claim(of: named, reader)
    else { return .awaited }
    guard claim.isHeld else { return .coming }
    guard let address = Octets32(hexadecimal: claim.address), contents.vault.has(address) else {
      return .missing
    }
    return try contents.problem(with: claim, thorough: false) == nil ? .here : .damaged
  }

  /// What contents take, and how much room they have.
  func contentUse() throws -> ContentUse {
    try database.read { reader in
      var users: [RecordID] = []
      var largest: UInt64 = 0
      var last: RecordID?
      while let claims = try Optional(reader.contentClaims(after: last, limit: 500)),
        let end = claims.last
      {
        last = end.record
        largest = max(largest, claims.map(\.size).max() ?? 0)
        for claim in claims where !users.contains(claim.user) { users.append(claim.user) }
      }
      let named = try users.map { user in
        (
          login: try reader.record(User.tag, user)?[User.shape.login].text ?? "\(user)",
          bytes: try reader.contentBytes(of: user)
        )
      }
      return ContentUse(
        room: try reader.contentRoom(), bytes: try reader.contentBytes(), largest: largest,
        users: named.sorted { $0.login < $1.login })
    }
  }

  /// Says how much room there is, after changing what is given in MiB.
  func setRoom(file: UInt64?, user: UInt64?, total: UInt64?) throws -> ContentRoom {
    try database.transaction { writer in
      var room = try writer.contentRoom()
      if let file { room.file = file << 20 }
      if let user { room.user = user << 20 }
      if let total { room.total = total << 20 }
      try writer.set(room)
      return room
    }
  }

  /// Writes the content of an attachment to a file that is not there yet, whole or not at all.
  ///
  /// - Returns: Its bytes.
  func writeContent(of name: String, to path: String) throws -> UInt64 {
    let view = try database.read { try OfficeRecords(reader: $0).find(name) }
    guard view.entity.tag == Attachment.tag,
      let address = Octets32(hexadecimal: view[Attachment.shape.content].text ?? "")
    else { throw ServerError(.notFound, "“\(name)” is no attachment but a \(view.entity.name)") }
    guard !FileManager.default.fileExists(atPath: path) else {
      throw ServerError(.exists, "\(path) is there already; choose another name")
    }
    let claim = try database.read { reader in
      try ContentKeeper.Named(view).flatMap { try contents.claim(of: $0, reader) }
    }
    guard claim?.isHeld == true, let content = try contents.vault.open(address) else {
      throw ServerError(.notFound, "the content of “\(view.title)” is not here")
    }
    let draft = path + ".new"
    do {
      try? FileManager.default.removeItem(atPath: draft)
      try content.write(to: draft)
      try FileManager.default.moveItem(atPath: draft, toPath: path)
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw ServerError(
        .system,
        "\(path) can't be written: \((error as? SealingError)?.message ?? "\(error)")")
    }
    return content.manifest.size
  }
}
