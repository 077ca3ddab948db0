// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// Contents that travel as files (P-105).
extension Desk {
  /// What goes along with a request; nil where there is nothing of the kind.
  ///
  /// - Parameters:
  ///   - segmentBytes: What the request has beside it.
  ///   - sends: Whether what waits is packed.
  ///   - wanted: What the answer is to bring.
  func parcel(
    _ device: DeviceFile, beside segmentBytes: Int, sends: Bool, wanted: [NamedContent]
  ) throws -> ContentParcel? {
    guard let vault = try wanted.isEmpty ? contents() : madeContents() else { return nil }
    var parcel = ContentParcel(vault: vault, device: device, beside: segmentBytes)
    if sends { parcel.pack(try replica().read { try contentStates($0).owed($0) }) }
    for content in wanted where !vault.has(content.address) { try parcel.want(content) }
    let isEmpty = parcel.request.offers.isEmpty && parcel.request.wishes.isEmpty
    return isEmpty && parcel.damaged.isEmpty ? nil : parcel
  }

  /// Says what stayed behind.
  func say(_ parcel: ContentParcel?, sends: Bool, _ database: ReplicaDatabase) {
    say(damaged: parcel?.damaged ?? [])
    guard sends else { return noteWaitingContents(database, .waitOff) }
    let packed = Set(
      (parcel?.request.offers ?? []).filter { offer in !isCut(offer.record, parcel) }.map(\.record))
    guard let owed = try? database.read({ try contentStates($0).owed($0) }) else { return }
    let left = owed.filter { !packed.contains($0.record) }
    guard !left.isEmpty else { return }
    note(
      words(
        .waitFile, words.number(left.count), words.size(left.reduce(0) { $0 + $1.size })))
  }

  /// Whether only the first chunks of a content found room.
  private func isCut(_ record: RecordID, _ parcel: ContentParcel?) -> Bool {
    guard let parcel, let content = parcel.packed.first(where: { $0.record == record }) else {
      return false
    }
    let last = parcel.request.pieces.last { $0.record == record }?.number ?? content.chunks - 1
    return last + 1 < content.chunks
  }

  /// Removes what nobody names any longer; what can't be removed now is removed by the next sync.
  func sweepContents(_ database: ReplicaDatabase) {
    guard let vault = try? contents() else { return }
    try? ContentSweep(database: database, vault: vault, now: surroundings.now()).run()
  }

  /// Takes what an answer says of contents. Whatever goes wrong is said and not thrown: the
  /// exchange itself is taken.
  func take(
    _ answer: ContentAnswer, in life: IncarnationID, owed: [OwedContent],
    _ database: ReplicaDatabase
  ) {
    do {
      let delivery = ContentDelivery(database: database, vault: try madeContents(), life: life)
      let result = try delivery.take(answer, owed: owed) { record in
        try database.read { try $0.record(Attachment.tag, record) }.flatMap { NamedContent($0) }
      }
      say(refused: result.refused)
      try say(sent: result.sent, database)
      for content in result.arrived {
        note(words(.cameByFile, RecordTitle.text(content.view, words), words.size(content.size)))
      }
      for content in result.absent {
        note(words(.absentByFile, RecordTitle.text(content.view, words)))
      }
    } catch {
      note(words(.unsendable, ErrorText.say(error, words: words, schema: try? schema())))
    }
  }
}
