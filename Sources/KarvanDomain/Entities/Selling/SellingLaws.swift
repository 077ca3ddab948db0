// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension Laws {
  /// A rep takes a new record into their own hands and territories; moving it needs the grant
  /// `ENTITY.assignment:edit`.
  static func assignment(owner: Field, territory: Field? = nil) -> Invariant {
    { context in
      let author = context.author
      for version in context.written(owner) {
        let isOwn = context.before == nil && version[owner.tag].reference == author.user
        if !isOwn, let failure = context.requiring("assignment", owner) { return failure }
      }
      guard let territory else { return nil }
      for version in context.written(territory) {
        let id = version[territory.tag].reference
        let isOwn =
          context.before == nil && id.map { author.scopes.contains(.territory($0)) } == true
        if !isOwn, let failure = context.requiring("assignment", territory) { return failure }
      }
      return nil
    }
  }

  /// People join what they own or what lies in their own territories. To join what is lent to them
  /// while somebody is away, so that it stays with them, needs the grant `ENTITY.assignment:edit`.
  ///
  /// - Parameters:
  ///   - account: The field with the account that the record belongs to: who may join that, joins this.
  static func participation(
    _ participants: Field, owner: Field, territory: Field? = nil, account: Field? = nil
  ) -> Invariant {
    { context in
      let author = context.author
      let me = "\(author.user)"
      guard let before = context.before, !author.office, !author.scopes.contains(.office),
        context.after.words(participants).contains(me), !before.words(participants).contains(me),
        before[owner].reference != author.user
      else { return nil }
      let user = try context.reader.record(SchemaTags.user, author.user)
      let own = user?.words(User.shape.territories) ?? []
      if let territory, let id = before[territory].reference, own.contains("\(id)") { return nil }
      if let account, let id = before[account].reference,
        let whole = try context.reader.record(Account.tag, id)
      {
        let shape = Account.shape
        let isOwn =
          whole[shape.owner].reference == author.user
          || whole.words(shape.participants).contains(me)
          || whole[shape.territory].reference.map { own.contains("\($0)") } == true
        if isOwn { return nil }
      }
      return context.requiring("assignment", participants)
    }
  }

  /// An amount has a currency; both are fields of one group.
  static func currency(_ currency: Field, of amount: Field) -> Invariant {
    { context in
      context.written(amount).contains { !$0[amount.tag].isNull && $0[currency.tag].isNull }
        ? context.breaks(.priceCurrency, currency) : nil
    }
  }
}

extension RecordEdit {
  /// A rep's new record gets its author as owner, and the first of their own territories.
  mutating func assign(
    owner: Field, territory: Field? = nil, in context: OperationContext
  ) throws {
    guard !context.author.office else { return }
    fill(owner, .reference(context.author.user))
    guard let territory else { return }
    let user = try context.reader.record(SchemaTags.user, context.author.user)
    let territories = (user?.words(User.shape.territories) ?? []).compactMap { RecordID(text: $0) }
    let own = territories.first { context.author.scopes.contains(.territory($0)) }
    if let own { fill(territory, .reference(own)) }
  }

  /// An amount without a currency is in rial.
  mutating func fillCurrency(_ currency: Field, of amount: Field, over before: RecordView?) {
    guard let value = values[amount.tag], !value.isNull, self.value(currency, over: before).isNull
    else { return }
    values[currency.tag] = .text(Currency.irr.code)
  }
}
