// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import KarvanSealing

@Suite("Invites")
struct InviteTests {
  /// A fixed invite, so that the one chance in a million of the checksum is the same each time.
  private func invite(_ seed: UInt64 = 1) -> Invite {
    var random = Seeded(seed)
    return Invite.generate(from: FixedRandom([random.bytes(22)]).source)
  }

  @Test("a code reads back", arguments: UInt64(1)...50)
  func roundTrip(_ seed: UInt64) throws {
    let invite = invite(seed)
    let code = invite.exposedCode
    #expect(code.split(separator: "-").map(\.count) == .init(repeating: 5, count: 8))
    #expect(try Invite(code: code) == invite)
    #expect(invite.id > 0 && invite.id < Invite.idLimit)
    let workspace = Octets16.random()
    #expect(try Invite(code: code).key(workspace: workspace) == invite.key(workspace: workspace))
    #expect(invite.key(workspace: workspace) != invite.key(workspace: .random()))
  }

  @Test("codes are read as people type them")
  func folding() throws {
    let invite = invite()
    let code = invite.exposedCode
    let persian = String(
      String.UnicodeScalarView(
        code.unicodeScalars.map { scalar in
          ("0"..."9").contains(scalar)
            ? Unicode.Scalar(scalar.value - 0x30 + 0x06F0) ?? scalar : scalar
        }))
    let arabic = persian.unicodeScalars.map { scalar in
      ("\u{06F0}"..."\u{06F9}").contains(scalar)
        ? Unicode.Scalar(scalar.value - 0x06F0 + 0x0660) ?? scalar : scalar
    }
    let forms = [
      code.lowercased(), code.split(separator: "-").joined(), "  \(code)\r\n",
      code.split(separator: "-").joined(separator: " – "), "\u{200F}\(code)\u{200C}", persian,
      String(String.UnicodeScalarView(arabic)),
      String(code.map { $0 == "1" ? "l" : $0 == "0" ? "o" : $0 }),
      String(code.map { $0 == "1" ? "I" : $0 == "0" ? "O" : $0 }),
    ]
    for form in forms { #expect(try Invite(code: form) == invite, "\(form)") }
  }

  @Test("every wrong character and every two swapped ones are found")
  func typos() throws {
    let characters = Array(invite().exposedCode.filter { $0 != "-" })
    for index in characters.indices {
      for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where other != characters[index] {
        var typed = characters
        typed[index] = other
        refuses(.mistypedInvite, "\(other) at \(index)") { try Invite(code: String(typed)) }
      }
      let next = index + 1
      if next < characters.count, characters[index] != characters[next] {
        var typed = characters
        typed.swapAt(index, next)
        refuses(.mistypedInvite, "swap at \(index)") { try Invite(code: String(typed)) }
      }
      var short = characters
      short.remove(at: index)
      refuses(.malformedInvite) { try Invite(code: String(short)) }
      refuses(.malformedInvite) { try Invite(code: String(characters + [characters[index]])) }
    }
    for text in ["", "U" + String(characters.dropFirst()), "سلام"] {
      refuses(.malformedInvite, "\(text)") { try Invite(code: text) }
    }
  }

  @Test("a later version is said to be one")
  func versions() {
    let symbols = [UInt8(2)] + [UInt8](repeating: 1, count: 35)
    let hash: Octets32 = Blake2b.hash(Domain.inviteChecksum.joined(symbols))
    let code = Crockford.text(symbols + Crockford.symbols(of: hash.bytes, count: 4))
    refuses(.unknownInviteVersion) { try Invite(code: code) }
  }

  @Test("links keep the secret in the fragment")
  func links() throws {
    let invite = invite()
    let link = InviteLink(office: "https://office.example:8443/k", invite: invite)
    #expect(link.exposedText == "https://office.example:8443/k#\(invite.exposedCode)")
    #expect(try InviteLink(text: link.exposedText) == link)
    #expect(try InviteLink(text: " \(link.exposedText)\n") == link)
    #expect(try InviteLink(text: invite.exposedCode) == InviteLink(office: nil, invite: invite))
    for bad in ["ftp://office#", "https://#", "https:///x#", "#", "https://a b#"] {
      refuses(.malformedInvite, "\(bad)") { try InviteLink(text: bad + invite.exposedCode) }
    }
    #expect(!"\(invite)".contains(invite.exposedCode.prefix(5)))
  }

  @Test("fingerprints have six groups of four and depend on each key")
  func fingerprints() {
    let office = SigningKeyPair.generate().verifyKey
    let device = SigningKeyPair.generate().verifyKey
    let exchange = DHKeyPair.generate().publicKey
    let text = Fingerprint.text(office: office, device: device, deviceExchange: exchange)
    #expect(text.split(separator: "-").map(\.count) == .init(repeating: 4, count: 6))
    let other = Fingerprint.text(
      office: office, device: device, deviceExchange: DHKeyPair.generate().publicKey)
    #expect(text != other)
    #expect(text != Fingerprint.text(office: device, device: office, deviceExchange: exchange))
    #expect(Fingerprint.text(office: office) != Fingerprint.text(office: device))
  }

  @Test("bits and symbols are the same thing")
  func crockford() {
    var random = Seeded(9)
    for _ in 0..<100 {
      let symbols = random.bytes(26).map { $0 & 31 }
      let bytes = Crockford.bytes(of: symbols)
      #expect(Crockford.symbols(of: bytes, count: 26) == symbols, random.note)
    }
    #expect(Crockford.bytes(of: [31, 31]) == [0xFF, 0xC0])
  }
}
