// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What keeps legal numbers unique.
enum NumberLaws {
  /// The office leases what nobody has in hand.
  static let lease: Invariant = { context in
    guard context.before == nil else { return nil }
    guard context.author.office else { return context.failure(.notOffice, nil) }
    guard let block = Numbers.block(context.after), context.after[shape.ending].isNull,
      ReplicaID(text: context.after[shape.holder].text ?? "") != nil
    else { return context.breaks(.numberBlock, shape.first) }
    // Only the office's own server knows every block of a series.
    guard let author = context.after.author,
      try context.reader.standing(of: author.replica) != nil
    else { return nil }
    let others = try Numbers.leases(
      of: context.after[shape.series].text ?? "", reader: context.reader
    ).filter { $0.id != context.after.id }
    if let failure = try oneSeries(others, in: context) { return failure }
    return NumberSeries(others.compactMap(Numbers.block)).admits(block.from...block.through)
      ? nil : context.breaks(.numberBlock, shape.first)
  }

  /// A series is of one kind of document and one tax memory, which knows no other: the tax office
  /// tells numbers apart by memory and number.
  private static func oneSeries(
    _ others: [RecordView], in context: ChangeContext
  ) throws -> Failure? {
    let lease = context.after
    let isSame = others.allSatisfy {
      $0[shape.document] == lease[shape.document] && $0[shape.memoryId] == lease[shape.memoryId]
    }
    var isAlone = true
    if let memory = lease[shape.memoryId].text {
      isAlone = try context.reader.records(
        NumberLease.tag, where: shape.memoryId.tag, is: .text(memory)
      ).allSatisfy { $0[shape.series] == lease[shape.series] }
    }
    return isSame && isAlone ? nil : context.breaks(.numberSeries, shape.series)
  }

  /// The holder gives back what comes after its last number; from a holder that is shut out the
  /// office takes the block, without knowing what was given.
  static let ending: Invariant = { context in
    guard let before = context.before, let written = context.written(shape.ending).first else {
      return nil
    }
    guard let block = Numbers.block(before) else { return context.breaks(.numberBlock) }
    switch written[shape.ending.tag].text {
    case "given_back":
      let used = written[shape.usedThrough.tag].integer ?? -1
      let given = try Numbers.uses(of: before, reader: context.reader).filter {
        $0.by.replica == block.holder && $0.number <= block.through
      }.map(\.number).max()
      guard written.dot.replica == block.holder else { return context.breaks(.numberHolder) }
      return (max(given ?? 0, block.from - 1)...block.through).contains(used)
        ? nil : context.breaks(.numberBlock, shape.usedThrough)
    case "reclaimed":
      guard context.author.office else { return context.failure(.notOffice, shape.ending) }
      guard let standing = try context.reader.standing(of: block.holder) else {
        return context.breaks(.escrowAtOffice, shape.ending)
      }
      return standing.isShutOut ? nil : context.breaks(.escrowStillHeld, shape.ending)
    default: return context.breaks(.numberBlock, shape.ending)
    }
  }

  /// A number is written as its lease says, and one that counts is never replaced.
  static func ofDocument<Document: NumberedDocument>(_ type: Document.Type) -> Invariant {
    { context in try ofDocument(type, in: context) }
  }

  private static func ofDocument<Document: NumberedDocument>(
    _ type: Document.Type, in context: ChangeContext
  ) throws -> Failure? {
    let fields = Document.shape
    let identity = [fields.legalNumber, fields.legalLease, fields.legalIndex]
    for version in context.written(fields.legalNumber) {
      if let before = context.before,
        identity.contains(where: { before[$0] != version[$0.tag] }),
        try Numbers.valid(before, reader: context.reader) != nil
      {
        return context.failure(.alreadySet, fields.legalNumber)
      }
      guard let number = version[fields.legalNumber.tag].text else { continue }
      // A lease that the office lost with its disk leaves a number that does not count.
      guard let lease = version[fields.legalLease.tag].reference,
        let view = try context.reader.record(NumberLease.tag, lease)
      else { continue }
      let index = version[fields.legalIndex.tag].integer ?? 0
      // A date that no tax number can have is no reason to turn the document away.
      let date = context.after[fields.date].integer ?? 0
      let own = try? Document.number(index, of: view, date: date)
      guard number == Numbers.text(view[shape.series].text ?? "", index),
        fields.taxNumberField.map({ version[$0.tag] == own?[$0.tag] ?? .null }) ?? true
      else { return context.breaks(.numberForm, fields.legalNumber) }
    }
    return nil
  }

  private static var shape: NumberLease { NumberLease.shape }
}
