// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A file that belongs to another record: a photo, a signed document, a price list.
///
/// The record names its content by an address that follows from every byte of it; the bytes
/// themselves travel and are kept apart, so that no commit ever waits for them.
public struct Attachment: PartEntity {
  /// The account that it belongs to; it belongs to exactly one record.
  public let account = Field(3, .reference(4), "Account", "حساب", group: "whole")
  /// The contact that it belongs to.
  public let contact = Field(4, .reference(5), "Contact", "رابط", group: "whole")
  /// The visit that it belongs to.
  public let visit = Field(5, .reference(9), "Visit", "ویزیت", group: "whole")
  /// The order that it belongs to.
  public let order = Field(6, .reference(10), "Order", "سفارش", group: "whole")
  /// The document of which it is a version.
  public let document = Field(12, .reference(64), "Document", "سند", group: "whole")
  /// The product that it shows.
  public let product = Field(13, .reference(8), "Product", "کالا", group: "whole")
  /// What people call it: at first the name of the file.
  public let name = Field(
    7, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// Note.
  public let note = Field(8, .text(maximum: 1_000), "Note", "یادداشت", searched: true)
  /// What the content's first bytes say that it is, never what its name says.
  public let mediaType = Field(
    9, .text(maximum: 100), "Type", "نوع", group: "file", required: true)
  /// How many bytes it has.
  public let size = Field(
    10, .integer(1...AttachmentLimits.bytes), "Size (bytes)", "اندازه (بایت)", group: "file",
    required: true)
  /// The address of the content (P-090), in hexadecimal.
  public let content = Field(
    11, .text(maximum: 64), "Content", "محتوا", group: "file", required: true, key: true)
  /// The lead that it belongs to.
  public let lead = Field(14, .reference(23), "Lead", "سرنخ", group: "whole")
  /// The opportunity that it belongs to.
  public let opportunity = Field(15, .reference(26), "Opportunity", "فرصت فروش", group: "whole")
  /// The contract that it belongs to.
  public let contract = Field(16, .reference(38), "Contract", "قرارداد", group: "whole")

  /// The quote that it belongs to.
  public let quote = Field(17, .reference(30), "Quote", "پیش‌فاکتور", group: "whole")
  /// The invoice that it belongs to.
  public let invoice = Field(18, .reference(32), "Invoice", "فاکتور", group: "whole")
  /// The payment that it belongs to, such as a photo of the cheque.
  public let payment = Field(19, .reference(34), "Payment", "پرداخت", group: "whole")
  /// The delivery that it belongs to, such as a signed slip.
  public let delivery = Field(20, .reference(36), "Delivery", "تحویل", group: "whole")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Attachment()
  /// Most often it goes with an account.
  public static let whole: EntityTag = 4
  /// The account that it goes with.
  public static var wholeField: FieldTag { shape.account.tag }
  /// Or with one of the others.
  public static var furtherWholes: [(whole: EntityTag, field: FieldTag)] {
    wholes.dropFirst().compactMap { field in
      if case .reference(let whole) = field.kind { (whole, field.tag) } else { nil }
    }
  }

  /// The fields that say what it belongs to.
  public static var wholes: [Field] {
    [
      shape.account, shape.contact, shape.visit, shape.order, shape.document, shape.product,
      shape.lead, shape.opportunity, shape.contract, shape.quote, shape.invoice, shape.payment,
      shape.delivery,
    ]
  }

  /// The entity as a whole.
  public static let about = EntityAbout(
    "attachment", tag: 22, "Attachment", "پیوست",
    groups: [
      GroupDeclaration("whole", rule: .firstWriter), GroupDeclaration("file", rule: .firstWriter),
    ],
    deletePolicy: .deleteWins, scopes: wholes.map { .parent($0.tag) }, editors: .creator,
    title: [shape.name.tag],
    // What it is and what it belongs to are said once: another content is another attachment.
    invariants: [oneWhole, Laws.fixed([shape.account, shape.content]), address])
}

/// What bounds a file that is attached.
public enum AttachmentLimits {
  /// The most bytes that any workspace allows; an office may allow fewer.
  public static let bytes: Int64 = 64 << 20
}

extension Attachment {
  private static let oneWhole: Invariant = { context in
    for version in context.written(shape.account) {
      let named = wholes.filter { !version[$0.tag].isNull }
      if named.count != 1 { return context.breaks(.attachmentWhole, shape.account) }
    }
    return context.before == nil && context.written(shape.account).isEmpty
      ? context.breaks(.attachmentWhole, shape.account) : nil
  }

  private static let address: Invariant = { context in
    for text in context.written(shape.content).compactMap({ $0[shape.content.tag].text }) {
      let isAddress =
        text.utf8.count == 64
        && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
      if !isAddress { return context.breaks(.attachmentContent, shape.content) }
    }
    return nil
  }
}

extension Attachment: ListedEntity {
  /// What a list of them shows.
  public static var listed: [Field] {
    [shape.name, shape.mediaType, shape.size, shape.account, shape.visit, shape.order, shape.note]
  }
}
