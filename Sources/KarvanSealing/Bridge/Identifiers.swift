// SPDX-License-Identifier: Apache-2.0
public import KarvanCore

extension Octets16 {
  /// The 16 bytes of an identifier.
  public init<Kind>(_ id: Identifier<Kind>) { self.init(high: id.high, low: id.low) }
}

extension Identifier {
  /// The identifier with these 16 bytes.
  public init(_ octets: Octets16) { self.init(high: octets.high, low: octets.low) }

  /// A random identifier, for what no time belongs to.
  public static func random() -> Self { Self(Octets16.random()) }

  /// A UUIDv7 at the wall clock `now`, in milliseconds since 1970.
  public static func now(_ now: Int64) -> Self {
    let random = Octets16.random()
    return .version7(milliseconds: now, random: (random.high, random.low))
  }
}
