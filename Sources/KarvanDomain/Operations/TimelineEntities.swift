// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Lead: TimelineEntity {
  /// Its own, and that of the customer whom it became, by what that says.
  public static var histories: [HistoryPath] { [HistoryPath(shape.convertedAccount)] }
  /// When it came.
  public static var moment: Field { CreationFields.at }
  /// Who came, how, and what for.
  public static var gist: [Field] { [shape.name, shape.organisation, shape.source, shape.need] }
}

extension Opportunity: TimelineEntity {
  /// Whose deal it is.
  public static var histories: [HistoryPath] { [HistoryPath(shape.account)] }
  /// When it began.
  public static var moment: Field { CreationFields.at }
  /// What it is about.
  public static var gist: [Field] { [shape.name, shape.source, shape.need] }
}

extension StageChange: TimelineEntity {
  /// The deal that moved, and its account.
  public static var histories: [HistoryPath] {
    [
      HistoryPath(shape.opportunity),
      HistoryPath(shape.opportunity, by: Opportunity.shape.account),
    ]
  }
  /// When it moved.
  public static var moment: Field { CreationFields.at }
  /// Where to.
  public static var gist: [Field] { [shape.toStage, shape.toStatus, shape.lostReason] }
}

extension Visit: TimelineEntity {
  /// The account that was visited, and the deal that it was about.
  public static var histories: [HistoryPath] {
    [HistoryPath(shape.account), HistoryPath(shape.opportunity)]
  }
  /// Check-in.
  public static var moment: Field { shape.checkInAt }
  /// What came of it.
  public static var gist: [Field] { [shape.outcome, shape.noOrderReason, shape.note] }
}

extension Interaction: TimelineEntity {
  /// With whom it was.
  public static var histories: [HistoryPath] {
    [
      HistoryPath(shape.account), HistoryPath(shape.lead), HistoryPath(shape.opportunity),
      HistoryPath(shape.opportunity, by: Opportunity.shape.account),
    ]
  }
  /// When it was.
  public static var moment: Field { shape.at }
  /// What was said.
  public static var gist: [Field] {
    [shape.channel, shape.direction, shape.subject, shape.summary, shape.outcome]
  }
}

extension Call: TimelineEntity {
  /// The other side.
  public static var histories: [HistoryPath] {
    [
      HistoryPath(shape.account), HistoryPath(shape.lead), HistoryPath(shape.opportunity),
      HistoryPath(shape.opportunity, by: Opportunity.shape.account),
    ]
  }
  /// When it began.
  public static var moment: Field { shape.start }
  /// Who called whom, and what came of it.
  public static var gist: [Field] {
    [shape.direction, shape.disposition, shape.caller, shape.callee]
  }
}

extension ToDo: TimelineEntity {
  /// What it was about.
  public static var histories: [HistoryPath] {
    [
      HistoryPath(shape.account), HistoryPath(shape.lead), HistoryPath(shape.opportunity),
      HistoryPath(shape.opportunity, by: Opportunity.shape.account),
    ]
  }
  /// When it was done.
  public static var moment: Field { shape.doneAt }
  /// What was done.
  public static var gist: [Field] { [shape.subject, shape.note] }
}

extension FormResponse: TimelineEntity {
  /// Who was asked.
  public static var histories: [HistoryPath] { [HistoryPath(shape.account)] }
  /// When it was answered.
  public static var moment: Field { shape.answeredAt }
  /// Which form.
  public static var gist: [Field] { [shape.form, shape.note] }
}

extension Document: TimelineEntity {
  /// What it is about.
  public static var histories: [HistoryPath] { [HistoryPath(shape.account)] }
  /// When it was filed.
  public static var moment: Field { CreationFields.at }
  /// What it is.
  public static var gist: [Field] { [shape.kind, shape.title] }
}

extension Contract: TimelineEntity {
  /// With whom it is, and the deal that it came from.
  public static var histories: [HistoryPath] {
    [HistoryPath(shape.account), HistoryPath(shape.opportunity)]
  }
  /// When it was written.
  public static var moment: Field { CreationFields.at }
  /// What it is, and how it stands.
  public static var gist: [Field] { [shape.number, shape.title, shape.status] }
}

extension Attachment: TimelineEntity {
  /// What it belongs to, and whose that is: a photo of a visit is one of the account.
  public static var histories: [HistoryPath] {
    [
      HistoryPath(shape.account), HistoryPath(shape.lead), HistoryPath(shape.opportunity),
      HistoryPath(shape.contact, by: Contact.shape.account),
      HistoryPath(shape.visit, by: Visit.shape.account),
      HistoryPath(shape.order, by: Order.shape.account),
      HistoryPath(shape.document, by: Document.shape.account),
      HistoryPath(shape.opportunity, by: Opportunity.shape.account),
      HistoryPath(shape.contract, by: Contract.shape.account),
      HistoryPath(shape.quote, by: Quote.shape.account),
      HistoryPath(shape.invoice, by: Invoice.shape.account),
      HistoryPath(shape.payment, by: Payment.shape.account),
      HistoryPath(shape.delivery, by: Delivery.shape.account),
      HistoryPath(shape.visit, by: Visit.shape.opportunity),
      HistoryPath(shape.quote, by: Quote.shape.opportunity),
    ]
  }
  /// When it was attached.
  public static var moment: Field { CreationFields.at }
  /// What it is called.
  public static var gist: [Field] { [shape.name, shape.note] }
}
