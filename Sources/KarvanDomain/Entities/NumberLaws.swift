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
    return NumberSeries(others.compactMap(Numbers.block)).admits(block.from...block.through)
      ? nil : context.breaks(.numberBlock, shape.first)
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
  static let ofDocument: Invariant = { context in
    let fields = Order.shape
    for version in context.written(fields.legalNumber) {
      guard let number = version[fields.legalNumber.tag].text else { continue }
      if let before = context.before, before[fields.legalNumber] != .text(number),
        try Numbers.valid(before, reader: context.reader) != nil
      {
        return context.failure(.alreadySet, fields.legalNumber)
      }
      // A lease that the office lost with its disk leaves a number that does not count.
      guard let lease = version[fields.legalLease.tag].reference,
        let view = try context.reader.record(NumberLease.tag, lease)
      else { continue }
      let index = version[fields.legalIndex.tag].integer ?? 0
      guard number == Numbers.text(view[shape.series].text ?? "", index) else {
        return context.breaks(.numberForm, fields.legalNumber)
      }
    }
    return nil
  }

  private static var shape: NumberLease { NumberLease.shape }
}
