// SPDX-License-Identifier: Apache-2.0
import GRDB
import KarvanCore
import KarvanSync

/// Makes one page: what changed in a device's scopes above its cursors, in the order of server
/// sequences, each record once with its newest state.
///
/// Everything is read in one transaction, so that the page that reaches the head is a sync point.
final class PageMaker {
  /// A scope that the device asks for and holds.
  private struct Asked {
    let index: Int
    let scope: Scope
    let number: UInt64
    let cursor: UInt64
  }

  private let session: Session
  private let replica: UInt64?
  private let scopes: [Scope]
  private let request: PullRequest
  private let asked: [Asked]
  private var records: [PageRecord] = []
  private var memberships: [PageMembership] = []
  private var creations: [PageCreations] = []
  private var stubs: [Stub] = []
  private var stubbed: Set<RecordKey> = []
  private var size = 0

  /// Scopes that the request has no cursor for are named in the page but not served: the device
  /// begins a new round with them, so that no change of theirs below its position is missed.
  init(_ session: Session, _ replica: ReplicaID, _ scopes: [Scope], _ request: PullRequest) throws {
    self.session = session
    self.replica = try session.knownNumber(of: replica)
    self.scopes = scopes
    self.request = request
    asked = try scopes.enumerated().compactMap { index, scope in
      guard let cursor = request.cursors.first(where: { $0.scope == scope }),
        let number = try session.knownNumber(of: scope)
      else { return nil }
      return Asked(index: index, scope: scope, number: number, cursor: cursor.sequence)
    }
  }

  func page() throws -> Page {
    let head = try session.head()
    let floor = try session.floor()
    if asked.contains(where: {
      PruningFloor.isBelow(
        cursor: $0.cursor, position: request.position, floor: floor, began: floor)
    }) {
      return Page(
        scopes: scopes, cursors: request.cursors, from: request.position,
        position: request.position, isHead: false, records: [], memberships: [], digests: [],
        floor: floor)
    }
    var feed = try Feed(
      session, asked.map { ($0.number, max($0.cursor, request.position)) })
    defer { feed.close() }
    var done: Set<FeedEntry.Key> = []
    var position = request.position
    var isHead = true
    while let entry = feed.first {
      // A page ends where a sequence ends, so that no commit is ever torn.
      if entry.at != position && size >= request.maximumBytes {
        isHead = false
        break
      }
      position = entry.at
      if done.insert(entry.key).inserted { try add(entry.key) }
      try feed.advance()
    }
    if isHead { position = max(head, position) }
    var page = Page(
      scopes: scopes, cursors: request.cursors, from: request.position, position: position,
      isHead: isHead, records: records, memberships: memberships, creations: creations,
      digests: isHead ? try digests() : [], floor: floor)
    page.stubs = stubs
    return page
  }

  /// Only what is sent is read whole: of most records of a device's own making it is told no more
  /// than where they belong.
  private func add(_ key: FeedEntry.Key) throws {
    let layout = try session.layout.require(key.entity)
    let select = try session.selectByRow(layout)
    select.bind(1, key.record)
    let isThere = try select.first { row in
      try add(row, layout, Holdings(row.value(4), place: layout.entity.name))
      return true
    }
    guard isThere != nil else {
      throw StoreError(
        .damaged, "there is no row \(key.record)", place: layout.entity.name)
    }
  }

  private func add(_ row: SQLStatement, _ layout: EntityLayout, _ holdings: Holdings) throws {
    let here = asked.filter { holdings.holding($0.number)?.isHere == true }
    if here.isEmpty {
      if !isFirst(holdings) { try addMembership(row, layout, []) }
    } else if isEcho(holdings, here) {
      // The device makes the state from its own commits; of a record that is new in a scope it
      // only has to learn where it belongs.
      let isNew = here.contains { asked in
        holdings.holding(asked.number).map { $0.entered > asked.cursor } ?? false
      }
      if isNew { try addOwn(row, layout, holdings, here) }
    } else if isMovedOnly(holdings, here) {
      try addMembership(row, layout, here)
    } else {
      try addState(row, layout, holdings, here)
    }
  }

  private func addState(
    _ row: SQLStatement, _ layout: EntityLayout, _ holdings: Holdings, _ here: [Asked]
  ) throws {
    let groups = groups(holdings, here)
    let scopes = here.map(\.index)
    if groups == nil, let plain = try session.plainState(row, layout) {
      records.append(PageRecord(.plain(plain), scopes: scopes))
      size += plain.bytes.count
      // Of one write a column shows what is displayed.
      return try addStubs(layout.entity) { field in
        guard let column = layout.registerColumns.first(where: { $0.field == field }),
          !row.isNull(column.place)
        else { return nil }
        return row.value(column.place).reference
      }
    }
    if let groups, session.layout.openReferences(of: layout.entity.tag).isEmpty {
      let state = try session.read(row, layout, only: groups)
      records.append(PageRecord(state: state, groups: groups, scopes: scopes))
      size += state.packedSize + 4
      return
    }
    let record = try session.read(row, layout)
    let state = groups.map(record.state.only) ?? record.state
    records.append(PageRecord(state: state, groups: groups, scopes: scopes))
    size += state.packedSize + 4
    let view = RecordView(entity: layout.entity, state: record.state)
    try addStubs(layout.entity) { view[$0].reference }
  }

  /// The groups that changed since the sync point at which the device had the record; nil where it
  /// must be sent whole: it is new to the device, or one of its scopes is asked for from the
  /// beginning, or what changed is not known that far back (P-070).
  private func groups(_ holdings: Holdings, _ here: [Asked]) -> [GroupTag]? {
    guard let cursor = here.map(\.cursor).min(), cursor > 0,
      here.contains(where: { asked in
        holdings.holding(asked.number).map { $0.entered <= cursor } ?? false
      })
    else { return nil }
    return holdings.groupsChanged(since: cursor)
  }

  /// The titles of what a record refers to outside of the device's scopes (P-069).
  private func addStubs(
    _ entity: Entity, _ referred: (FieldTag) throws -> RecordID?
  ) throws {
    for reference in session.layout.openReferences(of: entity.tag) {
      guard let id = try referred(reference.field), stubs.count < SyncLimits.stubsPerPage,
        stubbed.insert(RecordKey(entity: reference.target, id: id)).inserted
      else { continue }
      let target = try session.layout.require(reference.target)
      guard let record = try session.load(target, id) else { continue }
      let here = try session.holdings(record).here
      guard !asked.contains(where: { here.contains($0.number) }) else { continue }
      let title = RecordView(entity: target.entity, state: record.state).stubTitle
      stubs.append(Stub(entity: reference.target, record: id, title: title))
      size += title.utf8.count + 24
    }
  }

  /// Whether nothing but this replica's own commits came after each cursor. A cursor of 0 asks for
  /// everything, whatever the device may have.
  private func isEcho(_ holdings: Holdings, _ here: [Asked]) -> Bool {
    guard let replica, holdings.echo == replica else { return false }
    return here.allSatisfy { $0.cursor > 0 && $0.cursor >= holdings.echoSince }
  }

  /// Whether the record only left one of several scopes: its state in those that hold it is older
  /// than their cursors.
  private func isMovedOnly(_ holdings: Holdings, _ here: [Asked]) -> Bool {
    here.allSatisfy { asked in
      asked.cursor > 0 && (holdings.holding(asked.number)?.at ?? 0) <= asked.cursor
    }
  }

  /// A device that begins with nothing need not be told what left before.
  private func isFirst(_ holdings: Holdings) -> Bool {
    request.position == 0
      && asked.allSatisfy { $0.cursor == 0 || holdings.holding($0.number) == nil }
  }

  private func addMembership(
    _ row: SQLStatement, _ layout: EntityLayout, _ here: [Asked]
  ) throws {
    memberships.append(
      PageMembership(
        entity: layout.entity.tag, record: try row.identifier(1), scopes: here.map(\.index)))
    size += 22
  }

  /// Says where a record of the device's own making belongs: by server sequence where its creation
  /// is all that ever happened to it, so that a thousand new records cost a few bytes (P-073).
  private func addOwn(
    _ row: SQLStatement, _ layout: EntityLayout, _ holdings: Holdings, _ here: [Asked]
  ) throws {
    let scopes = here.map(\.index)
    guard let at = holdings.all.first?.at, holdings.echoSince == 0, holdings.changes.isEmpty,
      holdings.all.allSatisfy({ $0.isHere && $0.at == at && $0.entered == at })
    else { return try addMembership(row, layout, here) }
    let last = creations.last
    if let last, last.last == at {
      // Several records of one commit, of which is said the same or each for itself.
      if last.scopes != scopes { try addMembership(row, layout, here) }
    } else if let last, last.last + 1 == at, last.scopes == scopes {
      creations[creations.count - 1] = PageCreations(first: last.first, last: at, scopes: scopes)
    } else {
      creations.append(PageCreations(first: at, last: at, scopes: scopes))
      size += 8
    }
  }

  private func digests() throws -> [ScopeDigest] {
    try asked.flatMap { asked in
      try session.digests(ofScope: asked.number).map {
        ScopeDigest(scope: asked.index, entity: $0.entity, sum: $0.sum)
      }
    }
  }
}

extension CarriedState {
  /// About how many bytes the state takes in a page.
  var packedSize: Int {
    switch self {
    case .plain(let plain): plain.bytes.count
    case .decoded(let state): state.packedSize + 4
    }
  }
}

extension RecordState {
  /// About how many bytes the state takes in a page, without packing it.
  fileprivate var packedSize: Int {
    var size = 24 + 6 * clock.entries.count
    for mark in life { size += 20 + 6 * mark.seen.entries.count }
    var last: Dot?
    for index in versions.indices {
      size += versions[index].dot == last ? 3 : 15
      last = versions[index].dot
      switch versions[index].content {
      case .element(let element): size += element.utf8.count
      case .register(let values):
        size += values.first.value.packedSize
        for field in values.rest { size += field.value.packedSize + 2 }
      }
    }
    return size
  }
}

extension Value {
  fileprivate var packedSize: Int {
    switch self {
    case .null: 1
    case .integer: 6
    case .text(let text): text.utf8.count + 2
    case .bytes(let bytes): bytes.count + 2
    }
  }
}
