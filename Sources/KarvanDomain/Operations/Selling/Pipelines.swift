// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A stage that a new pipeline gets.
public struct StagePlan: Hashable, Sendable {
  /// Name.
  public let name: String
  /// How many of a hundred deals in it are won.
  public let probability: PercentBasisPoints
  /// What to do in it.
  public let playbook: String?
  /// The fields that are filled before it is left.
  public let requiredFields: [String]
  /// What is confirmed before it is left.
  public let exitChecks: [String]

  /// Plans a stage.
  public init(
    _ name: String, _ probability: PercentBasisPoints, playbook: String? = nil,
    requiredFields: [String] = [], exitChecks: [String] = []
  ) {
    self.name = name
    self.probability = probability
    self.playbook = playbook
    self.requiredFields = requiredFields
    self.exitChecks = exitChecks
  }

  /// What the stage is as a record.
  func edit(of pipeline: RecordID, position: Int) -> RecordEdit {
    let shape = Stage.shape
    return RecordEdit(
      values: [
        shape.pipeline.tag: .reference(pipeline), shape.name.tag: .text(name),
        shape.position.tag: .integer(Int64(position)),
        shape.probability.tag: .integer(Int64(probability.basisPoints)),
        shape.playbook.tag: playbook.map { .text($0) } ?? .null,
      ],
      adds: [shape.requiredFields.tag: requiredFields, shape.exitChecks.tag: exitChecks])
  }
}

/// Pipelines and their stages.
public enum Pipelines {
  /// Makes a pipeline with its stages, in one commit; the first one is the main one.
  ///
  /// - Throws: `pipelineStages` for another number of stages than three to seven, unless the edit
  ///   says that any number is right.
  public static func make(
    _ edit: RecordEdit, stages: [StagePlan], in context: OperationContext
  ) throws -> OperationDraft {
    let shape = Pipeline.shape
    let isFree = edit.values[shape.freeStages.tag] == .truth(true) && !stages.isEmpty
    guard isFree || Pipeline.stageCount.contains(stages.count) else {
      throw Failure(DomainLaw.pipelineStages, entity: Pipeline.about.name)
    }
    var edit = edit
    if try main(context.reader) == nil { edit.fill(shape.main, .truth(true)) }
    let id = context.makeID()
    var changes = [try context.creation(try context.entity(Pipeline.tag), id, edit)]
    for (index, stage) in stages.enumerated() {
      changes.append(
        try context.creation(
          try context.entity(Stage.tag), context.makeID(),
          stage.edit(of: id, position: index + 1)))
    }
    return OperationDraft("pipeline new", changes)
  }

  /// The way that opportunities go when nobody says another: of those that are active and said to
  /// be the main one, the first; else the first active one.
  public static func main(_ reader: any RecordReader) throws -> RecordView? {
    let active = try reader.records(
      Pipeline.tag, where: Pipeline.shape.active.tag, is: .truth(true))
    return active.first { $0[Pipeline.shape.main] == .truth(true) } ?? active.first
  }

  /// The stages of a pipeline, by position and then identifier.
  public static func stages(
    of pipeline: RecordID, reader: any RecordReader, includingInactive: Bool = false
  ) throws -> [RecordView] {
    let shape = Stage.shape
    return try reader.records(Stage.tag, where: shape.pipeline.tag, is: .reference(pipeline))
      .filter { includingInactive || $0[shape.active] == .truth(true) }
      .sorted { precedes($0, $1) }
  }

  /// Whether a stage comes before another of its pipeline.
  public static func precedes(_ one: RecordView, _ other: RecordView) -> Bool {
    let positions = (one[Stage.shape.position], other[Stage.shape.position])
    return positions.0 != positions.1 ? positions.0 < positions.1 : one.id < other.id
  }

  /// Puts a new opportunity on its way: at the stage that was named, at the start of the pipeline
  /// that was named, or at the start of the main one.
  static func place(_ edit: inout RecordEdit, reader: any RecordReader) throws {
    let shape = Opportunity.shape
    if let id = edit.values[shape.stage.tag]?.reference {
      guard let stage = try reader.record(Stage.tag, id) else { return }
      edit.fill(shape.pipeline, stage[Stage.shape.pipeline])
      return
    }
    let pipeline = try edit.values[shape.pipeline.tag]?.reference ?? main(reader)?.id
    guard let pipeline, let first = try stages(of: pipeline, reader: reader).first else {
      throw Failure(DomainLaw.pipelineMissing, field: "pipeline")
    }
    edit.values[shape.pipeline.tag] = .reference(pipeline)
    edit.values[shape.stage.tag] = .reference(first.id)
  }
}
