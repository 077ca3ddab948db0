// SPDX-License-Identifier: Apache-2.0

/// What sealing refuses, with a code that never changes its meaning.
///
/// Two errors are equal when their codes are; the message is for people and may change.
/// No message ever holds key material or plaintext.
public struct SealingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The stable name of what went wrong.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// A key, id or token has another number of bytes than its kind.
    case wrongLength
    /// Bytes end before what they promised.
    case truncated
    /// Bytes go on after their end.
    case trailingBytes
    /// Something exceeds its limit.
    case oversized
    /// A request or answer does not begin with Karvan's magic.
    case notKarvan
    /// A preamble with a kind, flag, length or filling that this version does not know.
    case badPreamble
    /// A request for another workspace.
    case wrongWorkspace
    /// A request to an exchange key that the office does not have (any more).
    case unknownExchangeKey
    /// A public key that gives an all-zero shared secret.
    case weakPublicKey
    /// A handshake that was altered, or made with other keys or for another request.
    case handshakeFailed
    /// A stream chunk that was altered, moved or made with another key.
    case streamFailed
    /// A stream chunk with a tag other than MESSAGE and FINAL, or without content.
    case badChunk
    /// The signature of a request, certificate or order is not by the expected key.
    case badSignature
    /// An answer made for another request.
    case wrongRequest
    /// A body whose form (marker, padding, expanded length) is wrong.
    case badBody
    /// Compressed data that does not expand to exactly what was promised.
    case badCompression
    /// A segment header that is malformed or out of its limits.
    case badSegmentHeader
    /// A segment that was altered or sealed with another key.
    case segmentFailed
    /// A chunk of a snapshot that was altered, moved, cut, or is of another snapshot.
    case snapshotFailed
    /// A part of an attached content that was altered, moved, cut, or is of another content.
    case contentFailed
    /// A folder of contents that cannot be read or written.
    case contentUnavailable
    /// A token (challenge or acknowledgement) that this office did not make.
    case badToken
    /// A challenge older than its two minutes.
    case expiredToken
    /// An exchange key certificate older than one that was seen before.
    case staleCertificate
    /// An invite text with a wrong character or number of characters.
    case malformedInvite
    /// An invite text with a typing mistake.
    case mistypedInvite
    /// An invite of a version that this program does not know.
    case unknownInviteVersion
    /// A key file that others can read or that is not a plain file.
    case unsafeKeyFile
    /// A key file that is already there and must not be overwritten.
    case keyFileExists
    /// A key file that cannot be read or written.
    case keyFileUnavailable
    /// A key file whose content is damaged.
    case malformedKeyFile
  }

  /// The stable name of what went wrong.
  public let code: Code
  /// One sentence for people.
  public let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The code and the sentence.
  public var description: String { "\(code.rawValue): \(message)" }

  /// Two errors are equal when their codes are.
  public static func == (left: SealingError, right: SealingError) -> Bool {
    left.code == right.code
  }

  /// Hashes the code only, as equality does.
  public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
