// SPDX-License-Identifier: Apache-2.0

/// The secret with which a new device and the office recognise each other, once.
///
/// As text it has 40 characters of Crockford's base 32, printed in groups of five: version 1, id 9,
/// secret 26 (130 bits), checksum 4 (the first 20 bits of BLAKE2b-256("karvan/1 invite checksum" ‖
/// the 36 symbols before it, a byte each)). A typing mistake is found before anything is sent.
public struct Invite: Sendable, Equatable, CustomStringConvertible {
  /// The number of characters, without separators.
  public static let characterCount = 40
  /// Ids are below this, and never zero.
  public static let idLimit: UInt64 = 1 << 45
  private static let version: UInt8 = 1
  private static let idSymbols = 1..<10
  private static let secretSymbols = 10..<36

  /// The number by which the office finds the invite; travels in clear.
  public let id: UInt64
  private let secret: SecretBytes

  /// A fresh invite with random id and secret.
  public static func generate() -> Invite { generate(from: .system) }

  /// An invite of the random bytes of a source.
  package static func generate(from random: RandomSource) -> Invite {
    var symbols = Crockford.symbols(of: random.bytes(22), count: 35)
    defer { symbols.wipe() }
    let id = number(symbols[..<9])
    return Invite(
      id: id == 0 ? 1 : id, secret: SecretBytes(copying: Crockford.bytes(of: symbols[9...])))
  }

  private init(id: UInt64, secret: SecretBytes) {
    self.id = id
    self.secret = secret
  }

  /// Reads a typed or pasted code, forgiving case, separators, I, L, O and Persian digits.
  ///
  /// Errors: `malformedInvite` with the place, `unknownInviteVersion`, `mistypedInvite`.
  public init(code: String) throws(SealingError) {
    var symbols = try Self.symbols(code)
    defer { symbols.wipe() }
    guard symbols.count == Self.characterCount else {
      throw SealingError(
        .malformedInvite, "an invite has \(Self.characterCount) characters, not \(symbols.count)")
    }
    guard Array(symbols[36...]) == Self.checksum(Array(symbols[..<36])) else {
      throw SealingError(.mistypedInvite, "the invite has a typing mistake")
    }
    guard symbols[0] == Self.version else {
      throw SealingError(.unknownInviteVersion, "the invite is for a newer version of Karvan")
    }
    id = Self.number(symbols[Self.idSymbols])
    guard id != 0 else { throw SealingError(.malformedInvite, "the invite has no id") }
    secret = SecretBytes(copying: Crockford.bytes(of: symbols[Self.secretSymbols]))
  }

  /// The code to type, with its secret, in eight groups of five.
  public var exposedCode: String {
    var symbols =
      [Self.version]
      + Self.idSymbols.map { index in
        UInt8(id >> UInt64(5 * (Self.idSymbols.upperBound - 1 - index)) & 31)
      }
    symbols += Crockford.symbols(of: secret.exposedBytes, count: Self.secretSymbols.count)
    defer { symbols.wipe() }
    return Crockford.grouped(symbols + Self.checksum(symbols), by: 5)
  }

  /// The handshake's pre-shared key: BLAKE2b-256(key: secret as 17 bytes, "karvan/1 invite psk" ‖
  /// workspace ‖ id as u64). The office keeps this and not the secret.
  public func key(workspace: Octets16) -> InviteKey {
    var input = Domain.invitePSK.joined(workspace.bytes)
    input.append(bigEndian: id)
    return InviteKey(secret: Blake2b.derive(from: secret, input))
  }

  /// The id, never the secret.
  public var description: String { "Invite(\(id))" }

  private static func symbols(_ code: String) throws(SealingError) -> [UInt8] {
    var symbols: [UInt8] = []
    for (index, scalar) in code.unicodeScalars.enumerated() where !Crockford.isSeparator(scalar) {
      guard let symbol = Crockford.symbol(scalar) else {
        throw SealingError(
          .malformedInvite, "character \(index + 1) of the invite, “\(scalar)”, is not one of its")
      }
      symbols.append(symbol)
      guard symbols.count <= characterCount else {
        throw SealingError(
          .malformedInvite, "an invite has \(characterCount) characters, this text has more")
      }
    }
    return symbols
  }

  private static func number(_ symbols: ArraySlice<UInt8>) -> UInt64 {
    symbols.reduce(0) { $0 << 5 | UInt64($1) }
  }

  private static func checksum(_ symbols: [UInt8]) -> [UInt8] {
    let hash: Octets32 = Blake2b.hash(Domain.inviteChecksum.joined(symbols))
    return Crockford.symbols(of: hash.bytes, count: 4)
  }
}
