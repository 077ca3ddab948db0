// SPDX-License-Identifier: Apache-2.0
import KarvanCLI
import KarvanCore
import KarvanSealing
import KarvanServer

/// Files with keys, invites, and the lines of HTTP that are read by us.
extension Decoder {
  static let kept: [Decoder] = [
    Decoder("key-file", samples: { [lines(of: try Fixture.keyFile().exposedBytes)] }) { bytes in
      // The last line is a checksum of the others, which no search would find.
      let sum = Array(Hexadecimal.text(of: KeyFile.check(bytes[...])).utf8)
      let text = bytes + Array("check ".utf8) + sum + [0x0A]
      try Law.survives(
        text, read: { try KeyFile(exposedBytes: $0) }, write: { $0.exposedBytes })
    },
    Decoder("device-keys", samples: { [Array(try deviceFile().exposedText.utf8)] }) {
      let file = try DeviceFile(exposedText: String(decoding: $0, as: UTF8.self), path: "keys")
      let text = file.exposedText
      let again = try Law.must("read the keys that were written") {
        try DeviceFile(exposedText: text, path: "keys")
      }
      try Law.hold(again.exposedText == text, "the keys are written in two ways")
    },
    Decoder("kept-exchange", longest: 512, samples: { [try keptExchange().exposedBytes] }) {
      try Law.isExact($0, read: { try KeptExchange(exposedBytes: $0) }, write: { $0.exposedBytes })
    },
    Decoder("invite", longest: 256, samples: { [Array(invite.utf8)] }) {
      try Law.survives(
        $0, read: { try Invite(code: String(decoding: $0, as: UTF8.self)) },
        write: { Array($0.exposedCode.utf8) })
    },
    Decoder(
      "invite-link", longest: 512,
      samples: { [Array(invite.utf8), Array("https://office.example#\(invite)".utf8)] }
    ) {
      try Law.survives(
        $0, read: { try InviteLink(text: String(decoding: $0, as: UTF8.self)) },
        write: { Array($0.exposedText.utf8) })
    },
    Decoder("backup-key", longest: 256, samples: { [Array(try backupKey().exposedText.utf8)] }) {
      let key = try BackupKey.reading(String(decoding: $0, as: UTF8.self))
      let again = try Law.must("read the key that was written") {
        try BackupKey.reading(key.exposedText)
      }
      try Law.hold(again.publicKey == key.publicKey, "the key is read as another one")
    },
    Decoder(
      "wake-stream", samples: { [Array(": karvan\n\nevent: wake\r\ndata:\n\n:\n\n".utf8)] }
    ) { bytes in
      var whole = EventLines(limit: 64)
      let count = try whole.wakes(in: bytes)
      var parts = EventLines(limit: 64)
      var sum = 0
      for byte in bytes { sum += try parts.wakes(in: [byte]) }
      try Law.hold(sum == count, "where the stream is cut counts")
    },
    Decoder("range", longest: 128, samples: { [Array("bytes=0-1048575".utf8)] }) {
      guard let range = SnapshotRoute.range(String(decoding: $0, as: UTF8.self)) else { return }
      try Law.hold(range.count <= 4 << 20, "a range of \(range.count) bytes")
    },
  ]

  private static let invite =
    Invite.generate(from: RandomSource { [UInt8](repeating: 99, count: $0) }).exposedCode

  /// All lines but the last, which is the checksum.
  private static func lines(of file: [UInt8]) -> [UInt8] {
    let end = file.dropLast().lastIndex(of: 0x0A) ?? 0
    return Array(file[...end])
  }

  private static func deviceFile() throws -> DeviceFile {
    DeviceFile(
      server: "http://127.0.0.1:8420", card: try Fixture.card(), keys: try Fixture.deviceKeys(),
      replica: .init(Fixture.replica), invite: 7,
      granted: DeviceFile.Granted(
        device: .init(Fixture.device), commitKey: try CommitKey(exposedBytes: Fixture.key(41)),
        commitKeyEpoch: 3, digestKey: try DigestKey(exposedBytes: Fixture.key(42))))
  }

  private static func keptExchange() throws -> KeptExchange {
    KeptExchange(
      try DeviceExchange(
        to: try Fixture.target(), keys: try Fixture.deviceKeys(), payload: [4, 5],
        envelope: try BodyEnvelope.wrap([]),
        random: RandomSource { [UInt8](repeating: 17, count: $0) }))
  }

  private static func backupKey() throws -> BackupKey { BackupKey(pair: try Fixture.office()) }
}
