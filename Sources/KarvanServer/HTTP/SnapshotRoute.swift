// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import KarvanCore
import KarvanStore
import KarvanSync
import NIOCore
import NIOPosix

/// Bytes of a snapshot by range (P-074): sealed, so that whoever asks learns nothing without the
/// key, which travels inside of an exchange only.
package struct SnapshotRoute: Sendable {
  /// The most bytes of one answer.
  static let mostBytes: UInt64 = 4 << 20
  let shelf: SnapshotShelf
  var now: @Sendable () -> Int64 = { wallClock() }

  func answer(_ request: Request, id text: String?) async throws -> Response {
    guard let text, text.utf8.count == 36, let id = SnapshotID(text: text) else {
      return Response(status: .notFound)
    }
    guard let range = request.headers[.range].flatMap({ Self.range($0) }),
      UInt64(range.count) <= Self.mostBytes
    else {
      return Response(
        status: .badRequest,
        body: .init(byteBuffer: ByteBuffer(string: "a range of at most 4 MiB is needed\n")))
    }
    let found = try await NIOThreadPool.singleton.runIfActive {
      try shelf.read(id, range, now: now())
    }
    guard let found else { return Response(status: .notFound) }
    return Response(
      status: .partialContent,
      headers: [
        .contentType: "application/octet-stream", .cacheControl: "no-store, no-transform",
        .contentRange: "bytes \(range.lowerBound)-\(range.upperBound)/\(found.size)",
      ], body: .init(byteBuffer: ByteBuffer(bytes: found.bytes)))
  }

  /// Reads `bytes=FIRST-LAST`; anything else is nil.
  package static func range(_ text: String) -> ClosedRange<UInt64>? {
    guard text.hasPrefix("bytes=") else { return nil }
    let parts = text.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]),
      first <= last, last - first < mostBytes
    else { return nil }
    return first...last
  }
}
