// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// What a commit takes in journal, segment and wire, to the byte.
@Suite("Bytes of a commit")
struct CommitBytesTests {
  private static let replica = ReplicaID(high: 1, low: 2)

  private static func bytes(_ operation: String, _ change: RecordChange) -> Int {
    var writer = ByteWriter()
    writer.journalled(
      Commit(
        replica: replica, sequence: 1_000, time: HybridTime(milliseconds: 1_700_000_000_000),
        office: false, basis: 1_000, operation: operation, changes: [change]))
    return writer.bytes.count
  }

  private static let record = RecordID(high: 3, low: 4)

  @Test("a new record takes 33 bytes, its operation's name, and four a text beside the text itself")
  func creation() {
    let texts = ["name", "telephone", "city"]
    let writes = texts.enumerated().map { index, text in
      GroupWrite(
        group: GroupTag(index + 3),
        action: .set(GroupValue(FieldValue(FieldTag(index + 3), .text(text)))))
    }
    let change = RecordChange(entity: 10, record: Self.record, creates: true, writes: writes)
    let values = texts.reduce(0) { $0 + $1.utf8.count + 4 }
    #expect(Self.bytes("customer add", change) == 33 + "customer add".utf8.count + values)
  }

  @Test("an edit of one field of a record of one's own takes 43 bytes, name and value beside")
  func edit() {
    let write = GroupWrite(
      group: 4, action: .set(GroupValue(FieldValue(4, .text("555")))),
      replaces: [VersionName(Dot(Self.replica, 900))])
    let change = RecordChange(entity: 10, record: Self.record, creates: false, writes: [write])
    #expect(Self.bytes("customer edit", change) == 33 + 13 + 4 + 3 + 6)
  }
}
