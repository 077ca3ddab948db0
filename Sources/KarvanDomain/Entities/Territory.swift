// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A part of the market whose accounts are served together.
public struct Territory: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 100), "Name", "نام", required: true, searched: true)
  /// Code.
  public let code = Field(4, .text(maximum: 40), "Code", "کد", rule: .authority, searched: true)
  /// The countries that imports assign to it, as they are named in the files.
  public let countries = Field(5, .words, "Countries", "کشورها")
  /// The territory that it is inside of.
  public let parent = Field(
    6, .reference(SchemaTags.territory), "Parent territory", "قلمرو بالادست", rule: .authority)

  /// The cities whose accounts belong to it, in any script.
  public let cities = Field(7, .words, "Cities", "شهرها")
  /// The provinces whose accounts belong to it.
  public let provinces = Field(8, .words, "Provinces", "استان‌ها")
  /// The corners of the area whose accounts belong to it; see ``Boundary``.
  public let boundary = Field(
    9, .text(maximum: 8_000), "Boundary", "مرز", rule: .authority)
  /// The only kinds of customers that belong to it.
  public let accountKinds = Field(10, .words, "Only kinds", "تنها نوع‌ها")
  /// The only industries that belong to it.
  public let industries = Field(11, .words, "Only industries", "تنها صنعت‌ها")
  /// The identifiers of the only customer groups that belong to it.
  public let customerGroups = Field(12, .words, "Only customer groups", "تنها گروه‌های مشتری")
  /// Of territories that fit as well, the one of the highest is taken.
  public let priority = Field(
    13, .integer(0...1_000), "Priority", "اولویت", rule: .authority, initial: .integer(0))

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = Territory()
  /// How deep territories may be nested.
  public static let maximumDepth = 20

  /// The entity as a whole.
  public static let about = EntityAbout(
    "territory", tag: SchemaTags.territory, "Territory", "قلمرو",
    scopes: [.everyone, .itself], title: [shape.name.tag],
    invariants: [
      acyclic, AccessLaws.territoryInUse, area,
      Laws.names(CustomerGroup.tag, in: shape.customerGroups),
    ])

  private static let area: Invariant = { context in
    context.written(shape.boundary).allSatisfy { version in
      version[shape.boundary.tag].text.map { $0.isEmpty || Boundary($0) != nil } ?? true
    } ? nil : context.failure(.malformed, shape.boundary)
  }

  private static let acyclic: Invariant = { context in
    guard !context.written(shape.parent).isEmpty else { return nil }
    var parent = context.after[shape.parent].reference
    for _ in 0..<maximumDepth {
      guard let id = parent else { return nil }
      if id == context.after.id { break }
      parent = try context.reader.record(SchemaTags.territory, id)?[shape.parent].reference
    }
    return context.breaks(.territoryCycle, shape.parent)
  }
}
