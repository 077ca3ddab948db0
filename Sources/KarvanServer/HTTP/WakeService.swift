// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOPosix
import ServiceLifecycle

/// Looks for news once a second while somebody watches; other programs' changes are seen too.
struct WakeService: Service {
  let office: Office
  let bell: WakeBell
  let logger: Logger

  private static let aliveSeconds = 25
  /// How often rights are read again.
  private static let rightsSeconds = 60

  func run() async throws {
    await withGracefulShutdownHandler {
      await watch()
    } onGracefulShutdown: {
      Task { await bell.close() }
    }
  }

  private func watch() async {
    var seconds = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
      guard await bell.count > 0 else { continue }
      seconds += 1
      do {
        if seconds % Self.rightsSeconds == 0 { try await readRights() }
        try await look()
      } catch {
        logger.error("news can't be read", metadata: ["why": "\(Fault.of(error))"])
      }
      if seconds % Self.aliveSeconds == 0 { await bell.keepAlive() }
    }
  }

  private func look() async throws {
    let scopes = await bell.scopes
    let (head, newest) = try await NIOThreadPool.singleton.runIfActive {
      try office.newest(in: scopes)
    }
    await bell.ring(newest, head: head)
  }

  private func readRights() async throws {
    for replica in await bell.replicas {
      let scopes = try await NIOThreadPool.singleton.runIfActive {
        try office.scopesToWatch(replica)
      }
      await bell.update(replica, scopes: scopes)
    }
  }
}
