// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

extension DeviceFile {
  /// That this device has the content of a record; nil before its enrolment has ended.
  ///
  /// - Throws: `contentFailed` for a content that can't be read: all of it is.
  func offer(
    _ stored: StoredContent, for record: RecordID
  ) throws(SealingError) -> ContentOffer? {
    guard let granted else { return nil }
    let proof = try stored.proof(
      ContentProof(
        workspace: card.workspace, device: Octets16(granted.device), record: Octets16(record)))
    return ContentOffer(record: record, manifest: stored.manifest.bytes, proof: proof.bytes)
  }
}

extension ReplicaDatabase {
  /// Notes what the office said of a content that was offered.
  func note(
    _ standing: ContentStanding, of content: OwedContent, in life: IncarnationID?
  ) throws {
    switch standing.state {
    case .held:
      try note([
        ContentProgress(
          record: content.record, address: content.text, incarnation: life, sent: content.chunks)
      ])
    case .wanted:
      try note([
        ContentProgress(
          record: content.record, address: content.text,
          sent: min(standing.missing.min() ?? 0, content.chunks))
      ])
    case .tooLarge, .noShare, .noRoom:
      try note([
        ContentProgress(
          record: content.record, address: content.text, refusal: standing.state.rawValue,
          room: standing.limit)
      ])
    // A record that the office does not know may come yet: what it refused can be brought in by an
    // administrator. It is offered until the content goes, for want of anybody that names it.
    case .altered, .unknown, .absent, .damaged, .other: return
    }
  }
}
