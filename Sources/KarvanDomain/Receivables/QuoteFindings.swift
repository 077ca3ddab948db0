// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What the office finds about a quote and its revisions.
enum QuoteFindings {
  /// One deal that goes on twice: a quote was accepted here while somebody revised it there, so that
  /// both may be delivered. It is said of the quote from which the revisions come.
  static func all(
    _ quote: RecordView, in context: OperationContext
  ) throws -> [MoneyFindings.Found] {
    let shape = Quote.shape
    let chain = try QuoteOperations.chain(of: quote, reader: context.reader)
    guard chain.first?.id == quote.id,
      let accepted = chain.first(where: { $0[shape.status] == .text("accepted") })
    else { return [] }
    let standing = chain.filter { other in
      other.id != accepted.id
        && [Quote.draft, "sent", "accepted"].contains(other[shape.status].text ?? "")
    }
    guard let rival = standing.first else { return [] }
    let orders = try chain.compactMap {
      try QuoteOperations.ownOrder(of: $0.id, reader: context.reader)
    }
    let facts = ([accepted] + standing + orders).map { OfficeFact(.text($0.title)) }
    return [.init(code: .dealTwice, facts: facts, other: rival.id)]
  }
}
