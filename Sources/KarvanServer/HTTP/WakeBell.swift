// SPDX-License-Identifier: Apache-2.0
import KarvanCore

/// Tells devices that watch that there is news in their scopes, and nothing of what it is.
actor WakeBell {
  /// What goes over a connection.
  enum Ring: Sendable {
    case news
    /// Nothing, so that nobody on the way takes the connection for dead.
    case alive
  }

  private struct Listener {
    let number: UInt64
    var scopes: [Scope]
    var since: UInt64
    let stream: AsyncStream<Ring>.Continuation
  }

  /// The most devices that watch at once.
  static let capacity = 4_096

  private var listeners: [ReplicaID: Listener] = [:]
  private var lastNumber: UInt64 = 0
  private var isClosed = false

  /// Begins to tell a replica of changes above a server sequence; a newer connection takes the place
  /// of an older one. Nil where there is no room.
  func listen(
    _ replica: ReplicaID, scopes: [Scope], since: UInt64
  ) -> (number: UInt64, rings: AsyncStream<Ring>)? {
    guard !isClosed, listeners.count < Self.capacity || listeners[replica] != nil else {
      return nil
    }
    let (rings, stream) = AsyncStream.makeStream(
      of: Ring.self, bufferingPolicy: .bufferingOldest(8))
    lastNumber += 1
    listeners.updateValue(
      Listener(number: lastNumber, scopes: scopes, since: since, stream: stream), forKey: replica
    )?.stream.finish()
    return (lastNumber, rings)
  }

  /// The connection with this number is gone.
  func leave(_ replica: ReplicaID, number: UInt64) {
    if listeners[replica]?.number == number { listeners[replica] = nil }
  }

  /// A replica has taken everything up to a server sequence itself.
  func saw(_ replica: ReplicaID, _ position: UInt64) {
    guard let since = listeners[replica]?.since else { return }
    listeners[replica]?.since = max(since, position)
  }

  /// How many watch.
  var count: Int { listeners.count }

  /// Every scope that somebody watches, each once, in order.
  var scopes: [Scope] {
    Set(listeners.values.flatMap(\.scopes)).sorted { $0.description < $1.description }
  }

  /// The replicas that watch, in order.
  var replicas: [ReplicaID] { listeners.keys.sorted() }

  /// Rings for everyone in whose scopes something is newer than what they were told of.
  func ring(_ newest: [Scope: UInt64], head: UInt64) {
    for (replica, listener) in listeners {
      let news = listener.scopes.contains { (newest[$0] ?? 0) > listener.since }
      guard news else { continue }
      listeners[replica]?.since = max(head, listener.since)
      send(.news, to: replica)
    }
  }

  /// Sends a sign of life to everyone.
  func keepAlive() {
    for replica in replicas { send(.alive, to: replica) }
  }

  /// The scopes of a replica may have changed; without any it hears no more.
  func update(_ replica: ReplicaID, scopes: [Scope]?) {
    if let scopes {
      listeners[replica]?.scopes = scopes
    } else {
      listeners.removeValue(forKey: replica)?.stream.finish()
    }
  }

  /// Ends every connection, and takes no more.
  func close() {
    isClosed = true
    for listener in listeners.values { listener.stream.finish() }
    listeners = [:]
  }

  /// A connection that takes nothing in is let go of; its device comes back.
  private func send(_ ring: Ring, to replica: ReplicaID) {
    guard let result = listeners[replica]?.stream.yield(ring) else { return }
    if case .enqueued = result { return }
    listeners.removeValue(forKey: replica)?.stream.finish()
  }
}
