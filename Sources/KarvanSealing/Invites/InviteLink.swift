// SPDX-License-Identifier: Apache-2.0

/// An invite as people pass it on: the plain code, or a link whose fragment is the code.
///
/// Programs never send a fragment, so that the secret of an opened link stays on the device.
public struct InviteLink: Sendable, Equatable {
  /// The office's address without fragment (`https://host:port/path`); nil for a plain code.
  public let office: String?
  /// The invite.
  public let invite: Invite

  /// Puts a link together; `office` is an `http` or `https` address.
  public init(office: String?, invite: Invite) {
    self.office = office
    self.invite = invite
  }

  /// Reads a link or a plain code; errors as of `Invite`.
  public init(text: String) throws(SealingError) {
    let scalars = text.unicodeScalars
    guard let mark = scalars.firstIndex(of: "#") else {
      office = nil
      invite = try Invite(code: text)
      return
    }
    let address = Self.trimmed(String(scalars[..<mark]))
    guard Self.isAddress(address) else {
      throw SealingError(.malformedInvite, "the link before # is not an http or https address")
    }
    office = address
    invite = try Invite(code: String(scalars[scalars.index(after: mark)...]))
  }

  /// The link, or the plain code, with its secret.
  public var exposedText: String {
    let code = invite.exposedCode
    guard let office else { return code }
    return "\(office)#\(code)"
  }

  private static func trimmed(_ text: String) -> String {
    let tail = text.unicodeScalars.drop(while: Crockford.isSpace).reversed()
    return String(String.UnicodeScalarView(tail.drop(while: Crockford.isSpace).reversed()))
  }

  private static func isAddress(_ text: String) -> Bool {
    let lowered = text.lowercased()
    guard
      let scheme = ["https://", "http://"].first(where: { lowered.utf8.starts(with: $0.utf8) })
    else { return false }
    let rest = lowered.utf8.dropFirst(scheme.utf8.count)
    guard let first = rest.first, first != UInt8(ascii: "/") else { return false }
    // Printable ASCII without quotes and the like; names in other scripts come as punycode.
    return rest.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
  }
}

extension Crockford {
  /// Whether a character is a space or a mark without width.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    isSeparator(scalar) && !["-", "_", "."].contains(scalar)
  }
}
