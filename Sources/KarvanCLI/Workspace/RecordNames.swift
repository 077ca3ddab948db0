// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// The names of records that a shell offers while somebody types one.
enum RecordNames {
  /// The most names that are offered: more would be read by nobody.
  static let most = 40

  /// The numbers, codes and names of living records that begin as typed; nothing where there is no
  /// workspace that can be opened.
  static func all(_ entities: [EntityTag], beginning: String) -> [String] {
    guard let database = Tongue.current.workspace?() else { return [] }
    defer { try? database.close() }
    return (try? database.read { try names(entities, beginning, $0) }) ?? []
  }

  private static func names(
    _ entities: [EntityTag], _ beginning: String, _ reader: ReplicaReader
  ) throws -> [String] {
    let key = SearchKey.normalize(beginning)
    // Words in the middle of names are found, too, and sorted out below.
    let found =
      key.isEmpty
      ? try entities.flatMap { try reader.list(RecordQuery($0, limit: most)) }
      : try reader.search(beginning, entities: entities, limit: 10 * most)
    var names: [String] = []
    for view in found where view.life != .deleted {
      for tag in view.entity.about.title {
        // A shell inserts one line, and takes what begins as the word does.
        guard let name = view[tag].text, !name.contains(where: \.isNewline),
          SearchKey.normalize(name).hasPrefix(key), !names.contains(name)
        else { continue }
        names.append(name)
      }
      if names.count >= most { break }
    }
    return names
  }
}

extension CompletionKind {
  /// The names of records of these kinds.
  static func records(_ types: any EntityType.Type...) -> CompletionKind {
    let tags = types.map { $0.about.tag }
    return .custom { _, _, beginning in RecordNames.all(tags, beginning: beginning) }
  }
}
