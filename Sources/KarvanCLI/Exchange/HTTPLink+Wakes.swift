// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import KarvanCore
import NIOCore
import NIOHTTP1

extension HTTPLink {
  /// The longest a stream is kept before it is opened anew, in seconds.
  private static let streamSeconds: Int64 = 86_400
  /// The longest line of a stream; a server that sends a longer one is none of ours.
  private static let lineBytes = 1_024

  package func wakes(
    _ path: String, token: [UInt8]
  ) async throws(LinkFailure) -> AsyncThrowingStream<Void, any Error> {
    var request = HTTPClientRequest(url: base + path)
    request.headers.add(name: "accept", value: "text/event-stream")
    request.headers.add(name: "authorization", value: "Karvan \(Hexadecimal.text(of: token))")
    let response: HTTPClientResponse
    do {
      response = try await client.execute(request, timeout: .seconds(Self.streamSeconds))
    } catch {
      throw .unreachable(reason: Self.reason(error))
    }
    guard response.status == .ok else {
      throw LinkFailure(code: Int(response.status.code), text: response.status.reasonPhrase)
    }
    return Self.events(response.body)
  }

  private static func events(
    _ body: HTTPClientResponse.Body
  ) -> AsyncThrowingStream<Void, any Error> {
    AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { stream in
      let task = Task {
        do {
          var lines = EventLines(limit: lineBytes)
          for try await buffer in body {
            for _ in 0..<(try lines.wakes(in: buffer.readableBytesView)) { stream.yield() }
          }
          stream.finish()
        } catch {
          stream.finish(throwing: error)
        }
      }
      stream.onTermination = { _ in task.cancel() }
    }
  }
}

/// Reads server-sent events (WHATWG HTML, section 9.2.6) as far as wake-ups need it.
package struct EventLines {
  private let limit: Int
  private var line: [UInt8] = []
  private var isWake = false

  /// Reads lines of at most so many bytes.
  package init(limit: Int) { self.limit = limit }

  /// How many wake-ups ended in these bytes.
  package mutating func wakes(in bytes: some Sequence<UInt8>) throws -> Int {
    var count = 0
    for byte in bytes {
      guard byte == 0x0A else {
        if byte != 0x0D { line.append(byte) }
        guard line.count <= limit else { throw LinkFailure.oversized }
        continue
      }
      if line.isEmpty {
        if isWake { count += 1 }
        isWake = false
      } else if line == Array("event: wake".utf8) || line == Array("event:wake".utf8) {
        isWake = true
      }
      line.removeAll(keepingCapacity: true)
    }
    return count
  }
}
