// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Hummingbird
import KarvanStore
import Logging
import ServiceLifecycle
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
  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"
  @Option(help: "The port to listen on; 0 picks a free one and prints it.")
  var port = 8_420

  func run() async throws {
    guard (0...65_535).contains(port) else {
      throw ServerError(.usage, "--port: 0 to 65535, not \(port)")
    }
    LoggingSystem.bootstrap { JSONLog(label: $0) }
    let office = try Office.open(home.folder)
    try await OfficeServer(office: office).run(host: host, port: port) { port in
      Console.out("listening on http://\(host):\(port)")
    }
    try office.database.close()
  }
}

/// The office behind a socket.
public struct OfficeServer: Sendable {
  private let routes: Routes
  private let logger: Logger

  /// Serves an office.
  public init(office: Office) {
    routes = Routes(office: office)
    logger = Logger(label: "karvan-server")
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
    let group = ServiceGroup(
      configuration: .init(
        services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }
}
