// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync
import SwiftProtobuf

extension Parts {
  static func mark(_ message: Karvan_V1_SyncMark, _ place: String) throws(WireError) -> SyncMark {
    guard message.mac.count == SyncMark.macBytes else { throw WireError(.incomplete, place) }
    return SyncMark(position: message.position, at: message.at, mac: Array(message.mac))
  }

  static func marks(
    _ messages: [Karvan_V1_SyncMark], _ place: String
  ) throws(WireError) -> [SyncMark] {
    try bounded(messages.count, SyncLimits.marks, place)
    var marks: [SyncMark] = []
    for message in messages { marks.append(try mark(message, place)) }
    return marks
  }

  static func runs(
    _ messages: [Karvan_V1_SequenceRun], _ maximum: Int, _ place: String
  ) throws(WireError) -> [SequenceRun] {
    try bounded(messages.count, maximum, place)
    var runs: [SequenceRun] = []
    for message in messages {
      let run = SequenceRun(first: message.first, count: message.count)
      // Ascending without an overlap, so that nobody has a journal read many times over.
      guard run.last != nil,
        runs.last?.last.map({ $0 < run.first }) ?? true
      else { throw WireError(.malformed, place) }
      runs.append(run)
    }
    return runs
  }

  static func stubs(
    _ messages: [Karvan_V1_Stub], _ place: String
  ) throws(WireError) -> [Stub] {
    try bounded(messages.count, SyncLimits.stubsPerPage, place)
    var stubs: [Stub] = []
    for message in messages {
      guard let entity = EntityTag(exactly: message.entity) else {
        throw WireError(.malformed, place)
      }
      try bounded(message.title.utf8.count, Stub.titleBytes, place)
      stubs.append(
        Stub(
          entity: entity, record: try identifier(message.record, place), title: message.title))
    }
    return stubs
  }
}

extension Karvan_V1_SyncMark {
  init(_ mark: SyncMark) {
    self.init()
    position = mark.position
    at = mark.at
    mac = Wire.data(mark.mac)
  }
}

extension Karvan_V1_SequenceRun {
  init(_ run: SequenceRun) {
    self.init()
    first = run.first
    count = run.count
  }
}

extension Karvan_V1_Stub {
  init(_ stub: Stub) {
    self.init()
    entity = UInt32(stub.entity)
    record = Wire.data(stub.record.bytes)
    title = stub.title
  }
}
