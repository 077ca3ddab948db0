// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// The fields by which something that is done or said names what it is about, other than an account.
struct ActivitySubject {
  var contact: Field?
  var lead: Field?
  var opportunity: Field?
  var order: Field?

  /// Each field with the entity that it names, and that entity's account.
  fileprivate var ways: [(field: Field, entity: EntityTag, account: Field)] {
    let ways: [(field: Field?, entity: EntityTag, account: Field)] = [
      (opportunity, Opportunity.tag, Opportunity.shape.account),
      (contact, Contact.tag, Contact.shape.account),
      (order, Order.tag, Order.shape.account),
      (lead, Lead.tag, Lead.shape.convertedAccount),
    ]
    return ways.compactMap { way in way.field.map { ($0, way.entity, way.account) } }
  }
}

extension RecordEdit {
  /// Names the account of what something is about, where nobody named one: a deal's, a person's, an
  /// order's, or the one that a lead became.
  mutating func fillAccount(
    _ account: Field, from subject: ActivitySubject, in context: OperationContext
  ) throws {
    for way in subject.ways where values[account.tag] == nil {
      guard let id = values[way.field.tag]?.reference,
        let named = try context.reader.record(way.entity, id)?[way.account], !named.isNull
      else { continue }
      values[account.tag] = named
    }
  }
}
