// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension ReviewOperations {
  /// Tells the office of something about a record: once while nobody has closed the item, whose
  /// facts follow what became of it, and again when the facts are others than those that were known
  /// when it was closed. Empty when there is nothing new.
  public static func tell(
    _ finding: OfficeFinding, _ facts: [OfficeFact] = [], about record: RecordView,
    other: RecordID? = nil, for user: RecordID? = nil, in context: OperationContext
  ) throws -> [RecordChange] {
    let shape = ReviewItem.shape
    let text = OfficeFact.text(of: facts)
    let items = try context.reader.records(
      ReviewItem.tag, where: shape.subjectRecord.tag, is: .text("\(record.id)")
    ).filter { $0.tells(finding) }
    if let open = items.first(where: ReviewItem.isOpen) {
      guard !open[shape.finding].isNull, open[shape.facts].text ?? "" != text else { return [] }
      return try context.change(
        open, RecordEdit(values: [shape.facts.tag: text.isEmpty ? .null : .text(text)])
      ).map { [$0] } ?? []
    }
    // Identifiers grow with time: the last one tells what was known when somebody closed it.
    if let last = items.max(by: { $0.id < $1.id }) {
      // What was written before there were facts had no others than it has now.
      if last[shape.finding].isNull || last[shape.facts].text ?? "" == text { return [] }
    }
    return try raise(
      Finding(
        finding, facts, entity: record.entity.name, record: record.id, other: other,
        raisedFor: user ?? record.creator),
      in: context
    ).changes
  }
}

extension ReviewOperations.Finding {
  /// What has a code: each reader reads it in their own language; in English for older programs.
  public init(
    _ finding: OfficeFinding, _ facts: [OfficeFact], entity: String, record: RecordID,
    other: RecordID? = nil, raisedFor: RecordID?
  ) {
    let text = OfficeFact.text(of: facts)
    var words = finding.say(facts, in: .english)
    while words.utf8.count > 1_000 { words.removeLast() }
    self.init(
      kind: finding.kind, entity: entity, record: record, other: other, details: words,
      raisedFor: raisedFor, code: finding.rawValue, facts: text.isEmpty ? nil : text)
  }
}

extension RecordView {
  /// Whether a review item is one of a finding.
  fileprivate func tells(_ finding: OfficeFinding) -> Bool {
    let shape = ReviewItem.shape
    if let code = self[shape.finding].text { return code == finding.rawValue }
    return self[shape.details].text?.hasPrefix(finding.mark) == true
  }
}
