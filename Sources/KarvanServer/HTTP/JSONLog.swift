// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
public import Logging

/// Writes each log entry as one line of JSON on standard error.
///
/// What is logged is chosen where it is logged: counts, codes and request ids, never names, values,
/// addresses or keys.
public struct JSONLog: LogHandler {
  /// The least severe entry that is written.
  public var logLevel: Logger.Level = .info
  /// What every entry carries.
  public var metadata: Logger.Metadata = [:]
  private let label: String

  /// Logs under a label.
  public init(label: String) { self.label = label }

  /// Reads or writes what every entry carries.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes an entry.
  public func log(event: LogEvent) {
    var members = [
      "\"at\":\(wallClock())", "\"level\":\(JSONText.quoted(event.level.rawValue))",
      "\"message\":\(JSONText.quoted(event.message.description))",
    ]
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      members.append("\(JSONText.quoted(key)):\(JSONText.quoted("\(value)"))")
    }
    Console.note("{" + members.joined(separator: ",") + "}")
  }
}
