// SPDX-License-Identifier: Apache-2.0

/// Why bytes could not be read, and where.
public struct DecodingFailure: Error, Hashable, Sendable {
  /// The offset at which reading stopped, in bytes.
  public let offset: Int
  /// What was expected there.
  public let expected: String
}

/// Reads the packed encoding; every read is bounded and refuses what a writer would not write.
public struct ByteReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  private let start: Int
  private var position: Int
  /// How many replicas the table has that was read, and how many of them were named since.
  var naming = (listed: 0, named: 0)

  /// Reads from the start of a run of bytes.
  public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  /// Reads from the start of a slice.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    start = bytes.startIndex
    position = bytes.startIndex
  }

  /// Whether everything was read.
  public var isAtEnd: Bool { position == bytes.endIndex }
  /// How many bytes are left.
  public var remaining: Int { bytes.endIndex - position }

  /// The failure of reading here.
  public func failure(_ expected: String) -> DecodingFailure {
    DecodingFailure(offset: position - start, expected: expected)
  }

  /// Refuses bytes after the end, and a table of replicas that nothing names.
  public func finish() throws(DecodingFailure) {
    if !isAtEnd { throw failure("the end") }
    if naming.named < naming.listed { throw failure("a name of each replica of the table") }
  }

  /// One byte.
  public mutating func byte() throws(DecodingFailure) -> UInt8 {
    guard position < bytes.endIndex else { throw failure("a byte") }
    defer { position += 1 }
    return bytes[position]
  }

  /// An unsigned number in its shortest form.
  public mutating func unsigned() throws(DecodingFailure) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      if shift == 63 && next > 1 { throw failure("a number of 64 bits") }
      number |= UInt64(next & 0x7F) << shift
      if next & 0x80 == 0 {
        if next == 0 && shift > 0 { throw failure("a number in its shortest form") }
        return number
      }
      shift += 7
      if shift > 63 { throw failure("a number of 64 bits") }
    }
  }

  /// A signed number.
  public mutating func signed() throws(DecodingFailure) -> Int64 {
    let raw = try unsigned()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// A number of things that each take at least `bytesEach` bytes, at most `limit`.
  public mutating func count(
    limit: Int, bytesEach: Int = 1
  ) throws(DecodingFailure) -> Int {
    let number = try unsigned()
    guard number <= UInt64(limit), number * UInt64(bytesEach) <= UInt64(remaining) else {
      throw failure("a count of at most \(limit)")
    }
    return Int(number)
  }

  /// A tag of 16 bits.
  public mutating func tag() throws(DecodingFailure) -> UInt16 {
    guard let tag = UInt16(exactly: try unsigned()) else { throw failure("a tag") }
    return tag
  }

  /// So many bytes as they are.
  public mutating func raw(_ count: Int) throws(DecodingFailure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw failure("\(count) bytes") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Reads a state that one commit wrote, as its bytes lie; nil, with nothing read, for any other.
  mutating func nextPlain(_ table: ReplicaTable) throws(DecodingFailure) -> PlainState? {
    let found = bytes.withUnsafeBytes { raw in
      var place = position - start
      return PlainState.next(in: raw, at: &place, table).map { ($0.state, $0.author, place) }
    }
    guard let (plain, author, place) = found else { return nil }
    try named(author)
    position = start + place
    return plain
  }

  /// Bytes after their length.
  public mutating func blob() throws(DecodingFailure) -> ArraySlice<UInt8> {
    let length = try unsigned()
    guard length <= UInt64(remaining) else { throw failure("\(length) bytes") }
    return try raw(Int(length))
  }

  /// Well-formed UTF-8 after its length.
  public mutating func text() throws(DecodingFailure) -> String {
    let run = try blob()
    guard let text = String(validating: run, as: UTF8.self) else {
      throw failure("well-formed UTF-8")
    }
    return text
  }

  /// The 16 bytes of an identifier.
  public mutating func identifier<Kind>(
    _: Identifier<Kind>.Type = Identifier<Kind>.self
  ) throws(DecodingFailure) -> Identifier<Kind> {
    Identifier(high: try fixed(), low: try fixed())
  }

  /// Eight bytes, big endian.
  public mutating func fixed() throws(DecodingFailure) -> UInt64 {
    guard remaining >= 8 else { throw failure("8 bytes") }
    var number: UInt64 = 0
    for index in position..<position + 8 { number = number << 8 | UInt64(bytes[index]) }
    position += 8
    return number
  }
}
