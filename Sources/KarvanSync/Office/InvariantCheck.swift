// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension Schema {
  /// Finds the first invariant that a commit breaks, when all of its changes are made.
  ///
  /// A device runs it before it writes the commit and the server before it takes it, so that both
  /// say the same.
  ///
  /// - Parameters:
  ///   - changes: The changes of the commit.
  ///   - before: The records before them, nil where a change starts the record.
  ///   - author: Who makes them.
  ///   - office: Whether the commit claims office authority.
  ///   - reader: Reads records with the changes made.
  /// - Returns: the failure and the record that it is about; nil when all hold.
  public func brokenInvariant(
    of changes: [RecordChange], before: [RecordView?], by author: Author, office: Bool,
    reader: any RecordReader
  ) throws -> (failure: Failure, after: RecordView)? {
    for (change, before) in zip(changes, before) {
      guard let entity = self[change.entity], !entity.about.invariants.isEmpty,
        let after = try reader.record(change.entity, change.record)
      else { continue }
      // What is never changed was judged when it came first, under another name.
      if entity.about.editors == .nobody, let before, change.repeats(before, by: author) {
        continue
      }
      let context = ChangeContext(
        before: before, after: after, author: author, office: office, reader: reader)
      for invariant in entity.about.invariants {
        if let failure = try invariant(context) { return (failure, after) }
      }
    }
    return nil
  }
}
