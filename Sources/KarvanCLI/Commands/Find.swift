// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan find TEXT`
struct Find: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "find", abstract: Tongue.say(.aboutFind))
  }

  @Argument(help: .init(Tongue.say(.helpText))) var text: [String]
  @Option(
    help: .init(Tongue.say(.helpEntity)),
    completion: .list(Catalog.entities.map { $0.about.name }))
  var entity: [String] = []
  @Option(name: [.customShort("n"), .long], help: .init(Tongue.say(.helpLimit))) var limit = "50"
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entities = try entity.map { try desk.entity(named: $0).tag }
    guard let limit = Typed.number(limit, as: Int.self), limit > 0 else {
      throw CLIError(.badChoice, "--limit", limit, "1, 2, 3 …")
    }
    let words = desk.words
    let text = text.joined(separator: " ")
    var report = Report([
      Column("id", words(.shortID)), Column("entity", words(.kindOfRecord)),
      Column("title", words(.title)),
    ])
    report.rows = try desk.replica().read { reader in
      try found(text, entities, limit, reader).reduce(into: [RecordView]()) {
        found, view in
        let survivor = try Duplicates.survivor(of: view, reader: reader)
        if !found.contains(where: { $0.id == survivor.id }) { found.append(survivor) }
      }
      .map { view in
        let label = view.entity.about.label.text(in: words.language)
        return [
          Cell(.string("\(view.id)"), ShortID.of(view.id)),
          Cell(.string(view.entity.name), label), .text(RecordTitle.text(view, words)),
        ]
      }
    }
    if !report.rows.isEmpty || desk.settings.format != .table { desk.show(report) }
    if report.rows.isEmpty { throw CLIError(.notFound, text, words(.aRecord)) }
  }

  /// What has the words, then whose name has them in the other script.
  private func found(
    _ text: String, _ entities: [EntityTag], _ limit: Int, _ reader: ReplicaReader
  ) throws -> [RecordView] {
    let spelled = try reader.search(text, entities: entities, limit: limit)
    let sounding = try SoundSearch.entities.filter { entities.isEmpty || entities.contains($0) }
      .flatMap { try SoundSearch.records($0, named: text, limit: limit, reader: reader) }
    return Array((spelled + sounding).prefix(limit))
  }
}

extension Desk {
  /// An entity by its name or by its label in either language.
  func entity(named name: String) throws -> Entity {
    let key = SearchKey.normalize(name.replacing("-", with: "_"))
    let found = try schema().entities.first { entity in
      entity.name == key || SearchKey.normalize(entity.about.label.english) == key
        || SearchKey.normalize(entity.about.label.persian) == key
    }
    guard let found else {
      throw CLIError(
        .badChoice, "ENTITY", name, try schema().entities.map(\.name).joined(separator: ", "))
    }
    return found
  }
}
