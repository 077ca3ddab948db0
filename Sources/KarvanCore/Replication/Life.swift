// SPDX-License-Identifier: Apache-2.0

/// What happens when a record was deleted in one place and edited in another.
public enum DeletePolicy: String, Hashable, Sendable, CaseIterable {
  /// The edit wins: the record lives on, marked as revived. For master data.
  case editWins
  /// The delete wins. For a rep's own drafts.
  case deleteWins
  /// A person decides: the record stays visible, marked as an open question. For what one person
  /// wants gone for a reason and another has put right.
  case ask
}

/// Whether a record lives, and why.
public enum Life: String, Hashable, Sendable {
  /// It lives.
  case live
  /// It is deleted.
  case deleted
  /// It was deleted, but lives because of an edit that the deleter had not seen.
  case revived
  /// It was deleted and edited at once, and stays visible until a person says whether it goes.
  case asked
}

extension RecordState {
  /// Judges the life of the record.
  ///
  /// Several deletes count by the union of their clocks: a version outside of that union, hidden
  /// or not, was not known to any deleter.
  public func life(under policy: DeletePolicy) -> Life {
    var known = RecordClock()
    var isDeleted = false
    for mark in life where mark.isDeleted {
      isDeleted = true
      known.formUnion(mark.seen)
    }
    guard isDeleted else { return .live }
    let unknown =
      versions.contains { !known.covers($0.dot) }
      || life.contains { !$0.isDeleted && !known.covers($0.dot) }
    guard unknown else { return .deleted }
    switch policy {
    case .editWins: return .revived
    case .deleteWins: return .deleted
    case .ask: return .asked
    }
  }
}
