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
    invariants: [acyclic, AccessLaws.territoryInUse])

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
