// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Everything that happened with a customer, a lead or a deal.
struct CustomerHistory {
  /// The entities whose records are moments of it.
  static let entities = Catalog.entities.compactMap { $0 as? any TimelineEntity.Type }

  let reader: ReplicaReader
  /// Only these entities; all when empty.
  var kinds: [EntityTag] = []
  /// The first instant that is told; nil for the beginning.
  var since: Int64?
  /// The instant before which it is told; nil for no end.
  var before: Int64?

  /// The newest moments, of all that stands for the record or led to it.
  func moments(of view: RecordView, limit: Int) throws -> [TimelineMoment] {
    let subjects = try HistorySubjects.all(of: view, reader: reader)
    var records: [RecordView] = []
    for type in Self.entities where kinds.isEmpty || kinds.contains(type.tag) {
      records += subjects.filter { $0.entity.tag == type.tag }
      for path in type.histories {
        for subject in subjects where subject.entity.tag == path.subject {
          records += try list(type, path, of: subject.id, limit)
        }
      }
      if type.tag == Call.tag { records += try strangersCalls(with: subjects, limit) }
    }
    let moments = records.compactMap { TimelineMoment($0) }.filter(isTold)
    return TimelineMoment.sorted(moments, limit: limit)
  }

  private func isTold(_ moment: TimelineMoment) -> Bool {
    moment.at >= since ?? .min && moment.at < before ?? .max
  }

  private func list(
    _ type: any TimelineEntity.Type, _ path: HistoryPath, of subject: RecordID, _ limit: Int
  ) throws -> [RecordView] {
    let whose = Value.reference(subject)
    let comparison: FieldComparison =
      if let between = path.between {
        .refers(to: between.entity, where: between.field.tag, is: whose)
      } else {
        .equals(whose)
      }
    return try list(type, [FieldCondition(path.field.tag, comparison)], limit)
  }

  private func list(
    _ type: any TimelineEntity.Type, _ conditions: [FieldCondition], _ limit: Int
  ) throws -> [RecordView] {
    let moment = type.moment.tag
    let span = [
      FieldCondition(moment, .differs(from: .null)),
      since.map { FieldCondition(moment, .atLeast(.integer($0))) },
      before.map { FieldCondition(moment, .less(than: .integer($0))) },
    ]
    return try reader.list(
      RecordQuery(
        type.tag, where: conditions + span.compactMap { $0 },
        order: [FieldOrder(moment, descending: true)], limit: limit))
  }

  /// The calls with their numbers that name nobody: those of a time when nobody had the number.
  private func strangersCalls(
    with subjects: [RecordView], _ limit: Int
  ) throws -> [RecordView] {
    let shape = Call.shape
    let numbers = try subjects.flatMap { subject -> [String] in
      switch subject.entity.tag {
      case Account.tag: try Reach.numbers(of: subject, reader: reader)
      case Lead.tag: [subject[Lead.shape.normalizedPhone].text].compactMap { $0 }
      default: []
      }
    }
    return try Set(numbers).sorted(by: UTF8Order.precedes).flatMap { number in
      try [shape.caller, shape.callee].flatMap { field in
        try list(
          Call.self,
          [
            FieldCondition(field.tag, .equals(.text(number))),
            FieldCondition(shape.account.tag, .equals(.null)),
            FieldCondition(shape.lead.tag, .equals(.null)),
          ], limit)
      }
    }
  }
}

extension RecordFinder {
  /// The record that somebody means where several kinds can be meant: a customer comes before a lead
  /// of the same name, and a lead before a deal, unless the text says which (`lead:NAME`).
  func find(_ text: String, first tiers: [[Entity]]) throws -> RecordView {
    let name = Typed.trim(text)
    let said = name.firstIndex(of: ":").map { String(name[..<$0]) }
    let named = tiers.filter { tier in tier.contains { $0.name == said } }
    for tier in named.isEmpty ? tiers : named {
      do {
        return try find(text, in: tier)
      } catch let error as CLIError where error.code == .notFound {
        continue
      }
    }
    throw CLIError(.notFound, text, words(.aRecord))
  }
}

extension Desk {
  /// What a history or a conversation can be about, in the order in which a name is looked for.
  func historyTiers(withContacts: Bool) throws -> [[Entity]] {
    let customers = [Account.tag] + (withContacts ? [Contact.tag] : [])
    return try ([customers] + HistorySubjects.entities.dropFirst().map { [$0] })
      .map { try $0.map { try entity($0) } }
  }
}
