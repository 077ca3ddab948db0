// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import TestSupport
import Testing

/// What holds of every entity of the catalog, whatever its fields are.
@Suite("Laws of every entity")
struct SchemaLawTests {
  let schema: Schema

  init() throws { schema = try Catalog.schema() }

  private static let drafter = Drafter(replica: World.phone)

  private func forEveryEntity(
    _ count: UInt64, _ law: (SchemaGenerator, inout SeededGenerator) throws -> Void
  ) throws {
    try forAllSeeds(count) { generator in
      for entity in schema.entities { try law(SchemaGenerator(entity), &generator) }
    }
  }

  private func creation(
    _ random: SchemaGenerator, _ generator: inout SeededGenerator
  ) -> RecordChange {
    let id = RecordID(high: generator.next(), low: generator.next())
    return Self.drafter.create(random.entity, id, random.edit(using: &generator))
  }

  private func commit(_ changes: [RecordChange], _ sequence: UInt64) -> Commit {
    Commit(
      replica: World.phone, sequence: sequence, time: HybridTime(milliseconds: 1), office: true,
      basis: 7, operation: "law", changes: changes)
  }

  private func view(_ change: RecordChange, _ entity: Entity) -> RecordView {
    var state = RecordState(entity: entity.tag, id: change.record)
    state.apply(change, of: commit([change], 1))
    return RecordView(entity: entity, state: state)
  }

  @Test("what is within the limits is accepted, field by field and as a record")
  func valid() throws {
    try forEveryEntity(60) { random, generator in
      for field in random.entity.fields where field.kind != .words {
        let value = SchemaGenerator.value(of: field, using: &generator)
        try #require(field.failure(of: value) == nil, "\(random.entity.name).\(field.name)")
      }
      let change = creation(random, &generator)
      try #require(schema.failure(of: change, before: nil) == nil)
    }
  }

  @Test("what is outside is refused with its code, by the name of its field")
  func invalid() throws {
    try forEveryEntity(20) { random, generator in
      for wrong in random.invalidEdits(using: &generator) {
        let change = Self.drafter.create(random.entity, RecordID(high: 1, low: 1), wrong.edit)
        let failure = schema.failure(of: change, before: nil)
        let place = "\(random.entity.name).\(wrong.field.name)"
        try #require(failure?.code == wrong.code, "\(place)")
        try #require(failure?.field == wrong.field.name && failure?.entity == random.entity.name)
      }
    }
  }

  @Test("every field reads back what it shows, in every language, calendar and unit")
  func fieldText() throws {
    try forEveryEntity(25) { random, generator in
      for field in random.entity.fields where field.kind != .words {
        let value = SchemaGenerator.value(of: field, using: &generator)
        for options in Self.allOptions {
          guard let expected = Self.shown(value, field, options) else { continue }
          let text = FieldText.format(value, field: field, options: options)
          let read = try FieldText.parse(text, field: field, options: options)
          try #require(read == expected, "\(random.entity.name).\(field.name): \(text)")
        }
      }
      // Separators are not part of what people type into a list.
      let words = SchemaGenerator.words(using: &generator).filter { word in
        FieldText.words(word).map { Array($0.utf8) } == [Array(word.utf8)]
      }
      for language in TextLanguage.allCases {
        let read = FieldText.words(FieldText.format(words: words, language: language))
        try #require(read.map { Array($0.utf8) } == words.map { Array($0.utf8) })
      }
    }
  }

  private static let allOptions: [FieldTextOptions] = TextLanguage.allCases.flatMap { language in
    CalendarKind.allCases.flatMap { calendar in
      [
        FieldTextOptions(language: language, calendar: calendar, moneyUnit: .toman),
        FieldTextOptions(
          language: language, calendar: calendar, currency: .usd, offsetMinutes: 210),
      ]
    }
  }

  /// The value that the text of another one says; nil where it cannot say which: years from 1200
  /// to 1599 are taken for Jalali ones, and a local time may leave the years that there are.
  private static func shown(_ value: Value, _ field: Field, _ options: FieldTextOptions) -> Value? {
    guard let number = value.integer else { return value }
    switch field.kind {
    case .date:
      let date = CivilDate(daysSinceEpoch: Int32(clamping: number))
      let isJalali = options.calendar == .jalali
      let year = isJalali ? JalaliDate(date).year : date.year
      return JalaliDate.years.contains(year) == isJalali ? value : nil
    case .instant:
      let day: Int64 = 86_400_000
      guard (-62_135_596_800_000 + day...253_402_300_799_999 - day).contains(number) else {
        return nil
      }
      guard options.calendar == .jalali else { return value }
      let date = InstantText.civilDate(
        milliseconds: number, offsetMinutes: options.offsetMinutes)
      guard JalaliDate.years.contains(JalaliDate(date).year) else { return nil }
      // A Jalali time is shown to the minute.
      return .integer(number - (number % 60_000 + 60_000) % 60_000)
    default: return value
    }
  }

  @Test("every cell of a file is read back to its value, bytes and all")
  func cellText() throws {
    try forEveryEntity(60) { random, generator in
      for field in random.entity.fields where field.kind != .words {
        let value = SchemaGenerator.value(of: field, using: &generator)
        let cell = CellText.format(value, field: field)
        try #require(try CellText.parse(cell, field: field) == value, "\(field.name): \(cell)")
        try #require(try CellText.parse("", field: field) == .null)
      }
      let words = SchemaGenerator.words(using: &generator)
      let read = CellText.words(CellText.format(words: words))
      try #require(read.map { Array($0.utf8) } == words.map { Array($0.utf8) })
    }
  }

  /// One record, and nothing else.
  private struct Single: RecordReader {
    let view: RecordView

    func record(_ entity: EntityTag, _ id: RecordID) -> RecordView? {
      entity == view.entity.tag && id == view.id ? view : nil
    }

    func records(_ entity: EntityTag, where field: FieldTag, is value: Value) -> [RecordView] { [] }
  }

  @Test("a record that is exported and imported again is not changed")
  func exchange() throws {
    try forEveryEntity(40) { random, generator in
      let view = view(creation(random, &generator), random.entity)
      let exporter = ExportPlanner(entity: random.entity)
      let file = CSVWriter().row(exporter.header) + CSVWriter().row(exporter.row(view))
      var reader = CSVReader(stripsGuards: true)
      let rows = reader.push(file.utf8) + reader.finish()
      try #require(rows.count == 2)
      let planner = try ImportPlanner(
        .derived(for: random.entity), header: try CSVHeader(rows[0]), schema: schema)
      let planned = try planner.next(rows[1], in: context(Single(view: view)))
      try #require(planned.outcome == .skipped && planned.draft == nil, "\(file)")
      try #require(planned.rejections.isEmpty)
    }
  }

  private func context(_ reader: any RecordReader) -> OperationContext {
    let id = RecordID(high: 5, low: 5)
    return OperationContext(
      schema: schema, reader: reader, drafter: Self.drafter,
      author: Author(user: id, isActive: true, office: true, grants: ["*"], scopes: [.office]),
      now: 0, makeID: { id }, makeNumber: { "N-1" })
  }

  @Test("commits that create, edit and delete any record are packed and read back")
  func packed() throws {
    try forEveryEntity(40) { random, generator in
      let create = creation(random, &generator)
      let view = view(create, random.entity)
      let edit = Self.drafter.edit(view, random.edit(using: &generator))
      let changes = [create, edit, Self.drafter.delete(view)].compactMap { $0 }
      for (index, change) in changes.enumerated() {
        let commit = commit([change], UInt64(index + 1))
        var writer = ByteWriter()
        writer.journalled(commit)
        var reader = ByteReader(writer.bytes)
        try #require(try reader.journalled(commit.dot) == commit)
      }
    }
  }
}
