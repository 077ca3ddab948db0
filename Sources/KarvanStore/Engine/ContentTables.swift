// SPDX-License-Identifier: Apache-2.0

/// The tables that say how contents of attachments stand; the contents lie beside the database.
enum ContentTables {
  /// The statements that add them; each can be repeated.
  static func additions(_ kind: StoreKind) -> [String] { kind == .replica ? replica : office }

  private static let replica = [
    // How the contents that this device has stand with the server, by its own word: incarnation
    // says in which life it had all of it; sent counts chunks; refusal is a state of the protocol.
    """
    CREATE TABLE IF NOT EXISTS karvan_content (
      record BLOB PRIMARY KEY, address TEXT NOT NULL, incarnation BLOB, sent INTEGER NOT NULL,
      refusal TEXT, room INTEGER NOT NULL
    ) WITHOUT ROWID
    """
  ]

  private static let office = [
    // For which records somebody has shown that they have the content, and room is kept for it;
    // held: whether all of it is there.
    """
    CREATE TABLE IF NOT EXISTS karvan_content (
      record BLOB PRIMARY KEY, address TEXT NOT NULL, size INTEGER NOT NULL, user BLOB NOT NULL,
      device BLOB NOT NULL, held INTEGER NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS karvan_content_address ON karvan_content (address)",
    "CREATE INDEX IF NOT EXISTS karvan_content_user ON karvan_content (user)",
  ]
}
