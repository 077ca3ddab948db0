// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Hummingbird
import KarvanStore
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Answers devices until it is told to stop.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer devices until SIGTERM or SIGINT.",
    discussion: """
      The exchange is sealed from end to end, so plain HTTP loses no secret. Put a TLS proxy in
      front where other networks' proxies would otherwise meddle.
      """)

  @OptionGroup var home: HomeOption
  @Option(help: "The address to listen on; 0.0.0.0 for every network of this machine.")
  var host = "127.0.0.1"
  @Option(help: "The port to listen on; 0 picks a free one and prints it.")
  var port = 8_420
  @Option(
    help: "First syncs of at least so many records are fetched as one file that can be resumed.")
  var snapshotRecords = SnapshotShelf.standardRecords

  func run() async throws {
    guard (0...65_535).contains(port) else {
      throw ServerError(.usage, "--port: 0 to 65535, not \(port)")
    }
    guard snapshotRecords > 0 else {
      throw ServerError(.usage, "--snapshot-records: 1 or more, not \(snapshotRecords)")
    }
    let office = try Office.openToServe(home.folder, snapshotRecords: snapshotRecords)
    LoggingSystem.bootstrap { JSONLog(label: $0) }
    let lock = try ServeLock(home.folder)
    ScratchFolder.removeLeftOvers()
    try office.publishDevices(now: wallClock())
    try office.snapshots.clean(now: wallClock(), begins: true)
    let form = home.progress
    let meter = Mutex(Meter(form))
    office.snapshots.tell { progress in
      meter.withLock { meter in
        if let progress { return meter.show(progress) }
        meter.clear()
        // Another one is other work.
        meter = Meter(form)
      }
    }
    // A newer program may be able to take what an older one had to keep waiting.
    _ = try office.lift(now: wallClock())
    if let hint = try office.rolesBehind(now: wallClock()) { Console.note(hint) }
    do {
      try await OfficeServer(office: office).run(host: host, port: port) { port in
        Console.out("listening on http://\(host):\(port)")
      }
    } catch let error as IOError where error.errnoCode == EADDRINUSE {
      throw ServerError(
        .system, "port \(port) of \(host) is in use by another program; choose another: --port")
    }
    office.snapshots.stop()
    try office.database.close()
    lock.release()
  }
}

/// Keeps a second server from the same workspace; the kernel lets go of it when the process ends.
struct ServeLock {
  private let file: Int32

  init(_ folder: OfficeFolder) throws(ServerError) {
    let path = folder.path + "/serve.lock"
    file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw ServerError(.system, "\(path) can't be made") }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw ServerError(.system, "another karvan-server serves \(folder.path) already")
    }
  }

  func release() { close(file) }
}

/// The office behind a socket.
public struct OfficeServer: Sendable {
  private let office: Office
  private let routes: Routes
  private let wakes: WakeService
  private let logger: Logger

  /// Serves an office.
  public init(office: Office) {
    self.office = office
    routes = Routes(office: office)
    logger = Logger(label: "karvan-server")
    wakes = WakeService(office: office, bell: routes.bell, logger: logger)
  }

  /// How long a connection may be silent, in seconds.
  private static let idleSeconds: Int64 = 75

  /// Listens until the process is told to stop; what was accepted by then is finished.
  ///
  /// - Parameter ready: Called with the port once connections are accepted.
  public func run(
    host: String, port: Int, ready: @escaping @Sendable (Int) async -> Void
  ) async throws {
    let application = Application(
      router: routes.router(),
      server: .http1(configuration: .init(idleTimeout: .seconds(Self.idleSeconds))),
      configuration: .init(address: .hostname(host, port: port), serverName: "karvan"),
      onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
      logger: logger)
    let rotation = RotationService(office: office, logger: logger)
    let group = ServiceGroup(
      configuration: .init(
        services: [application, rotation, Housekeeping(office: office, logger: logger), wakes],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }
}
