// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan ENTITY add FIELD=VALUE …`
struct AddRecord<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "add", abstract: Tongue.say(.aboutAdd),
      discussion: FieldHelp.text(of: Declaration.self))
  }

  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Declaration.self, $0, $1, $2) })
  var assignments: [String] = []
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    let commit = try desk.commit { context in
      let edit = try desk.edit(assignments, of: entity, before: nil, in: context)
      return try RecordOperations.add(entity, edit, in: context)
    }
    try desk.showChange(commit, entity.tag, saying: .added)
    try desk.tellSharedNumbers(commit)
  }
}

/// `karvan ENTITY set RECORD FIELD=VALUE …`
struct SetRecord<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "set", abstract: Tongue.say(.aboutSet),
      discussion: FieldHelp.text(of: Declaration.self))
  }

  @Argument(help: .init(Tongue.say(.helpRecord)), completion: .records(Declaration.self))
  var record: String
  @Argument(
    help: .init(Tongue.say(.helpAssignments), valueName: "field=value"),
    completion: .custom { FieldHelp.completions(of: Declaration.self, $0, $1, $2) })
  var assignments: [String]
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(record, in: [entity])
      id = shown.id
      let edit = try desk.edit(assignments, of: entity, before: shown, in: context)
      return try RecordOperations.edit(shown, edit, in: context)
    }
    try desk.showChange(commit, entity.tag, id, saying: .changed)
    try desk.tellSharedNumbers(commit)
  }
}

/// `karvan ENTITY show RECORD`
struct ShowRecord<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "show", abstract: Tongue.say(.aboutShow))
  }

  @Argument(help: .init(Tongue.say(.helpRecord)), completion: .records(Declaration.self))
  var record: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    let report = try desk.replica().read { reader in
      let cells = RecordCells(desk: desk, reader: reader)
      let view = try desk.finder(reader).find(record, in: [entity])
      return try cells.single(view, parts: try cells.parts(of: view))
    }
    desk.show(report)
  }
}

/// `karvan ENTITY delete RECORD …`
struct DeleteRecord<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "delete", abstract: Tongue.say(.aboutDelete))
  }

  @Argument(help: .init(Tongue.say(.helpRecord), valueName: "record")) var records: [String]
  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @Flag(help: .init(Tongue.say(.helpDryRun))) var dryRun = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    let found = try desk.replica().read { reader in
      let finder = desk.finder(reader)
      return try records.map { try finder.find($0, in: [entity]) }
    }
    let titles = desk.words.list(
      found.map { "\(RecordTitle.text($0, desk.words)) (\(ShortID.of($0.id)))" })
    let report = try desk.replica().read { reader in
      try RecordCells(desk: desk, reader: reader).list(
        found, of: entity, fields: RecordCells.usualFields(entity))
    }
    if dryRun { return desk.show(report, saying: desk.words(.wouldDelete, titles)) }
    try desk.confirm(desk.words(.deleteQuestion, titles), yes: yes)
    for view in found {
      try desk.commit { context in
        let shown = try context.reader.record(entity.tag, view.id) ?? view
        return try RecordOperations.delete(shown, in: context)
      }
    }
    desk.show(report, saying: desk.words(.deleted, titles))
  }
}

/// `karvan ENTITY undelete RECORD`
struct UndeleteRecord<Declaration: EntityType>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "undelete", abstract: Tongue.say(.aboutUndelete))
  }

  @Argument(help: .init(Tongue.say(.helpDeletedRecord))) var record: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(record, in: [entity])
      id = shown.id
      return try RecordOperations.undelete(shown, in: context)
    }
    try desk.showChange(commit, entity.tag, id, saying: .undeleted)
  }
}
