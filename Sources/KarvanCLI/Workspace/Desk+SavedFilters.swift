// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Lists under a name.
struct SavedListOptions: ParsableArguments {
  @Option(help: .init(Tongue.say(.helpSaved), valueName: "name")) var saved: String?
  @Option(help: .init(Tongue.say(.helpSave), valueName: "name")) var save: String?

  func validate() throws {
    if saved != nil && save != nil { throw ValidationError("--saved, --save") }
  }
}

extension Desk {
  /// The options of a list with those of a saved filter, which what is typed adds to or replaces.
  func recall(
    _ saving: SavedListOptions, into typed: ListOptions, for entity: Entity,
    _ reader: ReplicaReader
  ) throws -> ListOptions {
    guard let name = saving.saved else { return typed }
    let shape = SavedFilter.shape
    guard let found = try savedFilters(named: name, for: entity, reader).first else {
      throw CLIError(
        .notFound, name, try self.entity(SavedFilter.tag).about.label.text(in: words.language))
    }
    var options = typed
    let conditions = found[shape.conditions].text?.split(separator: "\n").map(String.init) ?? []
    options.filter = conditions + typed.filter
    if typed.sort.isEmpty { options.sort = found[shape.sort].text.map { [$0] } ?? [] }
    if typed.fields == nil { options.fields = found[shape.fields].text }
    return options
  }

  /// Saves the options of a list that has worked; a filter of the same name that is one's own
  /// changes.
  func keep(_ saving: SavedListOptions, _ options: ListOptions, for entity: Entity) throws {
    guard let name = saving.save.map({ Typed.trim($0) }) else { return }
    let shape = SavedFilter.shape
    let kind = try self.entity(SavedFilter.tag)
    func text(_ lines: [String], _ separator: String) -> Value {
      lines.isEmpty ? .null : .text(lines.joined(separator: separator))
    }
    let edit = RecordEdit(values: [
      shape.name.tag: .text(name), shape.entity.tag: .text(entity.name),
      shape.conditions.tag: text(options.filter, "\n"), shape.sort.tag: text(options.sort, ","),
      shape.fields.tag: options.fields.map { .text($0) } ?? .null,
    ])
    let database = try replica()
    let own = try database.read { reader in
      try savedFilters(named: name, for: entity, reader)
        .first { $0.creator == database.identity.user }?.id
    }
    _ = try commit { context in
      guard let own, let shown = try context.reader.record(SavedFilter.tag, own) else {
        return try RecordOperations.add(kind, edit, in: context)
      }
      return try RecordOperations.edit(shown, edit, in: context)
    }
    note(words(.filterSaved, name, entity.name))
  }

  /// The filters of an entity that have a name, however it is spelled; one's own first.
  private func savedFilters(
    named name: String, for entity: Entity, _ reader: ReplicaReader
  ) throws -> [RecordView] {
    let shape = SavedFilter.shape
    let key = SearchKey.normalize(name)
    let user = try replica().identity.user
    let found = try reader.list(
      RecordQuery(
        SavedFilter.tag, where: [FieldCondition(shape.entity.tag, .equals(.text(entity.name)))])
    ).filter { SearchKey.normalize($0[shape.name].text ?? "") == key }
    return found.filter { $0.creator == user } + found.filter { $0.creator != user }
  }
}
