// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// The name by which people know a record, with choices by their labels.
enum RecordTitle {
  static func text(_ view: RecordView, _ words: Words) -> String {
    let options = FieldTextOptions(language: words.language)
    let parts = view.entity.about.title.compactMap { tag -> String? in
      guard let field = view.entity.field(tag), !view[tag].isNull else { return nil }
      // Names are shown as they were written, numbers in the digits of the language.
      let text = FieldText.format(view[tag], field: field, options: options)
      return text.isEmpty ? nil : text
    }
    return parts.isEmpty ? ShortID.of(view.id) : parts.joined(separator: " ")
  }
}
