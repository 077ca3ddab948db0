// SPDX-License-Identifier: Apache-2.0

/// A generator of repeatable random numbers: the same seed gives the same numbers everywhere.
///
/// A counter that grows by an odd constant, mixed so that neighbouring states give unrelated
/// numbers (the construction known as SplitMix64). Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that starts at a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of a closed range, all equally likely.
  public mutating func integer<T: FixedWidthInteger>(in range: ClosedRange<T>) -> T {
    T.random(in: range, using: &self)
  }

  /// One of the elements. The collection must not be empty.
  public mutating func element<C: Collection>(of collection: C) -> C.Element {
    let offset = Int.random(in: 0..<collection.count, using: &self)
    return collection[collection.index(collection.startIndex, offsetBy: offset)]
  }

  /// An integer whose magnitude is equally likely to have any number of bits: the edges of a type
  /// come up as often as its middle.
  public mutating func integerOfAnySize() -> Int64 {
    Int64(bitPattern: next()) >> Int64.random(in: 0...63, using: &self)
  }

  /// A text of scalars picked from ranges, up to a number of them.
  public mutating func text(maximumLength: Int, from ranges: [ClosedRange<UInt32>]) -> String {
    var view = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...maximumLength, using: &self) {
      let range = element(of: ranges)
      if let scalar = Unicode.Scalar(integer(in: range)) { view.append(scalar) }
    }
    return String(view)
  }
}
