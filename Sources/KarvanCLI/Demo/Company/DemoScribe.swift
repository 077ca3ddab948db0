// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import Synchronization

/// The clock of a company's past: it goes as the story is told, and never back.
final class DemoClock: Sendable {
  private let time: Mutex<Int64>

  init(_ start: Int64) { time = Mutex(start) }

  @Sendable func now() -> Int64 { time.withLock { $0 } }
  func reach(_ milliseconds: Int64) { time.withLock { $0 = max($0, milliseconds) } }
}

/// Writes down what people of the company did, with their own rights, at its time.
final class DemoScribe {
  let writer: ReplicaWriter
  let source: DemoSource
  let clock: DemoClock
  /// The language of the company.
  let isPersian: Bool
  /// How far the company is from UTC, in minutes.
  let offset: Int
  /// How many operations were carried out.
  private(set) var operations = 0
  private let schema: Schema
  private var rights: [RecordID: WritingRights] = [:]

  init(
    writer: ReplicaWriter, source: DemoSource, clock: DemoClock, schema: Schema, isPersian: Bool,
    offset: Int
  ) {
    self.writer = writer
    self.source = source
    self.clock = clock
    self.schema = schema
    self.isPersian = isPersian
    self.offset = offset
  }

  var reader: ReplicaReader { writer.reader }

  func say(_ text: DemoText) -> String { text.text(isPersian) }
  func value(_ text: DemoText) -> Value { .text(say(text)) }

  /// Carries out one operation of somebody; answers its first record, nil when nothing changed.
  @discardableResult
  func act(
    as user: RecordID, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID? {
    let commit = try writer.commit(try rights(of: user), make)
    operations += 1
    return commit?.changes.first?.record
  }

  /// Carries out one operation that has to start a record.
  func make(
    as user: RecordID, _ make: (OperationContext) throws -> OperationDraft
  ) throws -> RecordID {
    guard let id = try act(as: user, make) else { throw CLIError(.internalFailure, "demo") }
    return id
  }

  /// Adds a record.
  @discardableResult
  func add(
    _ tag: EntityTag, as user: RecordID, _ values: [FieldTag: Value],
    words: [FieldTag: [String]] = [:]
  ) throws -> RecordID {
    guard let entity = schema[tag] else { throw Failure(.unknownEntity, ["\(tag)"]) }
    return try make(as: user) {
      try RecordOperations.add(entity, RecordEdit(values: values, adds: words), in: $0)
    }
  }

  /// Nobody's role changes while the story is told, so that each author is read once.
  private func rights(of user: RecordID) throws -> WritingRights {
    if let known = rights[user] { return known }
    guard let author = try Authors.author(of: user, reader: reader) else {
      throw CLIError(.internalFailure, "demo")
    }
    let made = WritingRights(
      office: author.office, author: { _ in author }, makeID: source.identifier)
    rights[user] = made
    return made
  }

  /// A time of a day, where the company is.
  func instant(_ day: CivilDate, _ minutes: Int64) -> Int64 {
    InstantText.startMilliseconds(of: day, offsetMinutes: offset) + minutes * 60_000
  }

  /// Whether something happens that does so many times out of a hundred.
  func chance(_ percent: Int) -> Bool { source.number(0...99) < Int64(percent) }

  /// One of several, each as likely as its weight says.
  func pick<Element>(_ elements: [Element], weight: (Element) -> Int) -> Element {
    let total = elements.reduce(0) { $0 + weight($1) }
    var left = Int(source.number(0...Int64(max(total, 1) - 1)))
    for element in elements {
      left -= weight(element)
      if left < 0 { return element }
    }
    return elements[elements.count - 1]
  }
}
