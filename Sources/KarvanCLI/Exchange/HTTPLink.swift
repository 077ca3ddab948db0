// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The way to a server over HTTP: no redirects, bounded answers, bounded waiting.
package final class HTTPLink: Link {
  /// How long a connection may take, in seconds.
  static let connectSeconds: Int64 = 10
  /// How long nothing may move, in seconds.
  static let idleSeconds: Int64 = 60
  /// How long one exchange may take although something moves, in seconds.
  static let exchangeSeconds: Int64 = 600

  let base: String
  let client: HTTPClient

  /// Takes the address of a server: `https://` or `http://`, a host, perhaps a port and a path.
  package init(server: String) throws(CLIError) {
    base = try ServerAddress.canonical(server)
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration)
  }

  package func close() async {
    // A connection that does not close in order takes nothing with it.
    try? await client.shutdown()
  }

  package func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try await execute(HTTPClientRequest(url: base + path), limit: limit)
  }

  package func get(
    _ path: String, range: Range<UInt64>
  ) async throws(LinkFailure) -> [UInt8] {
    var request = HTTPClientRequest(url: base + path)
    request.headers.add(
      name: "range", value: "bytes=\(range.lowerBound)-\(range.upperBound - 1)")
    let bytes = try await execute(request, limit: range.count, status: .partialContent)
    // A proxy that answers with something else is no server of ours.
    guard bytes.count == range.count else { throw .unreachable(reason: "a range was cut") }
    return bytes
  }

  package func post(
    _ path: String, _ body: [UInt8], limit: Int
  ) async throws(LinkFailure) -> [UInt8] {
    var request = HTTPClientRequest(url: base + path)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/octet-stream")
    request.body = .bytes(ByteBuffer(bytes: body))
    return try await execute(request, limit: limit)
  }

  private func execute(
    _ request: HTTPClientRequest, limit: Int, status: HTTPResponseStatus = .ok
  ) async throws(LinkFailure) -> [UInt8] {
    do {
      return try await fetch(request, limit: limit, status: status)
    } catch let failure as LinkFailure {
      throw failure
    } catch is NIOTooManyBytesError {
      throw .oversized
    } catch {
      throw .unreachable(reason: Self.reason(error))
    }
  }

  private static var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(
        connect: .seconds(connectSeconds), read: .seconds(idleSeconds),
        write: .seconds(idleSeconds)))
    configuration.httpVersion = .http1Only
    // Where nobody listens, a second try within seconds finds nobody either.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  private func fetch(
    _ request: HTTPClientRequest, limit: Int, status: HTTPResponseStatus
  ) async throws -> [UInt8] {
    let response = try await client.execute(request, timeout: .seconds(Self.exchangeSeconds))
    guard response.status == status else {
      let body = try? await response.body.collect(upTo: 4_096)
      let text = body.map { String(decoding: $0.readableBytesView, as: UTF8.self) } ?? ""
      throw LinkFailure(
        code: Int(response.status.code), text: text,
        retryAfter: response.headers.first(name: "retry-after"))
    }
    return Array(buffer: try await response.body.collect(upTo: limit))
  }

  /// The name of the case, such as `connectTimeout`, without addresses or paths.
  static func reason(_ error: any Error) -> String {
    if let error = error as? HTTPClientError { return error.shortDescription }
    let name = "\(type(of: error))"
    return ["NIOConnectionError", "IOError"].contains(name) ? "no connection" : name
  }
}

extension LinkFailure {
  /// Another status than was hoped for; where the server is busy, with how long it asks for. A date
  /// in place of seconds is none: whose clock it goes by is not known.
  ///
  /// - Parameter text: What came with it, from whoever sent it.
  init(code: Int, text: String, retryAfter: String? = nil) {
    let line = ForeignLine.first(of: text)
    guard code == 429 || code == 503, let text = retryAfter, let seconds = UInt32(Typed.trim(text))
    else {
      self = .status(code: code, line: line)
      return
    }
    self = .busy(code: code, line: line, retryAfter: seconds)
  }
}

/// The address of a server as it is stored.
enum ServerAddress {
  /// The address without a slash at its end.
  static func canonical(_ text: String) throws(CLIError) -> String {
    var address = Typed.trim(text)
    while address.hasSuffix("/") { address.removeLast() }
    let lower = address.lowercased()
    let rest = ["https://", "http://"].lazy.compactMap { scheme in
      lower.hasPrefix(scheme) ? lower.dropFirst(scheme.count) : nil
    }.first
    let isPlain = address.unicodeScalars.allSatisfy {
      $0.isASCII && $0.value > 0x20 && !"?#@\"<>\\".unicodeScalars.contains($0)
    }
    guard let rest, let first = rest.first, first != "/", isPlain else {
      throw CLIError(.badURL, text)
    }
    return address
  }
}
