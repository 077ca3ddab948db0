// SPDX-License-Identifier: Apache-2.0
import KarvanSealing
import KarvanWire

extension DeviceFile {
  /// Takes a newer exchange key of the same identity from a card that came as a file (P-107), on the
  /// disk before it is used; false where it has no newer one.
  ///
  /// - Throws: ``SealingError`` for the card of another office, or one that was altered.
  mutating func take(card bytes: [UInt8], keysPath: String) throws -> Bool {
    let brought = try OfficeCard(bytes)
    guard brought.workspace == card.workspace, brought.identity == card.identity else {
      throw SealingError(.wrongWorkspace, "the card is another office's")
    }
    guard brought.certificate.serial > card.certificate.serial else { return false }
    card = try card.renewed(by: bytes)
    try save(to: keysPath)
    return true
  }

  /// Takes a newer exchange key of the same identity, on the disk before it is used; false where
  /// the office has no newer one.
  ///
  /// - Throws: ``LinkFailure``; ``SealingError`` for the card of another office, or an older one.
  mutating func renewCard(over link: any Link, keysPath: String) async throws -> Bool {
    let renewed = try card.renewed(by: try await link.get(WirePath.card, limit: 4_096))
    guard renewed.certificate.serial > card.certificate.serial else { return false }
    card = renewed
    try save(to: keysPath)
    return true
  }
}
