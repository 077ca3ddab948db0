// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// Which records, in which order, and what of them.
struct ListOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: .init(Tongue.say(.helpFilter), valueName: "field=value"))
  var filter: [String] = []

  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue,
    help: .init(Tongue.say(.helpSort), valueName: "[-]field"))
  var sort: [String] = []

  @Option(help: .init(Tongue.say(.helpFields), valueName: "field,field"))
  var fields: String?

  @Option(name: [.customShort("n"), .long], help: .init(Tongue.say(.helpLimit), valueName: "n"))
  var limit: String?

  /// The fields that were named.
  var fieldNames: [String] { fields.map { FieldText.words($0) } ?? [] }

  /// The limit as a number.
  func limitNumber() throws(CLIError) -> Int? {
    guard let limit else { return nil }
    guard let number = Typed.number(limit, as: Int.self), number >= 0 else {
      throw CLIError(.badChoice, "--limit", limit, "0, 1, 2 …")
    }
    return number
  }
}

/// `karvan ENTITY list`
struct ListRecords<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: Tongue.say(.aboutList),
      discussion: Tongue.current.wantsHelp
        ? Tongue.say(.filterForms) + "\n"
          + FieldHelp.names(of: Declaration.self).joined(separator: " ")
        : "")
  }

  @OptionGroup var options: ListOptions
  @OptionGroup var saving: SavedListOptions
  @Flag(help: .init(Tongue.say(.helpDeleted))) var deleted = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    let report = try desk.replica().read { reader in
      let options = try desk.recall(saving, into: options, for: entity, reader)
      let cells = RecordCells(desk: desk, reader: reader)
      let query = try RecordFilter(desk: desk, reader: reader, entity: entity)
        .query(options, life: deleted ? .deleted : .living)
      return try cells.list(
        try reader.list(query), of: entity,
        fields: try cells.fields(entity, named: options.fieldNames),
        keepsEmpty: !options.fieldNames.isEmpty)
    }
    try desk.keep(saving, options, for: entity)
    desk.show(report)
  }
}
