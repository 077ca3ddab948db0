// SPDX-License-Identifier: Apache-2.0

extension KeyFile {
  static let lengthLimit = 64 << 10
  private static let title = "karvan-key-file 1"

  /// The text of the file, for secret storage only.
  public var exposedBytes: [UInt8] {
    var text: [UInt8] = []
    // Growing would leave copies of secrets behind in freed memory.
    text.reserveCapacity(256 + 128 * exchangeKeys.count + 80)
    text.append(contentsOf: "\(Self.title)\n".utf8)
    Self.append("root", root.exposedBytes, to: &text)
    Self.append("identity", identity.exposedBytes, to: &text)
    for key in exchangeKeys {
      Self.append("exchange \(key.serial) \(key.notAfter)", key.pair.exposedBytes, to: &text)
    }
    Self.append("check", Self.check(text[...]), to: &text)
    return text
  }

  /// Reads the text: `oversized`, then `malformedKeyFile` with the line.
  public init(exposedBytes text: [UInt8]) throws(SealingError) {
    guard text.count <= Self.lengthLimit else {
      throw SealingError(.oversized, "a key file of \(text.count) bytes")
    }
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count >= 6, lines.removeLast().isEmpty else {
      throw SealingError(.malformedKeyFile, "the key file is cut")
    }
    guard lines[0].elementsEqual(Self.title.utf8) else {
      throw SealingError(.malformedKeyFile, "line 1 is not “\(Self.title)”")
    }
    let last = lines.count - 1
    let check = try Self.fields(lines, last, name: "check", numbers: 0).secret
    guard constantTimeEqual(check, Self.check(text[..<lines[last].startIndex])) else {
      throw SealingError(.malformedKeyFile, "the key file is damaged: its check does not match")
    }
    let root = try Self.fields(lines, 1, name: "root", numbers: 0)
    let identity = try Self.fields(lines, 2, name: "identity", numbers: 0)
    var keys: [ExchangeKey] = []
    for index in 3..<last {
      let line = try Self.fields(lines, index, name: "exchange", numbers: 2)
      keys.append(
        ExchangeKey(
          serial: line.numbers[0], notAfter: line.numbers[1],
          pair: try DHKeyPair(exposedBytes: line.secret)))
    }
    try self.init(
      root: try RootKey(exposedBytes: root.secret),
      identity: try SigningKeyPair(exposedBytes: identity.secret), exchangeKeys: keys)
  }

  private static func append(
    _ label: String, _ secret: consuming [UInt8], to text: inout [UInt8]
  ) {
    var digits = Hexadecimal.ascii(secret)
    text.append(contentsOf: "\(label) ".utf8)
    text.append(contentsOf: digits)
    text.append(UInt8(ascii: "\n"))
    secret.wipe()
    digits.wipe()
  }

  /// What the last line of a file says of the lines before it.
  package static func check(_ text: ArraySlice<UInt8>) -> [UInt8] {
    let hash = Blake2b(length: 32)
    hash.update(Domain.keyFile.joined())
    text.withUnsafeBytes { hash.update($0) }
    return hash.finish()
  }

  /// A line `NAME NUMBER… HEX` with exactly so many numbers and 32 bytes.
  private static func fields(
    _ lines: [ArraySlice<UInt8>], _ index: Int, name: String, numbers count: Int
  ) throws(SealingError) -> (numbers: [UInt64], secret: [UInt8]) {
    let words = lines[index].split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    let numbers = words.dropFirst().dropLast().compactMap {
      UInt64(String(decoding: $0, as: UTF8.self))
    }
    guard
      words.count == count + 2, words[0].elementsEqual(name.utf8), numbers.count == count,
      let secret = Hexadecimal.bytes(words[count + 1]), secret.count == 32
    else {
      throw SealingError(.malformedKeyFile, "line \(index + 1) is not a line of “\(name)”")
    }
    return (numbers, secret)
  }
}
