// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import SwiftProtobuf

extension Wire {
  static func page(_ page: Page) -> Karvan_V1_Page {
    var message = Karvan_V1_Page()
    message.scopes = page.scopes.map(\.description)
    message.cursors = page.cursors.map { Karvan_V1_ScopeCursor($0) }
    message.from = page.from
    message.position = page.position
    message.isHead = page.isHead
    message.states = data(states(page.records))
    message.stateScopes = page.records.map { bits($0.scopes) }
    message.partial = data(partial(page.records))
    message.memberships = page.memberships.map { membership in
      .with {
        $0.entity = UInt32(membership.entity)
        $0.record = data(membership.record.bytes)
        $0.scopes = bits(membership.scopes)
      }
    }
    message.creations = page.creations.map { run in
      .with {
        $0.first = run.first
        $0.more = run.last - run.first
        $0.scopes = bits(run.scopes)
      }
    }
    message.digests = page.digests.map { digest in
      .with {
        $0.scope = UInt32(digest.scope)
        $0.entity = UInt32(digest.entity)
        $0.high = digest.sum.high
        $0.low = digest.sum.low
      }
    }
    message.floor = page.floor
    if let mark = page.mark { message.mark = Karvan_V1_SyncMark(mark) }
    message.stubs = page.stubs.map { Karvan_V1_Stub($0) }
    return message
  }

  static func page(_ message: Karvan_V1_Page) throws(WireError) -> Page {
    try Parts.bounded(message.scopes.count, SyncLimits.scopesPerDevice, "Page.scopes")
    var scopes: [Scope] = []
    for text in message.scopes { scopes.append(try Parts.scope(text, "Page.scopes")) }
    let states = try states(Array(message.states))
    guard states.count == message.stateScopes.count else {
      throw WireError(.incomplete, "Page.state_scopes")
    }
    let groups = try groups(Array(message.partial), of: states)
    var records: [PageRecord] = []
    records.reserveCapacity(states.count)
    for (index, state) in states.enumerated() {
      records.append(
        PageRecord(
          state, groups: groups[index],
          scopes: try numbers(message.stateScopes[index], below: scopes.count)))
    }
    var memberships: [PageMembership] = []
    for membership in message.memberships {
      memberships.append(
        PageMembership(
          entity: try tag(membership.entity, "Membership.entity"),
          record: try Parts.identifier(membership.record, "Membership.record"),
          scopes: try numbers(membership.scopes, below: scopes.count)))
    }
    var creations: [PageCreations] = []
    for run in message.creations {
      let (last, isTooGreat) = run.first.addingReportingOverflow(run.more)
      guard !isTooGreat, run.first > creations.last?.last ?? 0 else {
        throw WireError(.malformed, "Page.creations")
      }
      creations.append(
        PageCreations(
          first: run.first, last: last, scopes: try numbers(run.scopes, below: scopes.count)))
    }
    var digests: [ScopeDigest] = []
    for digest in message.digests {
      guard digest.scope < UInt32(scopes.count) else {
        throw WireError(.malformed, "ScopeDigest.scope")
      }
      digests.append(
        ScopeDigest(
          scope: Int(digest.scope), entity: try tag(digest.entity, "ScopeDigest.entity"),
          sum: DigestSum(high: digest.high, low: digest.low)))
    }
    var page = Page(
      scopes: scopes, cursors: try Parts.cursors(message.cursors, "Page.cursors"),
      from: message.from, position: message.position, isHead: message.isHead, records: records,
      memberships: memberships, creations: creations, digests: digests, floor: message.floor)
    page.mark = message.hasMark ? try Parts.mark(message.mark, "Page.mark") : nil
    page.stubs = try Parts.stubs(message.stubs, "Page.stubs")
    return page
  }

  /// The table comes first, so it is known only when all states are written.
  private static func states(_ records: [PageRecord]) -> [UInt8] {
    var table = ReplicaTable()
    var states = ByteWriter(reserving: records.count * 256)
    for record in records { states.state(record.carried, &table) }
    var writer = ByteWriter(reserving: states.bytes.count + table.replicas.count * 16 + 16)
    writer.table(table)
    writer.unsigned(UInt64(records.count))
    writer.raw(states.bytes)
    return writer.bytes
  }

  private static func states(_ bytes: [UInt8]) throws(WireError) -> [CarriedState] {
    do throws(DecodingFailure) {
      var reader = ByteReader(bytes)
      let table = try reader.table()
      let count = try reader.count(limit: Carriage.file.pageBytes, bytesEach: 19)
      var states: [CarriedState] = []
      states.reserveCapacity(count)
      for _ in 0..<count { states.append(try reader.carriedState(table)) }
      try reader.finish()
      return states
    } catch {
      throw WireError(.malformed, "Page.states at byte \(error.offset): \(error.expected)")
    }
  }

  /// For each record 0 where its state is whole; else one more than the number of groups that have
  /// no version left, and those (P-070). Nothing where all are whole.
  private static func partial(_ records: [PageRecord]) -> [UInt8] {
    guard records.contains(where: { $0.groups != nil }) else { return [] }
    var writer = ByteWriter(reserving: records.count + 16)
    for record in records {
      guard let groups = record.groups else {
        writer.unsigned(0)
        continue
      }
      let present = record.state.groups
      let empty = groups.filter { !present.contains($0) }
      writer.unsigned(UInt64(empty.count) + 1)
      for group in empty { writer.unsigned(UInt64(group)) }
    }
    return writer.bytes
  }

  private static func groups(
    _ bytes: [UInt8], of states: [CarriedState]
  ) throws(WireError) -> [[GroupTag]?] {
    var groups = [[GroupTag]?](repeating: nil, count: states.count)
    guard !bytes.isEmpty else { return groups }
    do throws(DecodingFailure) {
      var reader = ByteReader(bytes)
      for (index, carried) in states.enumerated() {
        let mark = try reader.unsigned()
        guard mark > 0 else { continue }
        let state = carried.state
        var empty: [GroupTag] = []
        for _ in 1..<mark {
          let tag = try reader.tag()
          guard empty.last ?? 0 < tag, state.versions(of: tag).isEmpty else {
            throw reader.failure("groups without versions, in order")
          }
          empty.append(tag)
        }
        groups[index] = (state.groups + empty).sorted()
      }
      try reader.finish()
    } catch {
      throw WireError(.malformed, "Page.partial at byte \(error.offset): \(error.expected)")
    }
    return groups
  }

  private static func bits(_ numbers: [Int]) -> UInt64 {
    numbers.reduce(0) { $0 | (1 << UInt64($1)) }
  }

  private static func numbers(_ bits: UInt64, below limit: Int) throws(WireError) -> [Int] {
    guard limit >= 64 || bits >> UInt64(limit) == 0 else {
      throw WireError(.malformed, "Page.scopes")
    }
    return (0..<limit).filter { bits & (1 << UInt64($0)) != 0 }
  }

  private static func tag(_ number: UInt32, _ place: String) throws(WireError) -> EntityTag {
    guard let tag = EntityTag(exactly: number) else { throw WireError(.malformed, place) }
    return tag
  }
}
