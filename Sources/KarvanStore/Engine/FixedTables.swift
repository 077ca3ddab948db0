// SPDX-License-Identifier: Apache-2.0

/// The tables that are not derived from the schema.
enum FixedTables {
  /// The statements that make them.
  static func creation(_ kind: StoreKind) -> [String] {
    common + (kind == .replica ? replica : office)
  }

  /// The statements that add the tables which came after files were first made; each can be
  /// repeated.
  static func additions(_ kind: StoreKind) -> [String] {
    (kind == .replica ? replicaLives + replicaUndo : custody + officeLives)
      + ContentTables.additions(kind)
  }

  private static let replicaLives = [
    // The answered commits of former lives of this database, by the number of their replica.
    """
    CREATE TABLE IF NOT EXISTS karvan_former (
      life INTEGER, seq INTEGER, payload BLOB NOT NULL, time INTEGER NOT NULL,
      state INTEGER NOT NULL, server_seq INTEGER, stamp INTEGER, failure BLOB, settled INTEGER,
      PRIMARY KEY (life, seq)
    )
    """,
    // The pages of a round that has not reached the head, as they came.
    """
    CREATE TABLE IF NOT EXISTS karvan_page (
      position INTEGER, part INTEGER, records BLOB NOT NULL, PRIMARY KEY (position, part)
    )
    """,
  ]

  private static let officeLives = [
    // Devices that began as copies of another.
    """
    CREATE TABLE IF NOT EXISTS karvan_life (
      device BLOB PRIMARY KEY, former BLOB NOT NULL, replica BLOB NOT NULL,
      moved INTEGER NOT NULL, at INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    // Earlier lives of this database, and what each has in common with the one after it.
    """
    CREATE TABLE IF NOT EXISTS karvan_incarnation (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL, common INTEGER NOT NULL, at INTEGER NOT NULL
    )
    """,
    // When commits in quarantine are judged again: when this comes, or at this time.
    """
    CREATE TABLE IF NOT EXISTS karvan_retrial (
      replica INTEGER, seq INTEGER, awaited BLOB, due INTEGER, PRIMARY KEY (replica, seq)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS karvan_retrial_awaited ON karvan_retrial (awaited)",
    "CREATE INDEX IF NOT EXISTS karvan_retrial_due ON karvan_retrial (due)",
    // Replicas that have not said yet what a lost life of this database decided of what waits.
    "CREATE TABLE IF NOT EXISTS karvan_unheard (replica INTEGER PRIMARY KEY)",
    // The commits of each replica that a backup has.
    """
    CREATE TABLE IF NOT EXISTS karvan_durable (
      replica INTEGER PRIMARY KEY, seq INTEGER NOT NULL
    )
    """,
  ]

  private static let custody = [
    // state: lost or retired; a device without a row is welcome, or shut out by revoked_at.
    """
    CREATE TABLE IF NOT EXISTS karvan_custody (
      device BLOB PRIMARY KEY, state TEXT NOT NULL, since INTEGER NOT NULL, closed_at INTEGER,
      nonce BLOB NOT NULL
    ) WITHOUT ROWID
    """,
    // What lost devices push, sealed; results: of its first commits, as they were decided.
    """
    CREATE TABLE IF NOT EXISTS karvan_rescue (
      replica INTEGER NOT NULL, number INTEGER NOT NULL, device BLOB NOT NULL,
      first INTEGER NOT NULL, count INTEGER NOT NULL, bytes BLOB NOT NULL, chain BLOB NOT NULL,
      at INTEGER NOT NULL, results BLOB NOT NULL, PRIMARY KEY (replica, number)
    )
    """,
    "CREATE INDEX IF NOT EXISTS karvan_rescue_device ON karvan_rescue (device)",
    """
    CREATE TABLE IF NOT EXISTS karvan_wipe (
      device BLOB NOT NULL, replica BLOB NOT NULL, nonce BLOB NOT NULL,
      ordered_at INTEGER NOT NULL, wiped_at INTEGER, PRIMARY KEY (device, replica, nonce)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS karvan_epoch (
      device BLOB NOT NULL, epoch INTEGER NOT NULL, commitment BLOB NOT NULL,
      issued_at INTEGER NOT NULL, taken_at INTEGER, PRIMARY KEY (device, epoch)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE IF NOT EXISTS karvan_chain_epoch (
      replica INTEGER PRIMARY KEY, epoch INTEGER NOT NULL
    )
    """,
  ]

  private static let common = [
    "CREATE TABLE karvan_info (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE karvan_replica (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE)",
    """
    CREATE TABLE karvan_digest (
      scope INTEGER, entity INTEGER, high INTEGER NOT NULL, low INTEGER NOT NULL,
      PRIMARY KEY (scope, entity)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE karvan_conflict (
      entity INTEGER, record INTEGER, field_group INTEGER,
      PRIMARY KEY (entity, record, field_group)
    ) WITHOUT ROWID
    """,
    // Tokens are folded by us, so that the simplest tokenizer does: every byte above ASCII is a
    // letter to it. Without positions and sizes the index is a third as large; nobody asks for
    // phrases or ranks.
    """
    CREATE VIRTUAL TABLE karvan_search
    USING fts5(tokens, tokenize = 'ascii', detail = none, columnsize = 0)
    """,
  ]

  private static let replica = [
    // state: 0 not answered, 1 accepted but not in the base yet, 2 accepted, 3 rejected, 4 kept by
    // the server until it can say.
    // settled: of a rejected one, 0 discarded, else the commit that was sent instead.
    """
    CREATE TABLE karvan_journal (
      seq INTEGER PRIMARY KEY, payload BLOB NOT NULL, time INTEGER NOT NULL,
      state INTEGER NOT NULL, server_seq INTEGER, stamp INTEGER, failure BLOB, settled INTEGER
    )
    """,
    "CREATE INDEX karvan_journal_rejected ON karvan_journal (seq) WHERE state = 3",
    "CREATE INDEX karvan_journal_waiting ON karvan_journal (seq) WHERE state = 4",
    // The sync points that were given, as the server marked them.
    """
    CREATE TABLE karvan_mark (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, mac BLOB NOT NULL)
    """,
    // Records of entities that this schema does not know yet.
    """
    CREATE TABLE karvan_aside (
      entity INTEGER, id BLOB, state BLOB NOT NULL, mask INTEGER NOT NULL,
      PRIMARY KEY (entity, id)
    )
    """,
    // Records that are not here but that others refer to, by their titles.
    "CREATE TABLE karvan_stub (entity INTEGER, id BLOB, title TEXT, PRIMARY KEY (entity, id))",
    """
    CREATE TABLE karvan_base (
      entity INTEGER, record INTEGER, state BLOB NOT NULL, PRIMARY KEY (entity, record)
    )
    """,
    """
    CREATE TABLE karvan_segment (
      number INTEGER PRIMARY KEY, first INTEGER NOT NULL, count INTEGER NOT NULL, bytes BLOB,
      chain BLOB NOT NULL
    )
    """,
    """
    CREATE TABLE karvan_scope (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, cursor INTEGER NOT NULL
    )
    """,
    // What a round of pages names; its states are installed as they are read.
    """
    CREATE TABLE karvan_stage (
      entity INTEGER, id BLOB, state BLOB, mask INTEGER NOT NULL, PRIMARY KEY (entity, id)
    )
    """,
  ]

  private static let office = [
    "CREATE TABLE karvan_scope (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    // What changed in a scope, by server sequence: each record once, at its newest change there.
    """
    CREATE TABLE karvan_feed (
      scope INTEGER, at INTEGER, entity INTEGER, record INTEGER,
      PRIMARY KEY (scope, at, entity, record)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE karvan_segment (
      replica INTEGER NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL,
      count INTEGER NOT NULL, bytes BLOB NOT NULL, chain BLOB NOT NULL, results BLOB NOT NULL,
      UNIQUE (replica, number)
    )
    """,
    "CREATE UNIQUE INDEX karvan_segment_first ON karvan_segment (replica, first)",
    """
    CREATE TABLE karvan_account (
      replica INTEGER PRIMARY KEY, device BLOB NOT NULL, exchange_number INTEGER NOT NULL,
      seq INTEGER NOT NULL, segment INTEGER NOT NULL, chain BLOB NOT NULL,
      basis INTEGER NOT NULL, may_wait INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE karvan_device (
      id BLOB PRIMARY KEY, user BLOB NOT NULL, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
      exchange_key BLOB NOT NULL UNIQUE, verify_key BLOB NOT NULL, revoked_at INTEGER,
      enrolled_at INTEGER NOT NULL, last_seen_at INTEGER
    )
    """,
    """
    CREATE TABLE karvan_rejection (
      replica INTEGER, seq INTEGER, payload BLOB NOT NULL, failure BLOB NOT NULL,
      at INTEGER NOT NULL, PRIMARY KEY (replica, seq)
    )
    """,
    """
    CREATE TABLE karvan_rejected_record (
      record BLOB, replica INTEGER, seq INTEGER, PRIMARY KEY (record, replica, seq)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE karvan_lost (
      replica INTEGER, seq INTEGER, entity INTEGER NOT NULL, record BLOB NOT NULL,
      user BLOB NOT NULL, settled INTEGER NOT NULL, PRIMARY KEY (replica, seq)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX karvan_lost_record ON karvan_lost (record)",
    // What can be neither taken nor refused yet, and the records that it writes.
    """
    CREATE TABLE karvan_quarantine (
      replica INTEGER, seq INTEGER, payload BLOB NOT NULL, reason TEXT NOT NULL,
      schema_version INTEGER NOT NULL, marked_at INTEGER, at INTEGER NOT NULL,
      PRIMARY KEY (replica, seq)
    )
    """,
    """
    CREATE TABLE karvan_quarantined_record (
      replica INTEGER, record BLOB, seq INTEGER, creates INTEGER NOT NULL,
      PRIMARY KEY (replica, record, seq)
    ) WITHOUT ROWID
    """,
    // What somebody might do until a server sequence, and when that ended.
    """
    CREATE TABLE karvan_rights (
      user BLOB, until INTEGER, at INTEGER NOT NULL, rights BLOB NOT NULL,
      PRIMARY KEY (user, until)
    ) WITHOUT ROWID
    """,
    // When a scope held a record that it left and entered again; the last stay is in the row.
    """
    CREATE TABLE karvan_stay (
      entity INTEGER, record INTEGER, scope INTEGER, entered INTEGER, until INTEGER NOT NULL,
      PRIMARY KEY (entity, record, scope, entered)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE karvan_history (
      entity INTEGER NOT NULL, record BLOB NOT NULL, reason TEXT NOT NULL, rule TEXT NOT NULL,
      by_replica INTEGER NOT NULL, by_seq INTEGER NOT NULL, at INTEGER NOT NULL,
      version BLOB NOT NULL,
      UNIQUE (record, entity, version, reason, by_replica, by_seq)
    )
    """,
    """
    CREATE TABLE karvan_claim (
      entity INTEGER, name TEXT, record BLOB, key TEXT NOT NULL,
      PRIMARY KEY (entity, name, record)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX karvan_claim_key ON karvan_claim (entity, name, key)",
    """
    CREATE TABLE karvan_invite (
      id BLOB PRIMARY KEY, secret BLOB NOT NULL, user BLOB NOT NULL, created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL, used_by BLOB, used_at INTEGER, answer BLOB
    )
    """,
    "CREATE TABLE karvan_counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
    // What each replica has, by its own word: nothing that it was not told of is pruned.
    """
    CREATE TABLE karvan_cursor (
      replica INTEGER PRIMARY KEY, least INTEGER NOT NULL, seq INTEGER NOT NULL,
      at INTEGER NOT NULL
    )
    """,
    // The identifiers of records that were deleted and forgotten: they are never used again.
    "CREATE TABLE karvan_pruned (id BLOB PRIMARY KEY, entity INTEGER NOT NULL) WITHOUT ROWID",
    // Which server sequence was the head at which time, once a day.
    "CREATE TABLE karvan_mark (head INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
    """
    CREATE TABLE karvan_snapshot (
      id BLOB PRIMARY KEY, scopes TEXT NOT NULL, seq INTEGER NOT NULL, schema INTEGER NOT NULL,
      size INTEGER NOT NULL, records INTEGER NOT NULL, made_at INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
  ]
}
