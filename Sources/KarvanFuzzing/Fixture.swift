// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing

/// Keys and a schema that are the same each time, so that what one run sealed the next one opens.
enum Fixture {
  static let workspace = Octets16(high: 11, low: 12)
  static let device = Octets16(high: 13, low: 14)
  static let replica = Octets16(high: 15, low: 16)
  /// A moment in 2025, in milliseconds since 1970.
  static let now: Int64 = 1_750_000_000_000

  /// The schema of the product, read once.
  static func schema() throws -> Schema { try read.get() }
  private static let read = Result { try Catalog.schema() }

  /// Thirty-two bytes that are no secret.
  static func key(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

  static func office() throws -> DHKeyPair { try DHKeyPair(exposedBytes: key(21)) }

  static func deviceKeys() throws -> DeviceKeys {
    DeviceKeys(
      exchange: try DHKeyPair(exposedBytes: key(22)),
      signing: try SigningKeyPair(exposedBytes: key(23)))
  }

  static func officeKeys() throws -> OfficeKeys {
    OfficeKeys(workspace: workspace, exchangeKeys: [try office()])
  }

  static func target() throws -> ExchangeTarget {
    ExchangeTarget(workspace: workspace, office: try office().publicKey)
  }

  static func sealing() throws -> ReplicaSealing {
    ReplicaSealing(
      workspace: .init(workspace), device: .init(device), replica: .init(replica), epoch: 1,
      schemaVersion: 1, key: try CommitKey(exposedBytes: key(24)))
  }

  static func keyFile() throws -> KeyFile {
    try KeyFile(
      root: try RootKey(exposedBytes: key(25)),
      identity: try SigningKeyPair(exposedBytes: key(26)),
      exchangeKeys: [
        KeyFile.ExchangeKey(serial: 1, notAfter: 1_700_000_000_000, pair: try office()),
        KeyFile.ExchangeKey(
          serial: 9, notAfter: 1_800_000_000_000, pair: try DHKeyPair(exposedBytes: key(27))),
      ])
  }

  static func card() throws -> OfficeCard { try keyFile().card(workspace: workspace) }
}
