// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Finds which scopes hold a record, and takes children along when their parent moves.
struct Scoping {
  let schema: Schema
  let transaction: any OfficeTransaction

  /// The union of all reasons: a record leaves a scope only when its last reason goes.
  func scopes(of view: RecordView) throws -> Set<Scope> {
    var scopes: Set<Scope> = [.office]
    for source in view.entity.about.scopes {
      switch source {
      case .everyone: scopes.insert(.everyone)
      case .territory(let field):
        if let id = view[field].reference { scopes.insert(.territory(id)) }
      case .user(let field):
        if let id = view[field].reference { scopes.insert(.user(id)) }
      case .users(let field):
        guard let words = view.entity.field(field) else { continue }
        for id in view.words(words).compactMap({ RecordID(text: $0) }) {
          scopes.insert(.user(id))
        }
      case .parent(let field):
        guard case .reference(let entity)? = view.entity.field(field)?.kind,
          let parent = view[field].reference
        else { continue }
        scopes.formUnion(try transaction.scopes(of: entity, parent))
      case .itself: scopes.insert(.user(view.id))
      }
    }
    return scopes
  }

  /// Publishes anew where the children of a record belong, and their children.
  func follow(_ parent: RecordView, sequence: UInt64) throws {
    for entity in schema.entities {
      for case .parent(let field) in entity.about.scopes {
        guard case .reference(parent.entity.tag)? = entity.field(field)?.kind else { continue }
        let children = try transaction.records(
          entity.tag, where: field, is: .reference(parent.id))
        for child in children {
          let scopes = try scopes(of: child)
          guard try transaction.scopes(of: entity.tag, child.id) != scopes else { continue }
          try transaction.move(
            child.state, Publication(sequence: sequence, scopes: scopes, echo: nil))
          try follow(child, sequence: sequence)
        }
      }
    }
  }
}
