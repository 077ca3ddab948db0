// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The one place that lists the entities of the product.
///
/// A new entity is a file of its own and a line here; storage, wire, commands, validation,
/// permissions and files follow from it.
public enum Catalog {
  /// Grows with every change of an entity.
  public static let version: UInt32 = 8

  /// The entities, in order of their tags.
  public static let entities: [any EntityType.Type] = [
    User.self,
    Role.self,
    Territory.self,
    Account.self,
    Contact.self,
    ContactPoint.self,
    Address.self,
    Product.self,
    Visit.self,
    Order.self,
    OrderLine.self,
    ReviewItem.self,
    Device.self,
    RuleOverride.self,
    Allocation.self,
    AllocationEntry.self,
    NumberLease.self,
    AllocationPool.self,
    CustomField.self,
    SavedFilter.self,
    Attachment.self,
    Lead.self,
    Pipeline.self,
    Stage.self,
    Opportunity.self,
    OpportunityLine.self,
    StageChange.self,
    Competitor.self,
    Quote.self,
    QuoteLine.self,
    Invoice.self,
    InvoiceLine.self,
    Payment.self,
    PaymentAllocation.self,
    Delivery.self,
    DeliveryLine.self,
    Contract.self,
    Target.self,
    CustomerGroup.self,
    ProductUnit.self,
    PriceList.self,
    PriceRule.self,
    Promotion.self,
    PromotionTier.self,
    ExchangeRate.self,
    DiscountPolicy.self,
    StockLocation.self,
    StockMove.self,
    StockCount.self,
    StockCountLine.self,
    JourneyPlan.self,
    JourneyStop.self,
    Workday.self,
    Form.self,
    FormQuestion.self,
    FormResponse.self,
    FormAnswer.self,
    Interaction.self,
    Call.self,
    ToDo.self,
    Occasion.self,
    MustSell.self,
    Document.self,
    Relation.self,
    ContactRole.self,
    Absence.self,
    CallLeg.self,
    Campaign.self,
    TermsRule.self,
    TermsGrant.self,
    Company.self,
    CashHandIn.self,
    ChequeMove.self,
    CampaignCost.self,
    WorkRule.self,
  ]

  /// All entities with the laws that hold for every one of them.
  public static func schema() throws(SchemaError) -> Schema { try reflected.get() }

  /// Reflected once: it is the same for as long as a program runs.
  private static let reflected = Result { () throws(SchemaError) in try reflect() }

  private static func reflect() throws(SchemaError) -> Schema {
    var reflected: [Entity] = []
    for type in entities {
      let entity = try Entity(type)
      let declared = entity.fields.filter {
        !entity.about.recordsCreation || $0.tag > CreationFields.by.tag
      }
      reflected.append(
        try Entity(about: entity.about.with(Laws.everywhere), fields: declared))
    }
    return try Schema(version: version, reflected)
  }

  /// The declaration of an entity; nil for a tag that is not in the catalog.
  public static func type(of entity: EntityTag) -> (any EntityType.Type)? { byTag[entity] }

  /// The entities whose records are parts of a record of this one, with the field that says so.
  public static func parts(of entity: EntityTag) -> [(entity: EntityTag, field: FieldTag)] {
    parts.filter { $0.whole == entity }.map { ($0.entity, $0.field) }
  }

  private static let byTag: [EntityTag: any EntityType.Type] = Dictionary(
    entities.map { ($0.tag, $0) }, uniquingKeysWith: { first, _ in first })

  private static let parts: [(whole: EntityTag, entity: EntityTag, field: FieldTag)] =
    entities.flatMap { type -> [(EntityTag, EntityTag, FieldTag)] in
      guard let part = type as? any PartEntity.Type else { return [] }
      let wholes = [(whole: part.whole, field: part.wholeField)] + part.furtherWholes
      return wholes.map { ($0.whole, part.tag, $0.field) }
    }
}

extension EntityAbout {
  /// The same entity under further laws, which are checked before its own.
  fileprivate func with(_ laws: [Invariant]) -> EntityAbout {
    EntityAbout(
      name, tag: tag, label.english, label.persian, groups: groups, deletePolicy: deletePolicy,
      deletable: isDeletable, scopes: scopes, editors: editors, recordsCreation: recordsCreation,
      title: title, number: number, claims: claims, names: names, held: held,
      invariants: laws + invariants)
  }
}
