// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A mapping for a file that nobody has mapped yet: what its column names suggest, to be looked
/// over by whoever knows the file.
///
/// A column belongs to the field that has its name, or its label in either language, else to one
/// whose label it ends with (`CompanyName`); columns of telephone numbers and e-mail addresses
/// become contact points. No column is left unsaid.
public struct MappingProposal: Sendable {
  /// What is said between the lines of the mapping, in the language of its reader.
  public struct Comments: Sendable {
    /// What the file is and how a mapping is written; several lines.
    public let head: String
    /// What the key is for.
    public let key: String
    /// Above the columns that no field was found for.
    public let unread: String
    /// Above the fields that no column was found for.
    public let free: String

    /// Gathers comments.
    public init(head: String, key: String, unread: String, free: String) {
      self.head = head
      self.key = key
      self.unread = unread
      self.free = free
    }
  }

  private let entity: Entity
  private let file: String
  private var found: [(field: Field, column: String)] = []
  private var points: [(kind: String, column: String)] = []
  private var unread: [String] = []

  /// Looks for the fields of an entity that a file's columns stand for.
  public init(_ entity: Entity, header: CSVHeader, file: String) {
    self.entity = entity
    self.file = file
    var open = header.columns.filter {
      !RejectFile.reportColumns.contains($0) && $0 != ExportPlanner.identifier
    }
    take(&open) { [entity] in entity.field(typed: $0) }
    take(&open, with: Self.byEnding)
    take(&open, with: Self.byIdentifier)
    takePoints(&open)
    unread += open
    found.sort { $0.field.tag < $1.field.tag }
  }

  /// The mapping, which ``ImportMapping/init(parsing:schema:)`` reads.
  public func text(_ comments: Comments) -> String {
    var lines = Self.comment(comments.head, indented: false)
    lines += ["source \(file)", "duplicates update", "", "record \(entity.name)"]
    lines += Self.comment(comments.key)
    if let key { lines.append("  key \(key.name)") }
    lines += found.map { "  \($0.field.name) = {\($0.column)}" }
    if !unread.isEmpty {
      lines += Self.comment(comments.unread)
      lines += unread.map { "  # ? = {\($0)}" }
    }
    let free = settable.filter { field in !found.contains { $0.field.tag == field.tag } }
    lines += Self.comment(comments.free)
    lines.append("  # \(free.map(\.name).joined(separator: ", "))")
    for (index, point) in points.enumerated() {
      lines += [
        "", "also contact_point point\(index + 1) when {\(point.column)} optional",
        "  key account, label", "  account = @\(entity.name)", "  kind = \(point.kind)",
        "  label = \(point.column)", "  value = {\(point.column)}",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Columns.

  private var settable: [Field] {
    entity.fields.filter { $0.tag > CreationFields.by.tag || !entity.about.recordsCreation }
  }

  /// What finds a record that is there: an identifier of another program, else a number, else its
  /// title.
  private var key: Field? {
    let tags =
      [entity.field(named: "external_id")?.tag, entity.about.number].compactMap { $0 }
      + entity.about.title
    return tags.lazy.compactMap { tag in
      found.first { $0.field.tag == tag && $0.field.kind != .words }?.field
    }.first
  }

  private mutating func take(_ open: inout [String], with find: (Self) -> (String) -> Field?) {
    let find = find(self)
    take(&open, find)
  }

  /// Each field is taken once, by the first of its columns.
  private mutating func take(_ open: inout [String], _ find: (String) -> Field?) {
    open.removeAll { column in
      guard Self.isPlain(column), let field = find(column),
        settable.contains(where: { $0.tag == field.tag }),
        !found.contains(where: { $0.field.tag == field.tag })
      else { return false }
      found.append((field, column))
      return true
    }
  }

  /// The field with the longest label that the column ends with.
  private func byEnding(_ column: String) -> Field? {
    let folded = Self.fold(column)
    func length(_ field: Field) -> Int {
      [field.name, field.label.english, field.label.persian].map(Self.fold)
        .filter { $0.count >= 3 && folded.hasSuffix($0) }.map(\.count).max() ?? 0
    }
    return settable.max { length($0) < length($1) }.flatMap { length($0) > 0 ? $0 : nil }
  }

  private func byIdentifier(_ column: String) -> Field? {
    let folded = Self.fold(column)
    return ["id", "code", "key", "شناسه", "کد"].contains { folded.hasSuffix($0) }
      ? entity.field(named: "external_id") : nil
  }

  private mutating func takePoints(_ open: inout [String]) {
    guard entity.tag == ContactPoint.whole else { return }
    let kinds = [
      ("email", ["mail", "ایمیل"]), ("website", ["website", "homepage", "وبسایت"]),
      ("phone", ["phone", "tel", "mobile", "fax", "تلفن", "همراه", "موبایل"]),
    ]
    open.removeAll { column in
      let folded = Self.fold(column)
      guard Self.isPlain(column),
        let kind = kinds.first(where: { $0.1.contains { folded.contains($0) } })?.0
      else { return false }
      points.append((kind, column))
      return true
    }
  }

  // MARK: Text.

  private static func fold(_ text: String) -> String { SearchKey.words(text).joined() }

  /// Whether a column can be named in a template.
  private static func isPlain(_ column: String) -> Bool {
    !column.contains { "{}|".contains($0) || $0.isNewline }
  }

  private static func comment(_ text: String, indented: Bool = true) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map {
      (indented ? "  # " : "# ") + $0
    }
  }
}
