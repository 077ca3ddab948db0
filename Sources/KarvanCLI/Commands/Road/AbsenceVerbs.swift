// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan absence begin ABSENCE`
struct AbsenceBegin: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "begin", abstract: Tongue.say(RoadMessage.aboutAbsenceBegin),
      discussion: Tongue.say(RoadMessage.absenceForms))
  }

  @Argument(help: .init(Tongue.say(RoadMessage.helpAbsence))) var absence: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(absence, in: [try desk.entity(Absence.tag)])
      return try AbsenceOperations.begin(
        shown.id, offsetMinutes: desk.offsetMinutes, in: context)
    }
    let visits = commit?.changes.filter { $0.entity == Visit.tag }.count ?? 0
    try desk.showAbsence(commit) { user, substitute in
      desk.words(RoadMessage.absenceBegan, user, desk.words.number(visits), substitute)
    }
  }
}

/// `karvan absence end ABSENCE`
struct AbsenceEnd: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "end", abstract: Tongue.say(RoadMessage.aboutAbsenceEnd),
      discussion: Tongue.say(RoadMessage.absenceForms))
  }

  @Argument(help: .init(Tongue.say(RoadMessage.helpAbsence))) var absence: String
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let commit = try desk.commit { context in
      let shown = try desk.finder(context).find(absence, in: [try desk.entity(Absence.tag)])
      return try AbsenceOperations.end(shown.id, in: context)
    }
    try desk.showAbsence(commit) { user, _ in desk.words(RoadMessage.absenceEnded, user) }
  }
}

extension Desk {
  fileprivate func showAbsence(
    _ commit: Commit?, saying sentence: (_ user: String, _ substitute: String) -> String
  ) throws {
    guard let id = commit?.changes.first?.record else { return note(words(.nothingChanged)) }
    try replica().read { reader in
      guard let view = try reader.record(Absence.tag, id) else { return }
      let cells = RecordCells(desk: self, reader: reader)
      let names = try [Absence.shape.user, Absence.shape.substitute].map { field in
        try view[field].reference.map { try cells.title(User.tag, $0) } ?? "–"
      }
      show(try cells.single(view), saying: sentence(names[0], names[1]))
    }
  }
}
