// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Synchronization

/// The tables of the program's own schema, made once however many files a process opens.
enum BaseLayout {
  private static let newest = Mutex<Layout?>(nil)
  private static let newestRuled = Mutex<RuledLayout?>(nil)

  /// The tables of a schema without declared fields.
  static func of(_ schema: Schema) -> Layout {
    let schema = schema.declaring([])
    if let known = newest.withLock({ $0 }), isSame(known.schema, schema) { return known }
    let made = Layout(schema)
    newest.withLock { $0 = made }
    return made
  }

  /// The same tables under the rules that a text names, which names no declared fields.
  static func of(_ base: Layout, under overrides: [OverriddenRule], _ text: String) -> RuledLayout {
    if let known = newestRuled.withLock({ $0 }), known.text == text,
      isSame(known.declared.schema, base.schema)
    {
      return known
    }
    let made = RuledLayout(text: text, fields: 0, declared: base, overrides)
    newestRuled.withLock { $0 = made }
    return made
  }

  /// Whether two schemas share their entities: the known one holds on to them, so that nothing else
  /// can lie where they lie.
  private static func isSame(_ one: Schema, _ other: Schema) -> Bool {
    guard one.version == other.version else { return false }
    return one.entities.withUnsafeBufferPointer { entities in
      other.entities.withUnsafeBufferPointer {
        $0.baseAddress == entities.baseAddress && $0.count == entities.count
      }
    }
  }
}
