// SPDX-License-Identifier: Apache-2.0

/// The office's secrets: the only copy outside its memory.
///
/// Text, a line each, at most 64 KiB: `karvan-key-file 1`, `root HEX`, `identity HEX`, one or more
/// `exchange SERIAL NOT-AFTER HEX`, and `check HEX`, BLAKE2b-256("karvan/1 key file" ‖ the lines
/// before), which tells damage from an attack on nothing.
public struct KeyFile: Sendable, Equatable {
  /// One exchange key with what its certificate says.
  public struct ExchangeKey: Sendable, Equatable {
    /// The serial of its certificate.
    public let serial: UInt64
    /// When the office stops using it, in milliseconds since 1970.
    public let notAfter: UInt64
    /// The key pair.
    public let pair: DHKeyPair

    /// The three together.
    public init(serial: UInt64, notAfter: UInt64, pair: DHKeyPair) {
      self.serial = serial
      self.notAfter = notAfter
      self.pair = pair
    }
  }

  /// The root of the symmetric keys.
  public let root: RootKey
  /// The identity that devices pin.
  public let identity: SigningKeyPair
  /// The exchange keys in use, by ascending serial; never empty.
  public let exchangeKeys: [ExchangeKey]

  /// Puts a key file together; throws `malformedKeyFile` without an exchange key or where the
  /// serials do not ascend.
  public init(
    root: RootKey, identity: SigningKeyPair, exchangeKeys: [ExchangeKey]
  ) throws(SealingError) {
    let serials = exchangeKeys.map(\.serial)
    guard !serials.isEmpty, zip(serials, serials.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw SealingError(.malformedKeyFile, "exchange keys need ascending serials")
    }
    self.root = root
    self.identity = identity
    self.exchangeKeys = exchangeKeys
  }

  /// Fresh secrets for a new office, with one exchange key of serial 1.
  public static func generate(notAfter: UInt64) -> KeyFile {
    KeyFile(
      freshRoot: .generate(),
      exchangeKey: ExchangeKey(serial: 1, notAfter: notAfter, pair: .generate()))
  }

  /// The same root and identity with other exchange keys, which the caller has put in order.
  init(_ file: KeyFile, exchangeKeys: [ExchangeKey]) {
    root = file.root
    identity = file.identity
    self.exchangeKeys = exchangeKeys
  }

  private init(freshRoot: RootKey, exchangeKey: ExchangeKey) {
    root = freshRoot
    identity = .generate()
    exchangeKeys = [exchangeKey]
  }

  /// The certificates of the exchange keys, by ascending serial.
  public var certificates: [ExchangeCertificate] { exchangeKeys.map { certificate(of: $0) } }

  func certificate(of key: ExchangeKey) -> ExchangeCertificate {
    ExchangeCertificate(
      serial: key.serial, notAfter: key.notAfter, key: key.pair.publicKey, identity: identity)
  }

  /// The keys that requests to this office may use.
  public func officeKeys(workspace: Octets16) -> OfficeKeys {
    OfficeKeys(workspace: workspace, exchangeKeys: exchangeKeys.map(\.pair))
  }

  /// The public card of this office, with its newest exchange key.
  public func card(workspace: Octets16) -> OfficeCard {
    OfficeCard(
      workspace: workspace, identity: identity.verifyKey, certificate: certificate(of: newest))
  }
}
