// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// The small numbers that replicas have in this file, as far as they were needed.
///
/// Numbers are given once and never changed, so that a cache of them stays right whatever other
/// processes write.
struct ReplicaNumbers: Sendable {
  private(set) var numbers: [ReplicaID: UInt64] = [:]
  private(set) var replicas: [UInt64: ReplicaID] = [:]

  mutating func note(_ replica: ReplicaID, _ number: UInt64) {
    numbers[replica] = number
    replicas[number] = replica
  }
}
