// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// What a declared field must be: so that its name means one field, and its values stay readable.
enum CustomFieldLaws {
  private static let shape = CustomField.shape

  /// In the order in which a person would look.
  static let all: [Invariant] = [
    atOffice, ofEntity, form, choices, target, search, alone,
  ]

  /// The office's own replica gives the numbers, so that none is given twice.
  private static let atOffice: Invariant = { context in
    let present = context.before?.state.versions.map(\.name) ?? []
    let isForeign = context.after.state.versions.contains { version in
      !present.contains(version.name) && !context.reader.isOffice(version.dot.replica)
    }
    guard context.author.office, context.office else { return context.failure(.notOffice, nil) }
    return isForeign ? context.breaks(.fieldAtOffice) : nil
  }

  private static let ofEntity: Invariant = { context in
    let name = context.after[shape.entity].text ?? ""
    let possible = CustomField.entities.compactMap { Catalog.type(of: $0)?.about.name }
    return possible.contains(name) ? nil : context.breaks(.fieldEntity, shape.entity, possible)
  }

  private static let form: Invariant = { context in
    let key = context.after[shape.key].text ?? ""
    guard isKey(key) else { return context.breaks(.fieldKey, shape.key) }
    for field in [shape.label, shape.labelFa] {
      let text = context.after[field].text ?? ""
      guard isLabel(text) else { return context.breaks(.fieldLabel, field) }
    }
    guard let kind = kind(of: context.after) else { return nil }
    let rule = context.after[shape.rule].text ?? ""
    return kind.rules.contains(rule) ? nil : context.breaks(.fieldRule, shape.rule, kind.rules)
  }

  /// A choice has choices, each with a name of its own; none that was there goes.
  private static let choices: Invariant = { context in
    let text = context.after[shape.choices].text ?? ""
    let all = DeclaredField.choices(in: text)
    guard kind(of: context.after) == .choice else {
      return text.isEmpty ? nil : context.breaks(.fieldChoices, shape.choices)
    }
    guard (1...DeclaredField.choiceLimit).contains(all.count),
      DeclaredField.text(of: all) == text
    else { return context.breaks(.fieldChoices, shape.choices) }
    var names: [String] = []
    for choice in all {
      let own = Set([choice.code, choice.label.english, choice.label.persian].map(folded))
      guard isCode(choice.code), isLabel(choice.label.english), isLabel(choice.label.persian),
        !names.contains(where: own.contains)
      else { return context.breaks(.fieldChoice, shape.choices, [choice.code]) }
      names += own
    }
    let before = DeclaredField.choices(in: context.before?[shape.choices].text ?? "")
    let lost = before.first { old in !all.contains { $0.code == old.code } }
    return lost.map { context.breaks(.fieldChoiceKept, shape.choices, [$0.code]) }
  }

  /// A reference says to what, and nothing else does.
  private static let target: Invariant = { context in
    let name = context.after[shape.target].text
    guard kind(of: context.after) == .reference else {
      return name == nil ? nil : context.breaks(.fieldTarget, shape.target, targets)
    }
    return targets.contains(name ?? "") ? nil : context.breaks(.fieldTarget, shape.target, targets)
  }

  private static let targets = CustomField.targets.compactMap { Catalog.type(of: $0)?.about.name }

  private static let search: Invariant = { context in
    let isRefused =
      context.after[shape.searched] == .truth(true)
      && kind(of: context.after)?.isSearchable == false
    return isRefused ? context.breaks(.fieldSearch, shape.searched) : nil
  }

  /// Its number is its own, and whatever a person types for it names no other field.
  private static let alone: Invariant = { context in
    let name = context.after[shape.entity].text ?? ""
    let others = try context.reader.records(
      CustomField.tag, where: shape.entity.tag, is: .text(name)
    ).filter { $0.id != context.after.id }
    if context.before == nil && others.count >= DeclaredField.limit {
      return context.breaks(.fieldLimit, shape.entity, ["\(DeclaredField.limit)"])
    }
    if others.contains(where: { $0[shape.fieldTag] == context.after[shape.fieldTag] }) {
      return context.breaks(.fieldNumber, shape.fieldTag)
    }
    let entity = try Catalog.schema().declaring(others.compactMap { DeclaredField($0) })[name]
    for field in [shape.key, shape.label, shape.labelFa] {
      let text = context.after[field].text ?? ""
      if let taken = entity?.name(taking: text) {
        return context.breaks(.fieldName, field, [taken])
      }
    }
    return nil
  }

  private static func kind(of view: RecordView) -> DeclaredField.Kind? {
    view[shape.kind].text.flatMap { DeclaredField.Kind(rawValue: $0) }
  }

  // MARK: The form of names.

  /// Lower-case letters, digits and single underscores between them, the first a letter.
  static func isKey(_ text: String) -> Bool {
    let words = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    return text.utf8.count <= DeclaredField.keyBytes && text.utf8.first.map(isLetter) == true
      && words.allSatisfy { word in
        !word.isEmpty && word.allSatisfy { isLetter($0) || isDigit($0) }
      }
  }

  private static func isCode(_ text: String) -> Bool {
    (1...DeclaredField.keyBytes).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A label has a letter or digit, is one line, and has nothing around it nor what commands read as
  /// the end of a name, or as what is to be done with the field (`label+=`, `--sort -label`).
  private static func isLabel(_ text: String) -> Bool {
    (1...DeclaredField.labelBytes).contains(text.utf8.count) && !folded(text).isEmpty
      && TextTrimming.trim(text) == text && !text.hasPrefix("-")
      && !text.hasSuffix("+") && !text.hasSuffix("-")
      && !text.unicodeScalars.contains {
        $0.value < 0x20 || $0.value == 0x7F || "=<>!~,،;؛".unicodeScalars.contains($0)
      }
  }

  /// What two names have in common that a person takes for the same.
  static func folded(_ text: String) -> String { SearchKey.words(text).joined() }
}

extension Entity {
  /// The names that commands and files give to what is no field.
  private static let reserved =
    [
      "id", "entity", "life", "pending", "conflicts", "deleted", "values", "state",
    ] + RejectFile.reportColumns

  /// The name that a text would be taken for; nil where it is free.
  fileprivate func name(taking text: String) -> String? {
    let wanted = CustomFieldLaws.folded(text)
    func isTaken(_ name: String) -> Bool { CustomFieldLaws.folded(name) == wanted }
    return Self.reserved.first(where: isTaken) ?? groups.map(\.name).first(where: isTaken)
      ?? fields.first {
        isTaken($0.name) || isTaken($0.label.english) || isTaken($0.label.persian)
      }?.name
  }
}
