// SPDX-License-Identifier: Apache-2.0

/// When exchange keys change; all spans in milliseconds.
///
/// A key is the newest for a week and is taken for two more, for devices that were away. Then its
/// secret half is destroyed, and with it the only way to read what was sent to it. A device that
/// missed every certificate fetches the public card again.
public enum KeyRotation {
  /// How long a key is the newest.
  public static let period: UInt64 = 604_800_000
  /// How long it is taken after that.
  public static let grace: UInt64 = 1_209_600_000
  /// The whole life of a key.
  public static let lifetime = period + grace
  /// The most older keys that are kept, however often somebody rotates by hand.
  public static let olderKeys = 3
  /// How far a key may be from the future before a clock that went back is suspected: a day.
  static let tolerance: UInt64 = 86_400_000
}

extension KeyFile {
  /// The newest exchange key, which devices are given.
  public var newest: ExchangeKey { exchangeKeys[exchangeKeys.count - 1] }

  /// Whether the newest exchange key has had its week.
  ///
  /// - Parameters:
  ///   - now: The wall clock, in milliseconds since 1970.
  ///   - lastSerial: The greatest serial that devices may have seen; a key file that was put back
  ///     from a copy is behind it, and devices would refuse its keys.
  public func isRotationDue(now: UInt64, lastSerial: UInt64 = 0) -> Bool {
    guard newest.serial >= lastSerial else { return true }
    let lifetime = KeyRotation.lifetime
    let made = newest.notAfter > lifetime ? newest.notAfter - lifetime : 0
    // Made in the future: the clock was wrong then or is now, and weeks would count for nothing.
    return now >= made + KeyRotation.period || made > now + KeyRotation.tolerance
  }

  /// The same secrets with a fresh exchange key, without those that have had their time.
  ///
  /// The serial is the time in seconds where that is greater than the last one, so that a key file
  /// that was put back from an old copy goes on above whatever devices have seen.
  ///
  /// - Parameters:
  ///   - now: The wall clock, in milliseconds since 1970.
  ///   - lastSerial: The greatest serial that devices may have seen.
  ///   - keepsOlder: Whether devices that were away may still use the keys before; false when one
  ///     of them was stolen.
  public func rotated(now: UInt64, lastSerial: UInt64 = 0, keepsOlder: Bool = true) -> KeyFile {
    let older = exchangeKeys.filter { $0.notAfter > now }.suffix(KeyRotation.olderKeys)
    let key = ExchangeKey(
      serial: max(newest.serial + 1, lastSerial + 1, now / 1_000),
      notAfter: now + KeyRotation.lifetime, pair: .generate())
    return KeyFile(self, exchangeKeys: (keepsOlder ? Array(older) : []) + [key])
  }

  /// The certificate of the newest exchange key, unless the request was made with it.
  ///
  /// - Parameter id: The exchange key of the request, as its preamble names it.
  public func news(for id: Octets8) -> [ExchangeCertificate] {
    newest.pair.publicKey.id == id ? [] : [certificate(of: newest)]
  }
}

extension OfficeCard {
  /// The card with the newest of some certificates; nil when none is newer than its own.
  ///
  /// Errors: `wrongLength`, `badSignature` when one of them is not signed by the pinned identity:
  /// then whoever sent them has a stolen exchange key, and nothing of the answer may be taken.
  public func following(_ certificates: [[UInt8]]) throws(SealingError) -> OfficeCard? {
    var newest = certificate
    for bytes in certificates {
      let offered = try ExchangeCertificate(bytes, identity: identity, minimumSerial: 0)
      if offered.serial > newest.serial { newest = offered }
    }
    guard newest != certificate else { return nil }
    return OfficeCard(workspace: workspace, identity: identity, certificate: newest)
  }

  /// A card that was fetched again, in the place of this one.
  ///
  /// Errors: those of a card; `badSignature` for another workspace or identity than the pinned one;
  /// `staleCertificate` for a serial below the one that was seen.
  public func renewed(by bytes: [UInt8]) throws(SealingError) -> OfficeCard {
    let card = try OfficeCard(bytes)
    guard card.workspace == workspace, card.identity == identity else {
      throw SealingError(.badSignature, "the card is of another office")
    }
    guard card.certificate.serial >= certificate.serial else {
      throw SealingError(
        .staleCertificate,
        "certificate \(card.certificate.serial) is older than \(certificate.serial), seen before")
    }
    return card
  }
}
