// SPDX-License-Identifier: Apache-2.0

/// What kind of body follows a preamble.
public enum ExchangeKind: UInt8, Sendable, Hashable {
  /// A request of an enrolled device.
  case exchange = 0x01
  /// A request of a device that enrols with an invite.
  case enrol = 0x02
  /// A request of an enrolled device about the contents of attachments.
  case contents = 0x03
  /// The answer to an exchange.
  case exchangeAnswer = 0x81
  /// The answer to an enrolment.
  case enrolAnswer = 0x82
  /// The answer to a request about contents.
  case contentsAnswer = 0x83

  /// The kind of the answer to this request; nil for what is an answer itself.
  var answer: ExchangeKind? {
    switch self {
    case .exchange: .exchangeAnswer
    case .enrol: .enrolAnswer
    case .contents: .contentsAnswer
    case .exchangeAnswer, .enrolAnswer, .contentsAnswer: nil
    }
  }
}

/// The 64 bytes in clear before every request and answer.
///
///     0  magic "KRV1"     4  kind u8       5  flags u8, zero   6  length of the Noise message u16
///     8  workspace 16    24  exchange key id 8   32  invite id u64, zero unless enrolling
///    40  24 zero bytes
///
/// Numbers are big-endian. The request's preamble is the prologue of the handshake, so that nobody
/// can alter it; the answer repeats it with its own kind and length, and the device compares.
public struct ExchangePreamble: Sendable, Hashable {
  /// The length of the binary form.
  public static let encodedCount = 64
  static let magic = Array("KRV1".utf8)
  private static let fillerCount = 24

  /// What follows.
  public let kind: ExchangeKind
  /// The length of the Noise message that follows.
  public let messageLength: UInt16
  /// The workspace that is spoken to.
  public let workspace: Octets16
  /// The office's exchange key that the handshake uses.
  public let exchangeKeyID: Octets8
  /// The invite that an enrolling device has; zero in exchanges.
  public let inviteID: UInt64

  init(
    kind: ExchangeKind, messageLength: UInt16, workspace: Octets16, exchangeKeyID: Octets8,
    inviteID: UInt64
  ) {
    self.kind = kind
    self.messageLength = messageLength
    self.workspace = workspace
    self.exchangeKeyID = exchangeKeyID
    self.inviteID = inviteID
  }

  /// Decodes the first 64 bytes strictly: `notKarvan`, `truncated`, `badPreamble`.
  public init(decoding bytes: [UInt8]) throws(SealingError) {
    guard bytes.starts(with: Self.magic) else { throw ForeignContent.error(bytes) }
    var reader = ByteReader(bytes, at: Self.magic.count)
    let kindByte: UInt8 = try reader.number()
    let flags: UInt8 = try reader.number()
    messageLength = try reader.number()
    workspace = try reader.octets()
    exchangeKeyID = try reader.octets()
    inviteID = try reader.number()
    let filler = try reader.slice(Self.fillerCount)
    guard let kind = ExchangeKind(rawValue: kindByte) else {
      throw SealingError(.badPreamble, "unknown kind \(kindByte)")
    }
    self.kind = kind
    guard flags == 0, filler.allSatisfy({ $0 == 0 }) else {
      throw SealingError(.badPreamble, "flags or filling of a later version")
    }
    let enrols = kind == .enrol || kind == .enrolAnswer
    guard (inviteID != 0) == enrols else {
      throw SealingError(.badPreamble, "an invite id belongs to enrolments, and to all of them")
    }
    guard messageLength >= kind.minimumMessageLength else {
      throw SealingError(.badPreamble, "a handshake message of \(messageLength) bytes is too short")
    }
  }

  /// The 64 bytes.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    bytes.append(kind.rawValue)
    bytes.append(0)
    bytes.append(bigEndian: messageLength)
    bytes.append(workspace)
    bytes.append(exchangeKeyID)
    bytes.append(bigEndian: inviteID)
    bytes.append(contentsOf: repeatElement(0, count: Self.fillerCount))
    return bytes
  }

  /// The prologue of the handshake: "karvan/1 noise" ‖ preamble.
  var prologue: [UInt8] { Domain.noise.joined(bytes) }

  /// The preamble of the answer to this request.
  func answering(kind: ExchangeKind, messageLength: UInt16) -> ExchangePreamble {
    ExchangePreamble(
      kind: kind, messageLength: messageLength, workspace: workspace,
      exchangeKeyID: exchangeKeyID, inviteID: inviteID)
  }
}

extension ExchangeKind {
  /// Handshake overhead, stream seed and, in answers, the hash of the request.
  var minimumMessageLength: UInt16 {
    switch self {
    case .exchange, .enrol, .contents: UInt16(NoiseIK.message1Overhead + 32)
    case .exchangeAnswer, .enrolAnswer, .contentsAnswer:
      UInt16(NoiseIK.message2Overhead + 64)
    }
  }
}

/// Says what came instead of Karvan's bytes, as when a hotel's network answers with its own page.
enum ForeignContent {
  static func error(_ bytes: [UInt8]) -> SealingError {
    if bytes.isEmpty { return SealingError(.notKarvan, "nothing came") }
    let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
    if bytes.first(where: { !space.contains($0) }) == UInt8(ascii: "<") {
      return SealingError(
        .notKarvan,
        "a web page came instead of Karvan's data; the network may want a sign-in first")
    }
    return SealingError(.notKarvan, "what came does not begin as Karvan's data")
  }
}
