// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// The catalogs that the programs of one seed were built with: the one of today, and an older edition
/// of it, which lacks an entity and fields.
struct Editions {
  let new: Schema
  let old: Schema

  init() throws {
    new = try Catalog.schema()
    old = try Schema(
      version: new.version - 1,
      new.entities.compactMap { $0.tag == SavedFilter.tag ? nil : try Self.older($0) })
  }

  /// The fields that the older edition does not know: groups of their own, parts of groups, sets.
  ///
  /// A group is known by its first field, which no later edition can put before it: tags only grow.
  private static let younger: [EntityTag: Set<FieldTag>] = [
    Account.tag: [
      Account.shape.industry.tag, Account.shape.nextActionAt.tag, Account.shape.keyAccount.tag,
      Account.shape.tags.tag,
    ],
    Contact.tag: [Contact.shape.title.tag, Contact.shape.note.tag],
    ContactPoint.tag: [ContactPoint.shape.label.tag],
  ]

  private static func older(_ entity: Entity) throws -> Entity {
    guard let younger = younger[entity.tag] else { return entity }
    let fields = entity.fields.filter {
      !younger.contains($0.tag)
        && (!entity.about.recordsCreation || $0.tag > CreationFields.by.tag)
    }
    let older = try Entity(about: entity.about, fields: fields)
    let tags = Set(entity.groups.map(\.tag))
    guard older.groups.allSatisfy({ tags.contains($0.tag) }) else {
      throw Violation(.sound, "an older edition of \(entity.name) names a group otherwise")
    }
    return older
  }
}
