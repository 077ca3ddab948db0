// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

/// Fills an empty workspace with states that another one exported: the same versions under the same
/// names, each in the scopes where it belongs now.
///
/// States are taken as they are: laws judged them when they were made.
public struct Restoring {
  private let schema: Schema
  private let transaction: any OfficeTransaction
  private var sequence: UInt64 = 0
  private var published = 0
  /// Records whose parent has not come yet.
  private var waiting: [RecordState] = []

  /// So many records become visible with one server sequence, so that pages stay small.
  private static let recordsPerSequence = 200

  /// Fills what a transaction writes to.
  public init(schema: Schema, transaction: any OfficeTransaction) {
    self.schema = schema
    self.transaction = transaction
  }

  /// Takes one record; a part may come before its whole.
  ///
  /// - Throws: `unknownEntity`; `tooLarge`; `malformed` for a record that came before.
  public mutating func add(_ state: RecordState) throws {
    guard let entity = schema[state.entity] else {
      throw Failure(.unknownEntity, ["\(state.entity)"])
    }
    guard !state.isOversized else { throw Failure(.tooLarge).about(entity.name, state.id) }
    guard try transaction.record(state.entity, state.id) == nil else {
      throw Failure(.malformed).about(entity.name, state.id)
    }
    let view = RecordView(entity: entity, state: state)
    if try hasParents(view) {
      try publish(view)
    } else {
      waiting.append(state)
    }
  }

  /// Takes what waited for its whole.
  ///
  /// - Throws: `missingRecord` for a record whose whole never came.
  public mutating func finish() throws {
    while !waiting.isEmpty {
      let tried = waiting
      waiting = []
      for state in tried { try add(state) }
      if waiting.count == tried.count, let orphan = waiting.first {
        throw Failure(.missingRecord).about(schema[orphan.entity]?.name ?? "", orphan.id)
      }
    }
  }

  private func hasParents(_ view: RecordView) throws -> Bool {
    for case .parent(let field) in view.entity.about.scopes {
      guard case .reference(let entity)? = view.entity.field(field)?.kind,
        let parent = view[field].reference
      else { continue }
      guard try transaction.record(entity, parent) != nil else { return false }
    }
    return true
  }

  private mutating func publish(_ view: RecordView) throws {
    if published % Self.recordsPerSequence == 0 { sequence = try transaction.nextSequence() }
    published += 1
    let scopes = try Scoping(schema: schema, transaction: transaction).scopes(of: view)
    try transaction.publish(
      view.state, replacing: nil, Publication(sequence: sequence, scopes: scopes, echo: nil))
    guard view.life != .deleted else { return }
    for claim in view.entity.about.claims {
      guard let key = claim.key(view) else { continue }
      _ = try transaction.claim(claim.name, key: key, entity: view.entity.tag, record: view.id)
    }
  }
}
