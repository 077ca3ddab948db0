// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan ENTITY merge KEPT OTHER`: two records that are one.
struct MergeRecords<Declaration: MergeableEntity>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "merge", abstract: Tongue.say(.aboutMerge), discussion: Tongue.say(.mergeForms))
  }

  @Argument(help: .init(Tongue.say(.helpKept), valueName: "kept")) var kept: String
  @Argument(help: .init(Tongue.say(.helpOther), valueName: "other")) var other: String
  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    let (one, two) = try desk.replica().read { reader in
      let finder = desk.finder(reader)
      return (try finder.find(kept, in: [entity]), try finder.find(other, in: [entity]))
    }
    guard one.id != two.id else { return desk.note(desk.words(.nothingChanged)) }
    try desk.confirm(
      desk.words(
        .mergeQuestion, RecordTitle.text(one, desk.words), ShortID.of(one.id),
        RecordTitle.text(two, desk.words), ShortID.of(two.id)), yes: yes)
    let commit = try desk.commit { context in
      try Duplicates.merge(
        try context.reader.record(entity.tag, one.id) ?? one,
        try context.reader.record(entity.tag, two.id) ?? two, in: context)
    }
    try desk.showChange(commit, entity.tag, min(one.id, two.id), saying: .merged)
  }
}

/// `karvan ENTITY unmerge RECORD`
struct UnmergeRecord<Declaration: MergeableEntity>: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "unmerge", abstract: Tongue.say(.aboutUnmerge),
      discussion: Tongue.say(.mergeForms))
  }

  @Argument(help: .init(Tongue.say(.helpMerged))) var record: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Declaration.tag)
    var id: RecordID?
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(record, in: [entity], followsRedirects: false)
      id = shown.id
      return try Duplicates.unmerge(shown, in: context)
    }
    try desk.showChange(commit, entity.tag, id, saying: .changed)
  }
}
