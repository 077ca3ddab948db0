// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanSync

extension Wire {
  /// Packs one page of a snapshot (P-075).
  public static func encode(snapshotPage page: Page) throws(WireError) -> [UInt8] {
    try encode(self.page(page))
  }

  /// Reads one page of a snapshot.
  public static func snapshotPage(_ bytes: [UInt8]) throws(WireError) -> Page {
    try page(try decode(Karvan_V1_Page.self, bytes))
  }

  static func snapshot(_ message: Karvan_V1_SnapshotOffer) throws(WireError) -> SnapshotAnswer {
    if message.waitSeconds > 0 { return .wait(seconds: message.waitSeconds) }
    guard message.key.count == 32 else { throw WireError(.incomplete, "SnapshotOffer.key") }
    try Parts.bounded(message.scopes.count, SyncLimits.scopesPerDevice, "SnapshotOffer.scopes")
    var scopes: [Scope] = []
    for text in message.scopes { scopes.append(try Parts.scope(text, "SnapshotOffer.scopes")) }
    return .ready(
      SnapshotOffer(
        id: try Parts.identifier(message.id, "SnapshotOffer.id"), key: Array(message.key),
        size: message.size, sequence: message.sequence, records: message.records, scopes: scopes))
  }
}

extension Karvan_V1_SnapshotOffer {
  init(_ answer: SnapshotAnswer) {
    self.init()
    switch answer {
    case .wait(let seconds): waitSeconds = max(seconds, 1)
    case .ready(let offer):
      id = Wire.data(offer.id.bytes)
      key = Wire.data(offer.key)
      size = offer.size
      sequence = offer.sequence
      records = offer.records
      scopes = offer.scopes.map(\.description)
    }
  }
}
