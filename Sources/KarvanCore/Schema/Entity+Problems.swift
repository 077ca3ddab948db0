// SPDX-License-Identifier: Apache-2.0

extension Entity {
  /// The first mistake of the declaration, in the order in which a reader would look for it.
  func problem(_ declarations: [GroupDeclaration]) -> String? {
    repeatedTag ?? repeatedName ?? declarations.lazy.compactMap(problem(of:)).first
      ?? repeatedGroup(declarations) ?? groups.lazy.compactMap(problem(of:)).first ?? unknownTag
  }

  private var repeatedTag: String? {
    zip(fields, fields.dropFirst()).first { $0.tag == $1.tag }
      .map { "tag \($0.0.tag) is used twice" }
  }

  private var repeatedName: String? {
    var names: Set<String> = []
    return fields.first { !names.insert($0.name).inserted }.map {
      "field \($0.name) is named twice"
    }
  }

  private func problem(of declaration: GroupDeclaration) -> String? {
    guard groups.contains(where: { $0.name == declaration.name }) else {
      return "group \(declaration.name) has no field"
    }
    return nil
  }

  private func repeatedGroup(_ declarations: [GroupDeclaration]) -> String? {
    var names: Set<String> = []
    if let twice = declarations.first(where: { !names.insert($0.name).inserted }) {
      return "group \(twice.name) is declared twice"
    }
    let lone = fields.first { $0.group == nil && names.contains($0.name) }
    return lone.map { "group \($0.name) has the name of a field outside of it" }
  }

  private func problem(of group: FieldGroup) -> String? {
    if group.fields.count > ByteReader.fieldLimit {
      return "group \(group.name) has more than \(ByteReader.fieldLimit) fields"
    }
    if group.tag == FieldGroup.life { return "\(group.name): tag 0 stands for the record's life" }
    let members = group.fields.compactMap { field($0) }
    // A set is a group of its own, as its elements are versioned one by one.
    let isSet = members.contains { $0.kind == .words }
    if isSet != group.rule.isSet || (isSet && members.contains { $0.group != nil }) {
      return "\(group.name): only text sets use addWins"
    }
    if let ranking = group.rule.ranking, !group.fields.contains(ranking.field) {
      return "\(group.name): the rule ranks field \(ranking.field), which is not in it"
    }
    return nil
  }

  private var unknownTag: String? {
    let scoped = about.scopes.compactMap { source -> FieldTag? in
      switch source {
      case .everyone, .itself: nil
      case .territory(let tag), .user(let tag), .users(let tag), .parent(let tag): tag
      }
    }
    let named =
      about.title + scoped + [about.number].compactMap { $0 }
      + about.claims.compactMap(\.subject)
    return named.first { field($0) == nil }.map { "there is no field \($0)" }
  }
}
