// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain

extension World {
  /// A lead of the rep.
  func addLead(_ values: [FieldTag: Value] = [:]) throws -> RecordID {
    var values = values
    if values[Lead.shape.name.tag] == nil { values[Lead.shape.name.tag] = .text("Nima Rad") }
    return try run(rep) {
      try RecordOperations.add(try entity(Lead.self), RecordEdit(values: values), in: $0)
    }
  }

  /// An opportunity of the rep, at the start of the main pipeline.
  func addOpportunity(
    _ values: [FieldTag: Value] = [:], account: RecordID? = nil
  ) throws -> RecordID {
    let account = try account ?? openAccount("Shop \(now)")
    var edit = RecordEdit(values: values)
    if edit.values[Opportunity.shape.name.tag] == nil {
      edit.values[Opportunity.shape.name.tag] = .text("Deal")
    }
    return try run(rep) { try OpportunityOperations.start(account: account, edit, in: $0) }
  }

  /// The stages of the pipeline that the workspace began with.
  func stages() throws -> [RecordView] {
    guard let main = try Pipelines.main(records) else { throw Failure(.missingRecord) }
    return try Pipelines.stages(of: main.id, reader: records)
  }

  /// Fills whatever any stage asks for.
  func fill(_ opportunity: RecordID) throws {
    let shape = Opportunity.shape
    let shown = try view(Opportunity.self, opportunity)
    let contact = try run(rep) {
      try RecordOperations.add(
        try entity(Contact.self),
        RecordEdit(values: [
          Contact.shape.account.tag: shown[shape.account],
          Contact.shape.name.tag: .text("Sima"),
        ]), in: $0)
    }
    let checks = try stages().flatMap { $0.words(Stage.shape.exitChecks) }
    try run(rep) {
      try RecordOperations.edit(
        shown,
        RecordEdit(
          values: [
            shape.need.tag: .text("Tea"), shape.contact.tag: .reference(contact),
            shape.amount.tag: .integer(1_000_000), shape.expectedClose.tag: .integer(20_150),
          ], adds: [shape.confirmedChecks.tag: checks]), in: $0)
    }
  }

  /// The living records of an entity.
  func all(_ type: (some EntityType).Type) -> [RecordView] {
    records.states.keys.filter { $0.entity == type.tag }.sorted { $0.id < $1.id }
      .compactMap { records.record(type.tag, $0.id) }.filter { $0.life != .deleted }
  }
}

/// The day that a test's clock begins on.
let firstDay = CivilDate(daysSinceEpoch: 20_089)
