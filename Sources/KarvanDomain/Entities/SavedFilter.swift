// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A list that somebody looks at often: conditions, order and columns under a name.
public struct SavedFilter: EntityType {
  /// Name.
  public let name = Field(
    3, .text(maximum: 60), "Name", "نام", required: true, searched: true, key: true)
  /// The name of the entity that is listed.
  public let entity = Field(
    4, .text(maximum: 60), "Kind of record", "نوع رکورد", group: "query", required: true)
  /// The conditions as they were typed, one a line; names of records are looked up at each use.
  public let conditions = Field(
    5, .text(maximum: 4_000), "Conditions", "شرط‌ها", group: "query")
  /// The fields that it is sorted by, as they were typed, separated by commas.
  public let sort = Field(6, .text(maximum: 400), "Order", "ترتیب", group: "query")
  /// The fields that are shown, as they were typed, separated by commas.
  public let fields = Field(7, .text(maximum: 1_000), "Columns", "ستون‌ها", group: "query")
  /// Who keeps it.
  public let owner = Field(
    8, .reference(SchemaTags.user), "Owner", "مسئول", rule: .firstWriter)
  /// The identifiers of further users who have it.
  public let participants = Field(9, .words, "Participants", "مشارکت‌کنندگان")
  /// The territory whose reps have it, too.
  public let territory = Field(
    10, .reference(SchemaTags.territory), "Territory", "قلمرو")

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = SavedFilter()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "saved_filter", tag: 20, "Saved filter", "پالایه ذخیره‌شده",
    groups: [GroupDeclaration("query", rule: .lastWriter)], deletePolicy: .deleteWins,
    scopes: [
      .user(shape.owner.tag), .users(shape.participants.tag), .territory(shape.territory.tag),
    ],
    editors: .creator, title: [shape.name.tag],
    invariants: [Laws.names(SchemaTags.user, in: shape.participants)])
}

extension SavedFilter: PreparedEntity {
  /// Whoever saves it keeps it.
  public static func prepare(
    _ edit: inout RecordEdit, before: RecordView?, in context: OperationContext
  ) throws {
    if before == nil { edit.fill(shape.owner, .reference(context.author.user)) }
  }
}
