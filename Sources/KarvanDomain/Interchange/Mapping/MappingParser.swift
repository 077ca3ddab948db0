// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension ImportMapping {
  /// Reads a mapping. Throws with the line of the mistake.
  public init(parsing text: String, schema: Schema) throws(InterchangeError) {
    guard text.utf8.count <= Self.maximumBytes else {
      throw InterchangeError(.mappingTooLong, ["\(Self.maximumBytes)", "bytes"])
    }
    var parser = MappingParser(schema: schema)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated() { try parser.read(line, number: index + 1) }
    self = try parser.finish()
  }
}

/// Reads the lines of a mapping one after another.
struct MappingParser {
  private enum Block { case none, table(String), part(Int), lines }

  let schema: Schema
  private var mapping = ImportMapping()
  private var block = Block.none

  init(schema: Schema) { self.schema = schema }

  mutating func read(_ line: Substring, number: Int) throws(InterchangeError) {
    let text = Substring(TextTrimming.trim(line))
    guard !text.isEmpty, text.first != "#" else { return }
    let isIndented = line.first?.isWhitespace == true
    guard isIndented else { return try open(text, number) }
    switch block {
    case .none:
      throw InterchangeError(.mappingSyntax, line: number, ["record, ensure, also, lines or table"])
    case .table(let name):
      let (key, value) = try sides(of: text, number)
      guard mapping.tables[name]?.updateValue(value, forKey: key) == nil else {
        throw InterchangeError(.mappingRepeated, line: number, [key])
      }
    case .part(let index): try read(text, into: &mapping.parts[index], number)
    case .lines:
      guard var part = mapping.lines?.part else { return }
      try read(text, into: &part, number)
      mapping.lines?.part = part
    }
  }

  private mutating func open(_ text: Substring, _ number: Int) throws(InterchangeError) {
    let words = text.split(separator: " ", maxSplits: 1)
    let rest = TextTrimming.trim(words.dropFirst().first ?? "")
    switch words.first.map(String.init) ?? "" {
    case "source": mapping.file = rest
    case "duplicates": mapping.duplicates = try policy(rest, number)
    case "currency": mapping.currency = try currency(rest, number)
    case "blanks":
      guard ["keep", "clear"].contains(rest) else {
        throw InterchangeError(.mappingSyntax, line: number, ["keep or clear"])
      }
      mapping.clearsBlanks = rest == "clear"
    case "table":
      guard !rest.isEmpty, mapping.tables[rest] == nil else {
        throw InterchangeError(.mappingRepeated, line: number, ["table \(rest)"])
      }
      mapping.tables[rest] = [:]
      block = .table(rest)
    case "ensure": try openPart(.ensured, rest, number)
    case "record": try openPart(.main, rest, number)
    case "also": try openPart(.child, rest, number)
    case "lines": try openLines(rest, number)
    case let word: throw InterchangeError(.mappingUnknown, line: number, ["part", word])
    }
  }

  private mutating func openPart(
    _ role: MappingPart.Role, _ text: String, _ number: Int
  ) throws(InterchangeError) {
    guard mapping.parts.count < ImportMapping.maximumParts else {
      throw InterchangeError(
        .mappingTooLong, line: number, ["\(ImportMapping.maximumParts)", "parts"])
    }
    if role == .main && mapping.main != nil {
      throw InterchangeError(.mappingRepeated, line: number, ["record"])
    }
    var head = text[...]
    var isOptional = false
    if head.hasSuffix(" optional") {
      isOptional = true
      head = Substring(TextTrimming.trim(head.dropLast(" optional".count)))
    }
    var condition: MappingTemplate?
    if let when = head.firstRange(of: " when ") {
      condition = try MappingTemplate(parsing: head[when.upperBound...], line: number)
      head = head[..<when.lowerBound]
    }
    let words = head.split(separator: " ").map(String.init)
    guard (1...2).contains(words.count), !(isOptional && role == .main) else {
      throw InterchangeError(.mappingSyntax, line: number, ["ENTITY [NAME] [when …] [optional]"])
    }
    let entity = try entity(words[0], number)
    let name = words.last ?? entity.name
    guard !mapping.parts.contains(where: { $0.name == name }) else {
      throw InterchangeError(.mappingRepeated, line: number, [name])
    }
    block = .part(mapping.parts.count)
    mapping.parts.append(
      MappingPart(
        role: role, entity: entity, name: name, condition: condition, isOptional: isOptional,
        line: number))
  }

  private mutating func openLines(_ text: String, _ number: Int) throws(InterchangeError) {
    let sides = text.split(separator: " by ", maxSplits: 1)
    let words = (sides.first ?? "").split(separator: " ").map(String.init)
    guard sides.count == 2, words.count == 3, words[1] == "from" else {
      throw InterchangeError(.mappingSyntax, line: number, ["lines ENTITY from FILE by COLUMN"])
    }
    guard mapping.lines == nil else {
      throw InterchangeError(.mappingRepeated, line: number, ["lines"])
    }
    let part = MappingPart(
      role: .child, entity: try entity(words[0], number), name: words[0], condition: nil,
      isOptional: false, line: number)
    mapping.lines = MappingLines(
      file: words[2], column: TextTrimming.trim(sides[1]), part: part)
    block = .lines
  }
}

extension MappingParser {
  private func read(
    _ text: Substring, into part: inout MappingPart, _ number: Int
  ) throws(InterchangeError) {
    // An entity may have a field of this name, which is set like any other.
    if text.hasPrefix("key "), !TextTrimming.trim(text.dropFirst(4)).hasPrefix("=") {
      for name in text.dropFirst(4).split(separator: ",") {
        try addKey(TextTrimming.trim(name), to: &part, number)
      }
      return
    }
    var (target, value) = try sides(of: text, number)
    let adds = target.last == "+"
    if adds { target = TextTrimming.trim(target.dropLast()) }
    if target == ExportPlanner.identifier {
      part.identifier = try MappingTemplate(parsing: value[...], line: number)
      return
    }
    let names = target.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let field = try field(names[0], of: part.entity, number)
    if adds && field.kind != .words {
      throw InterchangeError(.mappingSyntax, line: number, ["a text set before +="])
    }
    if !adds && part.assignments.contains(where: { $0.field.tag == field.tag }) {
      throw InterchangeError(.mappingRepeated, line: number, [field.name])
    }
    let source = try source(value[...], for: field, by: names.dropFirst().first, number)
    part.assignments.append(
      MappingAssignment(field: field, adds: adds, source: source, line: number))
  }

  private func addKey(
    _ name: String, to part: inout MappingPart, _ number: Int
  ) throws(InterchangeError) {
    if name == ExportPlanner.identifier {
      part.isKeyedByID = true
      return
    }
    let field = try field(name, of: part.entity, number)
    guard field.kind != .words else {
      throw InterchangeError(.mappingSyntax, line: number, ["a key that is not a text set"])
    }
    part.key.append(field)
  }

  private func source(
    _ text: Substring, for field: Field, by other: String?, _ number: Int
  ) throws(InterchangeError) -> MappingAssignment.Source {
    if let other {
      guard case .reference(let tag) = field.kind, let target = schema[tag] else {
        throw InterchangeError(.mappingSyntax, line: number, ["a reference before the full stop"])
      }
      return .lookup(
        target, try self.field(other, of: target, number),
        try MappingTemplate(parsing: text, line: number))
    }
    guard text.first == "@" else {
      return .template(try MappingTemplate(parsing: text, line: number))
    }
    guard case .reference = field.kind else {
      throw InterchangeError(.mappingSyntax, line: number, ["a reference before @"])
    }
    return .part(String(text.dropFirst()))
  }

  private func sides(
    of text: Substring, _ number: Int
  ) throws(InterchangeError) -> (String, String) {
    guard let equals = text.firstIndex(of: "=") else {
      throw InterchangeError(.mappingSyntax, line: number, ["= or key"])
    }
    return (
      TextTrimming.trim(text[..<equals]), TextTrimming.trim(text[text.index(after: equals)...])
    )
  }

  private func entity(_ name: String, _ number: Int) throws(InterchangeError) -> Entity {
    guard let entity = schema[name] else {
      throw InterchangeError(.mappingUnknown, line: number, ["entity", name])
    }
    return entity
  }

  private func field(
    _ name: String, of entity: Entity, _ number: Int
  ) throws(InterchangeError) -> Field {
    guard let field = entity.field(named: name) else {
      throw InterchangeError(.mappingUnknown, line: number, ["field", "\(entity.name).\(name)"])
    }
    return field
  }

  private func policy(_ text: String, _ number: Int) throws(InterchangeError) -> DuplicatePolicy {
    guard let policy = DuplicatePolicy(rawValue: text) else {
      throw InterchangeError(.mappingSyntax, line: number, ["skip, update or create"])
    }
    return policy
  }

  private func currency(_ text: String, _ number: Int) throws(InterchangeError) -> Currency {
    guard let currency = try? Currency.named(text) else {
      throw InterchangeError(.mappingUnknown, line: number, ["currency", text])
    }
    return currency
  }
}

extension MappingParser {
  /// Checks what only the whole mapping shows.
  func finish() throws(InterchangeError) -> ImportMapping {
    guard mapping.main != nil else {
      throw InterchangeError(.mappingIncomplete, ["a record"])
    }
    for part in mapping.parts + [mapping.lines?.part].compactMap({ $0 }) {
      try checkKeys(of: part)
      try checkNames(of: part)
    }
    try checkLines()
    return mapping
  }

  private func checkKeys(of part: MappingPart) throws(InterchangeError) {
    if part.isKeyedByID && part.identifier == nil {
      throw InterchangeError(.mappingIncomplete, line: part.line, ["id = …"])
    }
    if let field = part.key.first(where: { key in
      !part.assignments.contains { $0.field.tag == key.tag }
    }) {
      throw InterchangeError(.mappingIncomplete, line: part.line, ["\(field.name) = …"])
    }
    if part.role == .ensured && part.key.isEmpty && !part.isKeyedByID {
      throw InterchangeError(.mappingIncomplete, line: part.line, ["key …"])
    }
  }

  private func checkNames(of part: MappingPart) throws(InterchangeError) {
    let templates = part.assignments.compactMap { assignment in
      switch assignment.source {
      case .template(let template), .lookup(_, _, let template): template
      case .part: nil
      }
    }
    for template in templates + [part.condition, part.identifier].compactMap({ $0 }) {
      if let name = template.tables.first(where: { mapping.tables[$0] == nil }) {
        throw InterchangeError(.mappingUnknown, line: part.line, ["table", name])
      }
    }
    for assignment in part.assignments {
      guard case .part(let name) = assignment.source else { continue }
      guard let other = mapping.parts.first(where: { $0.name == name }),
        case .reference(other.entity.tag) = assignment.field.kind
      else {
        throw InterchangeError(.mappingUnknown, line: assignment.line, ["record", "@\(name)"])
      }
    }
  }

  /// Documents come whole: an order with its lines, created or passed over.
  private func checkLines() throws(InterchangeError) {
    guard let lines = mapping.lines else { return }
    guard mapping.main?.entity.tag == Order.tag, lines.part.entity.tag == OrderLine.tag,
      !mapping.parts.contains(where: { $0.role == .child }), lines.part.key.isEmpty
    else {
      throw InterchangeError(
        .mappingSyntax, line: lines.part.line, ["record order with lines order_line"])
    }
    guard mapping.duplicates != .update else {
      throw InterchangeError(
        .mappingSyntax, line: lines.part.line, ["duplicates skip or create, as orders are final"])
    }
  }
}
