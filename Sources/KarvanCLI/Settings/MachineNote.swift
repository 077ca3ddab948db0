// SPDX-License-Identifier: Apache-2.0
import KarvanSealing

/// On which machine a database lives: a nonce beside it, mixed with the machine's own identifier.
///
/// A hint, no proof: it chooses words and tells the office whether a copy was moved or restored.
struct MachineNote {
  let path: String

  /// Whether the database came here from another machine; false where nothing is known.
  func isMoved() -> Bool {
    guard let text = PlainFile.text(at: path) else { return false }
    let parts = text.split(whereSeparator: { $0 == " " || $0.isNewline }).map(String.init)
    guard parts.count == 2 else { return false }
    return parts[1] != Self.mix(parts[0])
  }

  /// Says that the database lives here.
  func write() {
    let nonce = Octets16.random().description
    // Only a hint: a disk that does not take it takes no work with it.
    try? PlainFile.write(
      Array("\(nonce) \(Self.mix(nonce))\n".utf8), to: path, mode: 0o600, failing: .unwritableFile)
  }

  /// Writes it where there is none.
  func writeOnce() {
    if !PlainFile.exists(path) { write() }
  }

  private static func mix(_ nonce: String) -> String {
    let machine =
      PlainFile.text(at: "/etc/machine-id") ?? PlainFile.text(at: "/var/lib/dbus/machine-id")
    return blake2b256(Array("\(nonce) \(machine ?? HostName.current())".utf8)).description
  }
}
