// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanSync
import Testing

/// `digest.json`: what P-047 makes of states, and sums of them.
@Suite struct DigestVectorTests {
  struct File: Codable, Equatable {
    struct Case: Codable, Equatable {
      let `is`: String
      /// A packed table of replicas, then the packed state (P-012, P-014).
      let state: String
      let digestible: String
      let digest: String
    }
    struct Different: Codable, Equatable {
      let `is`: String
      let state: String
      let mustNotBe: String
    }
    let key: String
    let accepted: [Case]
    let sum: String
    /// States that differ from the first in one thing; a digest equal to its is a fault.
    let rejected: [Different]
  }

  private static let key = [UInt8](repeating: 7, count: 32)
  private static let replicas = [1, 2].map { ReplicaID(high: 0, low: UInt64($0)) }

  private static func version(
    _ group: GroupTag, _ content: Version.Content, replica: Int = 0, time: Int64 = 1_000,
    office: Bool = false
  ) -> Version {
    Version(
      group: group, dot: Dot(replicas[replica], 5), time: HybridTime(milliseconds: time),
      office: office, content: content)
  }

  private static func state(
    _ versions: [Version], life: [LifeMark] = [], clock: [Dot] = []
  ) -> RecordState {
    RecordState(
      entity: 4, id: RecordID(high: 1, low: 2), clock: RecordClock(clock), versions: versions,
      life: life)
  }

  private static func text(_ value: String) -> Version.Content {
    .register(GroupValue(FieldValue(3, .text(value))))
  }

  private static let deleted = LifeMark(
    dot: Dot(replicas[1], 9), time: HybridTime(milliseconds: 2_000), isDeleted: true,
    seen: RecordClock([Dot(replicas[0], 5)]))

  private static let states: [(String, RecordState)] = [
    ("one register", state([version(3, text("name"))])),
    (
      "the same with a clock: the digest does not see it",
      state([version(3, text("name"))], clock: [Dot(replicas[0], 5)])
    ),
    (
      "siblings and a set element",
      state([
        version(3, text("نام")), version(3, text("name"), replica: 1),
        version(9, .element("tag"), office: true),
      ])
    ),
    ("deleted", state([version(3, text("name"))], life: [deleted])),
  ]

  private static let others: [(String, RecordState)] = [
    ("another value", state([version(3, text("Name"))])),
    ("another time", state([version(3, text("name"), time: 1_001)])),
    ("another author", state([version(3, text("name"), replica: 1)])),
    ("another authority", state([version(3, text("name"), office: true)])),
    ("deleted", state([version(3, text("name"))], life: [deleted])),
  ]

  private static func packed(_ state: RecordState) -> String {
    var table = ReplicaTable()
    var body = ByteWriter()
    body.state(state, &table)
    var writer = ByteWriter()
    writer.table(table)
    writer.raw(body.bytes)
    return Hexadecimal.text(of: writer.bytes)
  }

  private static func text(_ sum: DigestSum) -> String {
    var writer = ByteWriter()
    writer.fixed(sum.high)
    writer.fixed(sum.low)
    return Hexadecimal.text(of: writer.bytes)
  }

  private static func file() throws -> File {
    let hashing = WorkspaceHashing(try DigestKey(exposedBytes: key))
    var sum = DigestSum()
    let accepted = states.map { name, state in
      var digestible = ByteWriter()
      digestible.digestible(state)
      sum.add(hashing.hash(state))
      return File.Case(
        is: name, state: packed(state), digestible: Hexadecimal.text(of: digestible.bytes),
        digest: text(hashing.hash(state)))
    }
    let first = accepted[0].digest
    return File(
      key: Hexadecimal.text(of: key), accepted: accepted, sum: text(sum),
      rejected: others.map { File.Different(is: $0.0, state: packed($0.1), mustNotBe: first) })
  }

  @Test("The file is what the code makes")
  func same() throws {
    let made = try Self.file()
    if VectorFile.isWriting { try VectorFile.write(made, to: "digest.json") }
    #expect(try VectorFile.read("digest.json", as: File.self) == made)
  }

  @Test("The file's states give the file's digests; what differs in anything but the clock differs")
  func read() throws {
    let file = try VectorFile.read("digest.json", as: File.self)
    let key = try #require(Hexadecimal.bytes(of: file.key))
    let hashing = WorkspaceHashing(try DigestKey(exposedBytes: key))
    func digest(_ hex: String) throws -> String {
      var reader = ByteReader(try #require(Hexadecimal.bytes(of: hex)))
      let table = try reader.table()
      return Self.text(hashing.hash(try reader.state(table)))
    }
    for example in file.accepted {
      #expect(try digest(example.state) == example.digest, "\(example.is)")
    }
    #expect(file.accepted[0].digest == file.accepted[1].digest)
    for other in file.rejected {
      #expect(try digest(other.state) != other.mustNotBe, "\(other.is)")
    }
  }

  @Test("Sums can be taken apart in any order, with carries")
  func sums() {
    let ones = DigestSum(high: .max, low: .max)
    var sum = DigestSum(high: 5, low: .max)
    sum.add(ones)
    sum.add(DigestSum(high: 0, low: 1))
    #expect(sum == DigestSum(high: 5, low: .max))
    sum.subtract(DigestSum(high: 5, low: .max))
    #expect(sum.isZero)
  }
}
