// SPDX-License-Identifier: Apache-2.0

/// What a device keeps about its own commits besides the journal.
extension FixedTables {
  static let replicaUndo = [
    // What an own commit found where it wrote, and the commit that it took back, if it did.
    """
    CREATE TABLE IF NOT EXISTS karvan_before (
      seq INTEGER PRIMARY KEY, undoes INTEGER, found BLOB
    )
    """,
    """
    CREATE INDEX IF NOT EXISTS karvan_before_undoes ON karvan_before (undoes)
    WHERE undoes IS NOT NULL
    """,
    // Runs of commits that one command wrote, by the first commit of the command.
    """
    CREATE TABLE IF NOT EXISTS karvan_command (
      first INTEGER PRIMARY KEY, last INTEGER NOT NULL, command INTEGER NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS karvan_command_name ON karvan_command (command)",
    // Which own commits a backup of the office has, and since when this device knows it.
    "CREATE TABLE IF NOT EXISTS karvan_safe (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
  ]
}
