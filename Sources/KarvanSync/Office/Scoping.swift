// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Finds which scopes hold a record, and takes children along when their parent moves.
struct Scoping {
  let schema: Schema
  let transaction: any OfficeTransaction

  /// The union of all reasons: a record leaves a scope only when its last reason goes.
  func scopes(of view: RecordView) throws -> Set<Scope> {
    try scopes(of: view) { try transaction.scopes(of: $0, $1) }
  }

  /// The same, with parents that are held as `parents` says.
  func scopes(
    of view: RecordView, parents: (EntityTag, RecordID) throws -> Set<Scope>
  ) throws -> Set<Scope> {
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
        scopes.formUnion(try parents(entity, parent))
      case .itself: scopes.insert(.user(view.id))
      }
    }
    return scopes
  }

  /// A record may only be hung below a parent that is there.
  func requireParents(of view: RecordView, before: RecordView?) throws {
    for (field, entity, parent) in newParents(of: view, before: before) {
      try require(entity, parent, as: view.entity.field(field)?.name, of: view)
    }
  }

  /// The parents that a record did not have before, with the fields that name them.
  private func newParents(
    of view: RecordView, before: RecordView?
  ) -> [(field: FieldTag, entity: EntityTag, parent: RecordID)] {
    view.entity.about.scopes.compactMap { rule in
      guard case .parent(let field) = rule,
        case .reference(let entity)? = view.entity.field(field)?.kind,
        let parent = view[field].reference, before?[field].reference != parent
      else { return nil }
      return (field, entity, parent)
    }
  }

  private func require(
    _ entity: EntityTag, _ parent: RecordID, as field: String?, of view: RecordView
  ) throws {
    guard try transaction.record(entity, parent) == nil else { return }
    if try transaction.wasPruned(parent) {
      throw Failure(.deletedRecord, field: field, ["\(parent)", "\(parent)"])
        .about(view.entity.name, view.id)
    }
    let rejected = try transaction.rejectedCreator(of: parent)
    throw Failure(
      rejected == nil ? .missingRecord : .dependsOnRejected, field: field, ["\(parent)"]
    )
    .about(view.entity.name, view.id)
  }

  /// A record may only be hung below a parent that is there and that its author holds.
  func checkParents(
    of view: RecordView, before: RecordView?, _ author: Author, at moment: PastMoment?
  ) throws {
    for (field, entity, parent) in newParents(of: view, before: before) {
      let name = view.entity.field(field)?.name
      try require(entity, parent, as: name, of: view)
      let held =
        try moment.map { try scopes(of: entity, parent, at: $0) }
        ?? transaction.scopes(of: entity, parent)
      guard !author.scopes.isDisjoint(with: held) else {
        throw Failure(.outOfScope, field: name).about(view.entity.name, view.id)
      }
    }
  }

  /// Whoever makes one record stand for another holds both: the office merges what two of them say.
  /// Each version counts, shown or not.
  func checkHeld(
    of view: RecordView, before: RecordView?, _ author: Author, at moment: PastMoment?
  ) throws {
    for field in view.entity.about.held {
      guard let group = view.entity.group(of: field),
        case .reference(let entity)? = view.entity.field(field)?.kind
      else { continue }
      let known = before?.state.versions(of: group.tag) ?? []
      for version in view.state.versions(of: group.tag) where !known.contains(version) {
        guard let id = version[field].reference, try transaction.record(entity, id) != nil else {
          continue
        }
        let held =
          try moment.map { try scopes(of: entity, id, at: $0) }
          ?? transaction.scopes(of: entity, id)
        guard author.scopes.isDisjoint(with: held) else { continue }
        throw Failure(.outOfScope, field: view.entity.field(field)?.name)
          .about(view.entity.name, view.id)
      }
    }
  }

  /// So many records move with one server sequence, so that pages stay small: they end on one.
  static let movesPerSequence = 200
  /// The most records that may move along with one.
  private static let mostMoves = 100_000

  /// Publishes anew where the children of a record belong, and their children; deleted ones too,
  /// because a tombstone has the record's values.
  func follow(_ parent: RecordView, sequence: UInt64) throws {
    var sequence = sequence
    var moves = 0
    var waiting = [parent]
    while let parent = waiting.popLast() {
      for (entity, field) in children(of: parent.entity.tag) {
        for child in try transaction.parts(entity.tag, where: field, is: parent.id) {
          let scopes = try scopes(of: child)
          guard try transaction.scopes(of: entity.tag, child.id) != scopes else { continue }
          moves += 1
          guard moves <= Self.mostMoves else {
            throw Failure(.tooLarge, ["\(Self.mostMoves)"]).about(parent.entity.name, parent.id)
          }
          if moves % Self.movesPerSequence == 0 { sequence = try transaction.nextSequence() }
          try transaction.move(
            child.state, Publication(sequence: sequence, scopes: scopes, echo: nil))
          waiting.append(child)
        }
      }
    }
  }

  private func children(of parent: EntityTag) -> [(Entity, FieldTag)] {
    schema.entities.flatMap { entity in
      entity.about.scopes.compactMap { source in
        guard case .parent(let field) = source,
          case .reference(parent)? = entity.field(field)?.kind
        else { return nil }
        return (entity, field)
      }
    }
  }
}
