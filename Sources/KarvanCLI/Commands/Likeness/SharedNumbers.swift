// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

extension Desk {
  /// So many who have the same number are named.
  private static let mostHolders = 5

  /// Says who has a phone number or an address already that was just written down; a number alone
  /// makes nobody a duplicate, so that it is said of it and nothing is refused.
  ///
  /// - Parameter told: Who was named already, as somebody that it looks like.
  func tellSharedNumbers(_ commit: Commit?, but told: [LikenessSearch.Match] = []) throws {
    guard let commit else { return }
    let lines = try replica().read { reader in
      try commit.changes.flatMap { change -> [String] in
        guard change.entity == ContactPoint.tag || change.entity == Lead.tag,
          let view = try reader.record(change.entity, change.record)
        else { return [] }
        return try numbers(in: change, of: view).flatMap { number in
          try holders(of: number, but: view, reader)
            .filter { holder in !told.contains { $0.view.id == holder.id } }
            .prefix(Self.mostHolders).map { holder in
              words(
                LikenessMessage.numberShared, words.digits(number),
                holder.entity.about.label.text(in: words.language),
                RecordTitle.text(holder, words), ShortID.of(holder.id))
            }
        }
      }
    }
    for line in lines { note(line) }
  }

  /// The numbers that a change wrote; one that stays as it was is no news.
  private func numbers(in change: RecordChange, of view: RecordView) -> [String] {
    let fields =
      view.entity.tag == Lead.tag
      ? [Lead.shape.normalizedPhone, Lead.shape.email] : [ContactPoint.shape.normalized]
    let written = fields.filter { field in
      change.writes.contains { write in
        if case .set(let values) = write.action { !values[field.tag].isNull } else { false }
      }
    }
    return written.compactMap { view[$0].text }.filter { !$0.isEmpty }
  }

  /// The other accounts and leads that are reached there.
  private func holders(
    of number: String, but view: RecordView, _ reader: ReplicaReader
  ) throws -> [RecordView] {
    var own = [view.id]
    if view.entity.tag == ContactPoint.tag, let id = view[ContactPoint.shape.account].reference,
      let account = try reader.record(Account.tag, id)
    {
      own.append(try Duplicates.survivor(of: account, reader: reader).id)
    }
    let customers = try Reach.customers(at: number, reader: reader).map(\.account)
    let leads = try Reach.leads(at: number, reader: reader)
    return (customers + leads).filter { !own.contains($0.id) }
  }
}
