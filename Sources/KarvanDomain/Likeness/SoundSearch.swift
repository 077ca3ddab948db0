// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Finds names that were typed in another script: "Cafe Yas" finds «کافه یاس».
///
/// What it asks does not grow with the number of records: the index of names answers by their marks.
public enum SoundSearch {
  /// The entities whose names are looked for by their sound.
  public static let entities = LikenessProfile.entities

  /// The living records of an entity in whose name every word that was typed sounds, in the other
  /// script or letter by letter; not those of another trade.
  public static func records(
    _ entity: EntityTag, named text: String, limit: Int, reader: any NameReader
  ) throws -> [RecordView] {
    let typed = NameForm(text)
    guard !typed.words.isEmpty, limit > 0 else { return [] }
    var found: [RecordView] = []
    func add(_ views: [RecordView]) {
      for view in views where !found.contains(where: { $0.id == view.id }) {
        let names = LikenessProfile.nameFields(of: entity).compactMap { view[$0].text }
        if names.contains(where: { sounds(typed, in: NameForm($0)) }) { found.append(view) }
      }
    }
    add(try reader.records(entity, marked: typed.allMarks, limit: limit))
    for beginning in typed.beginnings {
      add(try reader.records(entity, markedFrom: beginning, limit: limit))
    }
    return Array(found.prefix(limit))
  }

  private static func sounds(_ typed: NameForm, in name: NameForm) -> Bool {
    if let trade = typed.trade, let other = name.trade, trade != other { return false }
    return typed.words.allSatisfy { word in
      name.words.contains { other in
        let isOtherScript = (word.spoken == nil) != (other.spoken == nil)
        return word.text == other.text
          || isOtherScript && NameComparison.similarity(word, other) >= 0.955
      }
    }
  }
}
