// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOPosix
import ServiceLifecycle

/// Changes the exchange key while the server runs, as soon as its week is over.
struct RotationService: Service {
  let office: Office
  let logger: Logger
  /// How often it looks, in seconds.
  private static let interval: Int64 = 60

  func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await look()
        // Ends early when the server stops.
        guard (try? await Task.sleep(for: .seconds(Self.interval))) != nil else { return }
      }
    }
  }

  /// A key that can't be changed now is tried again; the present one goes on meanwhile.
  private func look() async {
    do {
      let office = self.office
      let serial = try await NIOThreadPool.singleton.runIfActive {
        try office.rotateKeysIfDue(now: wallClock())
      }
      if let serial { logger.notice("exchange key changed", metadata: ["serial": "\(serial)"]) }
    } catch {
      logger.error("exchange key not changed", metadata: ["why": "\(Fault.of(error))"])
    }
  }
}
