// SPDX-License-Identifier: Apache-2.0
package import KarvanCore
package import KarvanSealing
import KarvanSync

/// The secrets of this device and the server that it trusts, in a file of its own.
///
/// It is written before the first request of an enrolment, so that a lost answer can be asked for
/// again with the same keys.
package struct DeviceFile: Sendable {
  /// What the server gave when the device was enrolled.
  package struct Granted: Sendable {
    let device: DeviceID
    let commitKey: CommitKey
    let commitKeyEpoch: UInt32
    let digestKey: DigestKey

    package init(
      device: DeviceID, commitKey: CommitKey, commitKeyEpoch: UInt32, digestKey: DigestKey
    ) {
      self.device = device
      self.commitKey = commitKey
      self.commitKeyEpoch = commitKeyEpoch
      self.digestKey = digestKey
    }
  }

  /// The address of the server.
  let server: String
  /// The server's identity, which is pinned, and its present exchange key.
  var card: OfficeCard
  /// The keys of the device.
  let keys: DeviceKeys
  /// The replica that they speak for.
  package let replica: ReplicaID
  /// The invite that was used; not a secret.
  let invite: UInt64
  /// Nil until the server has answered.
  var granted: Granted?
  /// What the office is still to be told, after the data of this device was destroyed.
  var wipe: Wiped?

  /// An order to wipe that was carried out.
  struct Wiped: Sendable, Hashable {
    let nonce: Octets16
    let device: DeviceID
  }

  package init(
    server: String, card: OfficeCard, keys: DeviceKeys, replica: ReplicaID, invite: UInt64,
    granted: Granted? = nil
  ) {
    self.server = server
    self.card = card
    self.keys = keys
    self.replica = replica
    self.invite = invite
    self.granted = granted
  }

  /// Whom the device speaks to.
  func target(invite: Invite? = nil) -> ExchangeTarget {
    ExchangeTarget(workspace: card.workspace, office: card.certificate.key, invite: invite)
  }

  /// What seals the segments of this replica; nil before the enrolment.
  func sealing(schemaVersion: UInt32) -> ReplicaSealing? {
    granted.map {
      ReplicaSealing(
        workspace: WorkspaceID(card.workspace), device: $0.device, replica: replica,
        epoch: $0.commitKeyEpoch, schemaVersion: schemaVersion, key: $0.commitKey)
    }
  }

  /// The newest epoch of the commit key; 0 before the enrolment.
  var epoch: UInt32 { granted?.commitKeyEpoch ?? 0 }

  /// Takes a newer commit key; what is sealed already stays as it is.
  mutating func take(_ grant: CommitKeyGrant) throws {
    guard let granted, grant.epoch > granted.commitKeyEpoch else { return }
    self.granted = Granted(
      device: granted.device, commitKey: try CommitKey(exposedBytes: grant.key),
      commitKeyEpoch: grant.epoch, digestKey: granted.digestKey)
  }

  /// With the news of an answer; nil where there is nothing new.
  ///
  /// - Throws: `badSignature` for a certificate that the pinned identity did not sign.
  func taking(_ news: KeyNews) throws -> DeviceFile? {
    var changed = self
    if let card = try card.following(news.certificates) { changed.card = card }
    if let grant = news.commitKey { try changed.take(grant) }
    return changed.card != card || changed.epoch != epoch ? changed : nil
  }

  /// The order to wipe that an answer brings, if it is one to this device in answer to this
  /// request.
  ///
  /// - Throws: `wrongLength`, `wrongRequest`, `badSignature` for anything else; then nothing of
  ///   the answer may be taken.
  func order(in answer: AnswerHeader, to request: Octets32) throws -> WipeOrder? {
    guard answer.verdict == .revoked, let order = answer.keys.wipeOrder, let granted else {
      return nil
    }
    return try WipeOrder(
      order, to: subject(of: granted.device, request: request), identity: card.identity)
  }

  /// What people compare on both sides.
  var fingerprint: String {
    Fingerprint.text(
      office: card.identity, device: keys.signing.verifyKey,
      deviceExchange: keys.exchange.publicKey)
  }
}

extension DeviceFile {
  private static let magic = "karvan device keys 1"

  /// The file, line by line.
  package var exposedText: String {
    var lines = [
      Self.magic, "server \(server)", "card \(KarvanCore.Hexadecimal.text(of: card.bytes))",
      "replica \(replica)", "invite \(invite)",
      "exchange \(KarvanCore.Hexadecimal.text(of: keys.exchange.exposedBytes))",
      "signing \(KarvanCore.Hexadecimal.text(of: keys.signing.exposedBytes))",
    ]
    if let granted {
      lines += [
        "device \(granted.device)", "epoch \(granted.commitKeyEpoch)",
        "commit \(KarvanCore.Hexadecimal.text(of: granted.commitKey.exposedBytes))",
        "digest \(KarvanCore.Hexadecimal.text(of: granted.digestKey.exposedBytes))",
      ]
    }
    if let wipe { lines += ["wiped-device \(wipe.device)", "wiped \(wipe.nonce)"] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads what `exposedText` wrote; `keysDamaged` names the line, never its content.
  package init(exposedText text: String, path: String) throws(CLIError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard lines.first.map(String.init) == Self.magic else {
      throw CLIError(.keysDamaged, path, "1")
    }
    var values: [String: (value: Substring, line: Int)] = [:]
    for (index, line) in lines.enumerated().dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2, values[String(parts[0])] == nil else {
        throw CLIError(.keysDamaged, path, "\(index + 1)")
      }
      values[String(parts[0])] = (parts[1], index + 1)
    }
    func value<Value>(
      _ name: String, _ read: (Substring) throws -> Value?
    ) throws(CLIError) -> Value {
      guard let (text, line) = values[name] else { throw CLIError(.keysDamaged, path, name) }
      guard let value = try? read(text) else { throw CLIError(.keysDamaged, path, "\(line)") }
      return value
    }
    func octets(_ text: Substring) -> [UInt8] { KarvanCore.Hexadecimal.bytes(of: text) ?? [] }
    server = try value("server") { String($0) }
    card = try value("card") { try OfficeCard(octets($0)) }
    replica = try value("replica") { ReplicaID(text: $0) }
    invite = try value("invite") { UInt64($0) }
    keys = DeviceKeys(
      exchange: try value("exchange") { try DHKeyPair(exposedBytes: octets($0)) },
      signing: try value("signing") { try SigningKeyPair(exposedBytes: octets($0)) })
    if values["wiped"] != nil {
      wipe = Wiped(
        nonce: try value("wiped") { try Octets16(octets($0)) },
        device: try value("wiped-device") { DeviceID(text: $0) })
    }
    guard values["device"] != nil else { return }
    granted = Granted(
      device: try value("device") { DeviceID(text: $0) },
      commitKey: try value("commit") { try CommitKey(exposedBytes: octets($0)) },
      commitKeyEpoch: try value("epoch") { UInt32($0) },
      digestKey: try value("digest") { try DigestKey(exposedBytes: octets($0)) })
  }
}
