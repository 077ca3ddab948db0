// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The first commit of a workspace: its roles, its first administrator, a territory and a pipeline.
public struct WorkspaceSeed: Sendable {
  /// What to commit, with office authority, as ``author``.
  public let draft: OperationDraft
  /// The first administrator's record.
  public let administrator: RecordID
  /// Whoever commits the draft: the administrator whom it creates.
  public let author: Author
  /// The role of each code of ``DefaultRoles``.
  public let roles: [String: RecordID]
  /// The territory that everything can start in.
  public let territory: RecordID

  /// How the first administrator and the territory are called.
  public struct Names: Hashable, Sendable {
    /// The administrator's name.
    public let administrator: String
    /// The administrator's login.
    public let login: String
    /// The territory's name.
    public let territory: String
    /// The language of the pipeline that it starts with.
    public let language: TextLanguage

    /// Gathers names.
    public init(
      administrator: String, login: String, territory: String,
      language: TextLanguage = .english
    ) {
      self.administrator = administrator
      self.login = login
      self.territory = territory
      self.language = language
    }
  }

  /// Drafts the commit.
  ///
  /// - Parameters:
  ///   - names: How the administrator and the territory are called.
  ///   - schema: The schema of the catalog.
  ///   - drafter: The drafter of the replica that commits.
  ///   - now: The wall clock, in milliseconds since 1970.
  ///   - makeID: Makes a new record identifier.
  /// - Throws: A `Failure` when the login or a name is not allowed.
  public static func make(
    _ names: Names, schema: Schema, drafter: Drafter, now: Int64, makeID: () -> RecordID
  ) throws(Failure) -> WorkspaceSeed {
    guard User.isLogin(names.login) else {
      throw Failure(
        .invariant, entity: "user", field: "login",
        [DomainLaw.loginForm.rawValue, names.login])
    }
    let administrator = makeID()
    let territory = makeID()
    let created: [FieldTag: Value] = [
      CreationFields.at.tag: .integer(now), CreationFields.by.tag: .reference(administrator),
    ]
    var changes: [RecordChange] = []
    func create(_ entity: EntityTag, _ id: RecordID, _ edit: RecordEdit) throws(Failure) {
      guard let entity = schema[entity] else { throw Failure(.unknownEntity, ["\(entity)"]) }
      var edit = edit
      edit.values.merge(created) { $1 }
      changes.append(drafter.create(entity, id, edit))
    }
    try create(
      Territory.tag, territory,
      RecordEdit(values: [Territory.shape.name.tag: .text(names.territory)]))
    var roles: [String: RecordID] = [:]
    for role in DefaultRoles.all {
      let id = makeID()
      roles[role.code] = id
      try create(Role.tag, id, role.edit)
    }
    let role = roles[DefaultRoles.administrator.code].map { Value.reference($0) } ?? .null
    let shape = User.shape
    try create(
      User.tag, administrator,
      RecordEdit(
        values: [
          shape.name.tag: .text(names.administrator), shape.login.tag: .text(names.login),
          shape.role.tag: role,
        ],
        adds: [shape.territories.tag: ["\(territory)"]]))
    let pipeline = makeID()
    let main = RecordEdit(values: [
      Pipeline.shape.name.tag: .text(StarterPipeline.name(in: names.language)),
      Pipeline.shape.main.tag: .truth(true),
    ])
    try create(Pipeline.tag, pipeline, main)
    for (index, stage) in StarterPipeline.stages(in: names.language).enumerated() {
      try create(Stage.tag, makeID(), stage.edit(of: pipeline, position: index + 1))
    }
    return WorkspaceSeed(
      draft: OperationDraft("workspace create", changes), administrator: administrator,
      author: author(administrator, territory), roles: roles, territory: territory)
  }

  private static func author(_ administrator: RecordID, _ territory: RecordID) -> Author {
    Author(
      user: administrator, isActive: true, office: true,
      grants: Set(DefaultRoles.administrator.grants),
      scopes: [.everyone, .office, .user(administrator), .territory(territory)])
  }
}
