// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Failures in the words of people: what was wrong, where, and what to do.
public enum FailureText {
  /// One or two sentences; the entity and field are named by their labels.
  public static func say(
    _ failure: Failure, schema: Schema, language: TextLanguage
  ) -> String {
    let said = Said(failure, schema: schema, language: language)
    let subject = said.subject
    let sentence =
      switch language {
      case .english: english(said)
      case .persian: persian(said)
      }
    return subject.isEmpty ? sentence : "\(subject): \(sentence)"
  }

  /// One sentence; the English one is the error's own.
  public static func say(_ error: DomainError, language: TextLanguage) -> String {
    switch language {
    case .english: error.message
    case .persian: error.code.persian
    }
  }
}

/// A failure with what it names looked up in the schema.
struct Said {
  let failure: Failure
  let language: TextLanguage
  let entity: Entity?
  let field: Field?
  private let schema: Schema

  init(_ failure: Failure, schema: Schema, language: TextLanguage) {
    self.failure = failure
    self.language = language
    self.schema = schema
    let entity = failure.entity.flatMap { schema[$0] }
    self.entity = entity
    // A failure may name a group: its first field then speaks for it.
    field = failure.field.flatMap { name in
      entity?.field(named: name)
        ?? entity?.group(named: name).flatMap { $0.fields.first }.flatMap { entity?.field($0) }
    }
  }

  /// The entity and the field, as far as they are known.
  var subject: String {
    [entityName, fieldName].compactMap { $0 }
      .joined(separator: language == .persian ? "، " : ", ")
  }

  /// An argument of the failure; empty when it has fewer.
  subscript(index: Int) -> String {
    failure.arguments.indices.contains(index) ? failure.arguments[index] : ""
  }

  /// The arguments from an index on, as a list; choices by their labels.
  func list(from index: Int) -> String {
    failure.arguments.dropFirst(index).map(value)
      .joined(separator: language == .persian ? "، " : ", ")
  }

  /// The arguments from an index on, as a list; fields of the entity by their labels.
  func names(from index: Int) -> String {
    failure.arguments.dropFirst(index)
      .map { entity?.field(named: $0)?.label.text(in: language) ?? $0 }
      .joined(separator: language == .persian ? "، " : ", ")
  }

  /// A code of the field's choices by its label; anything else as it is.
  func value(_ code: String) -> String {
    guard let field, case .choice = field.kind else {
      return state(code) ?? code
    }
    return FieldText.choice(code, field: field, language: language)
  }

  /// A state by its label, of the entity's machine or of that of a record which it refers to.
  private func state(_ code: String) -> String? {
    guard let entity else { return nil }
    let wholes = entity.fields.compactMap { field -> Entity? in
      if case .reference(let tag) = field.kind { schema[tag] } else { nil }
    }
    for entity in [entity] + wholes {
      for tag in entity.groups.compactMap(\.declaredRule.ranking?.field) {
        guard let field = entity.field(tag) else { continue }
        let text = FieldText.choice(code, field: field, language: language)
        if text != code { return text }
      }
    }
    return nil
  }

  private var entityName: String? {
    entity?.about.label.text(in: language) ?? failure.entity
  }

  private var fieldName: String? { field?.label.text(in: language) ?? failure.field }
}
