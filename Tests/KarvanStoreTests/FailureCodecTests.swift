// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import TestSupport
import Testing

@testable import KarvanStore

/// Failures as they are stored.
@Suite struct FailureCodecTests {
  @Test func everyCodeComesBack() throws {
    for code in Failure.Code.allCases {
      for failure in [
        Failure(code), Failure(code, entity: "order", record: RecordID(high: 1, low: 2)),
        Failure(code, field: "note", ["", "نه", "x\u{0}y"]),
      ] {
        let bytes = FailureCodec.encode(failure)
        #expect(try FailureCodec.decode(bytes, place: "test") == failure)
      }
    }
  }

  /// What a newer build would write.
  private func newer(_ code: String, _ arguments: [String]) -> [UInt8] {
    var writer = ByteWriter()
    writer.text(code)
    writer.byte(4)
    writer.text("note")
    writer.unsigned(UInt64(arguments.count))
    for argument in arguments { writer.text(argument) }
    return writer.bytes
  }

  @Test func aReasonOfANewerBuildIsKept() throws {
    let failure = try FailureCodec.decode(newer("tooBlue", ["sky"]), place: "test")
    #expect(failure == Failure(.other, field: "note", ["tooBlue", "sky"]))
    // Stored again, it stays what it is.
    #expect(try FailureCodec.decode(FailureCodec.encode(failure), place: "test") == failure)
    var cut = newer("tooBlue", ["sky"])
    cut.removeLast()
    #expect(throws: StoreError.self) { try FailureCodec.decode(cut, place: "test") }
  }

  @Test func theListOfRejectionsSurvivesANewerReason() throws {
    let world = try World()
    let device = try world.addDevice(territories: [0])
    _ = try device.create(Toy.notice, [20: .text("one")])
    let bytes = newer("tooBlue", [])
    try device.database.store.write { session in
      let update = try session.statement("UPDATE karvan_journal SET state = 3, failure = ?")
      update.bind(1, bytes)
      try update.run()
    }
    let rejected = try device.database.read { try $0.rejected() }
    #expect(rejected.map(\.failure) == [Failure(.other, field: "note", ["tooBlue"])])
    let journal = try device.database.read { try $0.journal() }
    #expect(journal.map(\.status) == [.rejected(Failure(.other, field: "note", ["tooBlue"]))])
  }
}
