// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// What a commit writes, in one line for a person.
enum WorkText {
  /// Operation and values, such as `account edit: note=call back`; cut off at `maximum` bytes.
  static func say(_ commit: Commit, schema: Schema, maximum: Int = 900) -> String {
    let changes = commit.changes.flatMap { change -> [String] in
      guard let entity = schema[change.entity] else { return ["\(change.entity)"] }
      let written = change.writes.flatMap { values(of: $0, entity) }
      let isDeleted = change.life?.isDeleted == true
      return (isDeleted ? ["\(entity.name) delete"] : []) + written
    }
    let text = ([commit.operation] + [changes.joined(separator: ", ")].filter { !$0.isEmpty })
      .joined(separator: ": ")
    if text.utf8.count <= maximum { return text }
    var cut = text.prefix(maximum)
    while cut.utf8.count > maximum - 3 { cut.removeLast() }
    return cut + "…"
  }

  private static func values(of write: GroupWrite, _ entity: Entity) -> [String] {
    switch write.action {
    case .set(let values):
      values.all.compactMap { value in
        guard let field = entity.field(value.field), value.field > CreationFields.by.tag else {
          return nil
        }
        let text = FieldText.format(value.value, field: field)
        return text.isEmpty ? nil : "\(field.name)=\(text)"
      }
    case .add(let element):
      entity.group(write.group).map { ["\($0.name)+=\(element)"] } ?? []
    case .remove:
      entity.group(write.group).map { group in
        write.replaces.compactMap { name in name.element.map { "\(group.name)-=\($0)" } }
      } ?? []
    }
  }
}
