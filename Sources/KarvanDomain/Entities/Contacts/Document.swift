// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A paper that matters beyond one day, such as a contract or a proposal; each of its versions is a
/// file that is attached to it, and stays.
public struct Document: EntityType {
  /// The account that it is about.
  public let account = Field(3, .reference(4), "Account", "حساب")
  /// Kind.
  public let kind = Field(
    4,
    .choice([
      Choice("contract", "Contract", "قرارداد"), Choice("proposal", "Proposal", "پیشنهاد"),
      Choice("price_list", "Price list", "فهرست قیمت"),
      Choice("catalogue", "Catalogue", "کاتالوگ"),
      Choice("certificate", "Certificate", "گواهی"), Choice("licence", "Licence", "پروانه"),
      Choice("letter", "Letter", "نامه"), Choice("form", "Form", "فرم"),
      Choice("other", "Other", "دیگر"),
    ]), "Kind", "نوع", required: true)
  /// Title.
  public let title = Field(
    5, .text(maximum: 200), "Title", "عنوان", required: true, searched: true)
  /// The number that is written on it.
  public let reference = Field(
    6, .text(maximum: 100), "Reference", "شماره سند", searched: true, key: true)
  /// The first day on which it holds.
  public let validFrom = Field(7, .date, "Valid from", "معتبر از", group: "validity")
  /// The last day on which it holds.
  public let validUntil = Field(8, .date, "Valid until", "معتبر تا", group: "validity")
  /// The user who answers for it.
  public let owner = Field(9, .reference(SchemaTags.user), "Owner", "مسئول")
  /// Note.
  public let note = Field(10, .text(maximum: 4_000), "Note", "یادداشت", searched: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Document()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "document", tag: 64, "Document", "سند",
    groups: [GroupDeclaration("validity", rule: .lastWriter)], deletePolicy: .ask,
    scopes: [.parent(shape.account.tag), .user(shape.owner.tag)],
    title: [shape.title.tag],
    invariants: [Laws.period(from: shape.validFrom, to: shape.validUntil), answerable])

  /// Whoever files it answers for it, and hands that on: it stays in sight of who answers for it.
  /// Others do so who may give accounts to people.
  private static let answerable: Invariant = { context in
    let author = context.author
    let isOwn =
      (context.before.map { $0[shape.owner] } ?? .reference(author.user))
      == .reference(author.user)
    let others = context.written(shape.owner).contains {
      context.before.map { $0[shape.owner] } != $0[shape.owner.tag]
    }
    guard others, !isOwn, !author.may(.edit, Account.about.name, group: "assignment") else {
      return nil
    }
    return context.failure(.notGranted, shape.owner, ["\(Account.about.name).assignment:edit"])
  }
}

extension Document: PreparedEntity {
  /// Whoever files it answers for it.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.owner, .reference(context.author.user)) }
  }
}
