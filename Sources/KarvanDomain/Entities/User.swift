// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A person who works in the workspace.
public struct User: EntityType {
  /// Name.
  public let name = Field(3, .text(maximum: 200), "Name", "نام", required: true, searched: true)
  /// What the person is called in commands; set once.
  public let login = Field(
    4, .text(maximum: 60), "Login", "نام کاربری", rule: .firstWriter, required: true,
    searched: true, key: true)
  /// What the person may do.
  public let role = Field(
    5, .reference(SchemaTags.role), "Role", "نقش", rule: .authority, required: true,
    guarded: true)
  /// The identifiers of the territories whose records the person holds.
  public let territories = Field(6, .words, "Territories", "قلمروها", guarded: true)
  /// Whether the person may work at all.
  public let active = Field(
    7, .truth, "Active", "فعال", rule: .authority, guarded: true, initial: .truth(true))
  /// Language.
  public let language = Field(8, Choices.language, "Language", "زبان")
  /// The person's number within the company's telephone exchange.
  public let phoneExtension = Field(
    9, .text(maximum: 20), "Phone extension", "شماره داخلی", key: true, numeral: true)

  /// Makes the declaration.
  public init() {}
  /// The declaration, for reading tags.
  public static let shape = User()

  /// The entity as a whole.
  public static let about = EntityAbout(
    "user", tag: SchemaTags.user, "User", "کاربر",
    // Histories name users for ever: one who left is not active any more.
    deletable: false, scopes: [.everyone, .itself], title: [shape.name.tag],
    invariants: [
      login, fewTerritories, Laws.names(SchemaTags.territory, in: shape.territories),
      AccessLaws.userKeepsRight,
    ])

  /// The most territories of one user: each is a scope that a device keeps apart.
  public static let mostTerritories = 50

  private static let fewTerritories: Invariant = { context in
    context.after.words(shape.territories).count <= mostTerritories
      ? nil : Failure(.tooLarge, field: "territories", ["\(mostTerritories)"])
  }

  private static let login: Invariant = { context in
    for text in context.written(shape.login).compactMap({ $0[shape.login.tag].text })
    where !isLogin(text) {
      return context.breaks(.loginForm, shape.login, [text])
    }
    return nil
  }

  /// Whether a text can be a login: it is typed in commands and named in logs.
  public static func isLogin(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }
}
