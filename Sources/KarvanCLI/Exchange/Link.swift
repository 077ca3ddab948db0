// SPDX-License-Identifier: Apache-2.0

/// A way to a server: HTTP in the field, a function call in tests.
public protocol Link: Sendable {
  /// Gets a small public document.
  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8]
  /// Gets exactly these bytes of a large document.
  func get(_ path: String, range: Range<UInt64>) async throws(LinkFailure) -> [UInt8]
  /// Posts a request and answers the whole body of a response with status 200.
  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8]
  /// Opens a stream of server-sent events under a token; each `wake` is an element. It ends when
  /// the server, or anything on the way, ends it.
  func wakes(
    _ path: String, token: [UInt8]
  ) async throws(LinkFailure) -> AsyncThrowingStream<Void, any Error>
  /// Lets go of connections; nothing may be asked afterwards.
  func close() async
}

extension Link {
  /// There are no large documents here.
  public func get(_ path: String, range: Range<UInt64>) async throws(LinkFailure) -> [UInt8] {
    throw .status(code: 404, line: "")
  }

  /// Nobody wakes.
  public func wakes(
    _ path: String, token: [UInt8]
  ) async throws(LinkFailure) -> AsyncThrowingStream<Void, any Error> {
    throw .unreachable(reason: "no wake-ups")
  }

  /// There is nothing to let go of.
  public func close() async {}
}

/// Why no answer of the server came back. It proves nothing about what the server did.
public enum LinkFailure: Error, Hashable, Sendable {
  /// No connection, or it broke, or nothing moved for too long.
  case unreachable(reason: String)
  /// Another status than 200: the code and the first line of the body.
  case status(code: Int, line: String)
  /// The server, or something before it, asks to come back after so many seconds.
  case busy(code: Int, line: String, retryAfter: UInt32)
  /// The body is larger than an answer can be.
  case oversized
}
