// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Whose devices wrote what, as the office says; read when it is first asked for.
final class DeviceNames {
  private let reader: ReplicaReader
  private var users: [ReplicaID: RecordID]?

  init(reader: ReplicaReader) { self.reader = reader }

  /// The user on whose device a replica lives or lived; nil when nobody has said.
  func user(of replica: ReplicaID) -> RecordID? {
    let known = users ?? read()
    users = known
    return known[replica]
  }

  private func read() -> [ReplicaID: RecordID] {
    guard let devices = try? reader.list(RecordQuery(Device.tag, life: .all)) else { return [:] }
    var users: [ReplicaID: RecordID] = [:]
    for device in devices {
      guard let user = device[Device.shape.user].reference else { continue }
      for word in device.words(Device.shape.replicas) {
        if let replica = ReplicaID(text: word) { users[replica] = user }
      }
    }
    return users
  }
}
