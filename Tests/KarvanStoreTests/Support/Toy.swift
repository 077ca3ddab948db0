// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanSync
import Synchronization
import TestSupport

/// A schema with every rule, every kind of column and every kind of scope.
enum Toy {
  static let order: EntityTag = 10
  static let line: EntityTag = 11
  static let notice: EntityTag = 12

  static func schema(_ version: UInt32 = 1) throws -> Schema {
    try Schema(
      version: version,
      [Entity(Order.self), Entity(Line.self), Entity(Notice.self), Entity(Showing.self)])
  }

  /// The same, with what happened and is never changed, and its parts.
  static func factSchema() throws -> Schema {
    try Schema(
      version: 1,
      [
        Entity(Order.self), Entity(Line.self), Entity(Notice.self), Entity(Showing.self),
        Entity(Fact.self), Entity(Part.self),
      ])
  }

  /// The same, with declared fields.
  static func declaringSchema() throws -> Schema {
    try Schema(
      version: 1,
      [
        Entity(Order.self), Entity(Line.self), Entity(Notice.self), Entity(Showing.self),
        Entity(Declaring.self),
      ])
  }

  /// The same, one version on: a field more in a group, a field more, an entity more.
  static func laterSchema() throws -> Schema {
    try Schema(
      version: 2,
      [
        Entity(LaterOrder.self), Entity(Line.self), Entity(Notice.self), Entity(Extra.self),
        Entity(Showing.self),
      ])
  }
}

/// The entity of orders; its name is a word of SQL.
struct Order: EntityType {
  static let ranking = Ranking(
    field: 24, ranks: ["open": 0, "won": 1, "lost": 1], hard: [["won", "lost"]])
  static let about = EntityAbout(
    "order", tag: Toy.order, "Order", "سفارش",
    groups: [GroupDeclaration("price", rule: .lastWriter)], scopes: [.territory(21), .users(30)],
    title: [22], number: 20)

  let number = Field(20, .text(maximum: 20), "Number", "شماره", rule: .firstWriter)
  let place = Field(21, .reference(SchemaTags.territory), "Place", "جا")
  let title = Field(22, .text(maximum: 200), "Title", "عنوان", required: true, searched: true)
  let amount = Field(23, .integer(-1_000_000...1_000_000), "Amount", "مقدار", rule: .minimum())
  let stage = Field(
    24, .choice(["open", "won", "lost"].map { Choice($0, $0, $0) }), "Stage", "مرحله",
    rule: .ranked(ranking), initial: .text("open"))
  let net = Field(25, .money, "Net", "خالص", group: "price")
  let gross = Field(26, .money, "Gross", "ناخالص", group: "price")
  let note = Field(27, .text(maximum: 2_000), "Note", "یادداشت", rule: .manual, searched: true)
  let limit = Field(28, .quantity, "Limit", "سقف", rule: .authority)
  let tags = Field(29, .words, "Tags", "برچسب")
  let members = Field(30, .words, "Members", "اعضا")
}

/// Orders as a later build has them.
struct LaterOrder: EntityType {
  static let about = EntityAbout(
    "order", tag: Toy.order, "Order", "سفارش",
    groups: [GroupDeclaration("price", rule: .lastWriter)], scopes: [.territory(21), .users(30)],
    title: [22], number: 20)

  let number = Order().number
  let place = Order().place
  let title = Order().title
  let amount = Order().amount
  let stage = Order().stage
  let net = Order().net
  let gross = Order().gross
  let note = Order().note
  let limit = Order().limit
  let tags = Order().tags
  let members = Order().members
  let tax = Field(31, .money, "Tax", "مالیات", group: "price")
  let memo = Field(32, .text(maximum: 100), "Memo", "یادآوری")
}

/// Parts of an order; they go where it goes.
struct Line: EntityType {
  static let about = EntityAbout(
    "line", tag: Toy.line, "Line", "ردیف", deletePolicy: .deleteWins, scopes: [.parent(20)],
    recordsCreation: false, title: [21])

  let order = Field(20, .reference(Toy.order), "Order", "سفارش", required: true)
  let text = Field(21, .text(maximum: 100), "Text", "متن")
  let due = Field(22, .date, "Due", "سررسید")
}

/// What everybody holds; a person decides between a delete and an edit.
struct Notice: EntityType {
  static let about = EntityAbout(
    "notice", tag: Toy.notice, "Notice", "اعلان", deletePolicy: .ask, scopes: [.everyone],
    title: [20],
    claims: [Claim("text") { $0[20].text }])

  let text = Field(20, .text(maximum: 100), "Text", "متن", required: true)
}

/// That a group is shown by another rule.
struct Showing: EntityType {
  static let about = EntityAbout(
    "showing", tag: SchemaTags.ruleOverride, "Showing", "نمایش", scopes: [.everyone], title: [3])

  let entity = Field(3, .text(maximum: 60), "Entity", "نوع", rule: .firstWriter, required: true)
  let group = Field(4, .text(maximum: 60), "Group", "گروه", rule: .firstWriter, required: true)
  let rule = Field(5, .text(maximum: 60), "Rule", "قاعده", required: true)
}

/// That an entity has a field of the workspace's own; without the laws of the domain, so that there
/// are wrong ones, too.
struct Declaring: EntityType {
  static let about = EntityAbout(
    "declaring", tag: SchemaTags.declaredField, "Declaring", "تعریف", scopes: [.everyone],
    title: [4])

  let entity = Field(3, .text(maximum: 60), "Entity", "نوع", required: true)
  let key = Field(4, .text(maximum: 60), "Key", "کلید", required: true, searched: true)
  let number = Field(5, .integer(0...100_000), "Number", "شماره", required: true)
  let kind = Field(6, .text(maximum: 60), "Kind", "گونه", required: true)
  let rule = Field(7, .text(maximum: 60), "Rule", "قاعده", required: true)
  let label = Field(8, .text(maximum: 60), "Label", "برچسب")
  let labelFa = Field(9, .text(maximum: 60), "Persian label", "برچسب فارسی")
  let choices = Field(10, .text(maximum: 600), "Choices", "گزینه")
  let searched = Field(11, .truth, "Searched", "جستنی")
  let retired = Field(12, .truth, "Retired", "کنارگذاشته")
  let asked = Field(13, .truth, "Asked", "پرسیدنی")
  let target = Field(14, .text(maximum: 60), "Target", "مقصد")
}

/// An entity that only a later build has.
struct Extra: EntityType {
  static let about = EntityAbout(
    "extra", tag: 13, "Extra", "افزوده", scopes: [.everyone], title: [20])

  let text = Field(20, .text(maximum: 100), "Text", "متن", searched: true)
}

/// What happened: it is never changed, and its author has no right to.
struct Fact: EntityType {
  static let about = EntityAbout(
    "fact", tag: 24, "Fact", "رویداد", scopes: [.everyone], editors: .nobody, title: [20],
    number: 21, invariants: [unchanged])

  let text = Field(20, .text(maximum: 100), "Text", "متن")
  let number = Field(21, .text(maximum: 20), "Number", "شماره", rule: .firstWriter)
  let words = Field(22, .words, "Words", "واژه‌ها")

  static let unchanged: Invariant = { $0.before == nil ? nil : Failure(.appendOnly) }
}

/// A part of what happened, which comes with it in one commit.
struct Part: EntityType {
  static let about = EntityAbout(
    "part", tag: 25, "Part", "بخش", scopes: [.parent(20)], editors: .nobody,
    recordsCreation: false, title: [21], invariants: [Fact.unchanged, together])

  let fact = Field(20, .reference(24), "Fact", "رویداد", required: true)
  let text = Field(21, .text(maximum: 100), "Text", "متن")

  private static let together: Invariant = { context in
    let whole = try context.after[20].reference.flatMap { try context.reader.record(24, $0) }
    return whole?.state.clock == context.after.state.clock ? nil : Failure(.appendOnly)
  }
}

/// A quick hash that depends on every byte and its place.
struct ToyHasher: RecordHashing {
  func hash(_ bytes: UnsafeRawBufferPointer) -> DigestSum {
    var high: UInt64 = 0xCBF2_9CE4_8422_2325
    var low: UInt64 = 0x9E37_79B9_7F4A_7C15
    for byte in bytes {
      high = (high ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      low = (low &+ UInt64(byte) &+ high) &* 0xBF58_476D_1CE4_E5B9
      low ^= low >> 29
    }
    return DigestSum(high: high, low: low)
  }
}

/// Puts segments together without sealing them; the chain is a hash of what came before.
struct ToySealing: SegmentSealing {
  let replica: ReplicaID
  var schemaVersion: UInt32 = 1
  let genesis = [UInt8](repeating: 7, count: 16)

  func seal(
    _ plaintext: [UInt8], first: UInt64, count: Int, after head: JournalHead
  ) throws -> SealedSegment {
    var writer = ByteWriter()
    writer.identifier(replica)
    writer.unsigned(head.segment + 1)
    writer.unsigned(first)
    writer.unsigned(UInt64(count))
    writer.unsigned(UInt64(schemaVersion))
    writer.blob(head.chain)
    writer.blob(plaintext)
    return SealedSegment(
      number: head.segment + 1, first: first, count: count, bytes: writer.bytes,
      chain: Self.chain(writer.bytes))
  }

  static func open(_ bytes: [UInt8]) throws -> OpenedSegment {
    var reader = ByteReader(bytes)
    let replica: ReplicaID = try reader.identifier()
    let number = try reader.unsigned()
    let first = try reader.unsigned()
    let count = try reader.unsigned()
    let version = try reader.unsigned()
    let previous = Array(try reader.blob())
    let plaintext = Array(try reader.blob())
    try reader.finish()
    return OpenedSegment(
      replica: replica, number: number, first: first, count: Int(count),
      schemaVersion: UInt32(version),
      previousChain: previous, chain: chain(bytes), plaintext: plaintext)
  }

  private static func chain(_ bytes: [UInt8]) -> [UInt8] {
    let sum = bytes.withUnsafeBytes { ToyHasher().hash($0) }
    return RecordID(high: sum.high, low: sum.low).bytes
  }
}

/// Tokens that anybody could make.
struct ToyTokens: ServerTokens {
  func challenge(_ replica: ReplicaID, now: Int64) throws -> [UInt8] { replica.bytes }
  func accepts(_ echo: [UInt8], of replica: ReplicaID, now: Int64) -> Bool {
    echo == replica.bytes
  }

  func acknowledge(_ replica: ReplicaID, _ receipt: Receipt) throws -> [UInt8] {
    var writer = ByteWriter()
    writer.identifier(replica)
    writer.unsigned(receipt.sequence)
    writer.unsigned(receipt.head)
    writer.identifier(receipt.incarnation)
    return writer.bytes
  }

  func receipt(_ acknowledgement: [UInt8], of replica: ReplicaID) -> Receipt? {
    var reader = ByteReader(acknowledgement)
    guard let known: ReplicaID = try? reader.identifier(), known == replica,
      let sequence = try? reader.unsigned(), let head = try? reader.unsigned(),
      let incarnation: IncarnationID = try? reader.identifier()
    else { return nil }
    return Receipt(sequence: sequence, head: head, incarnation: incarnation)
  }
  func mark(
    _ device: DeviceID, in incarnation: IncarnationID, position: UInt64, at milliseconds: Int64
  ) throws -> SyncMark {
    SyncMark(position: position, at: milliseconds, mac: device.bytes + incarnation.bytes)
  }
  func knows(_ mark: SyncMark, of device: DeviceID, in incarnation: IncarnationID) -> Bool {
    mark.mac == device.bytes + incarnation.bytes
  }
}

/// A clock that a test turns.
final class ToyClock: Sendable {
  private let time: Mutex<Int64>

  init(_ start: Int64 = 1_700_000_000_000) { time = Mutex(start) }

  var now: Int64 { time.withLock { $0 } }

  func advance(by milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// Makes identifiers in order; the same in every run.
final class ToyIDs: Sendable {
  private let next = Mutex<UInt64>(1)

  func make() -> RecordID {
    next.withLock { next in
      next += 1
      return RecordID(
        high: 0x0190_0000_0000_7000 + (next << 16), low: next &* 0x9E37_79B9_7F4A_7C15)
    }
  }
}
