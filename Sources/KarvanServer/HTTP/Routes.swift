// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import KarvanSealing
import KarvanWire
import Logging
import NIOCore
import NIOPosix

/// Binds the office to HTTP: bounds first, then bytes in, bytes out.
struct Routes: Sendable {
  let office: Office
  let metrics = Metrics()
  let bell = WakeBell()
  /// A device syncs a few times an hour; a whole company may sit behind one address.
  let gate = AddressGate(perSecond: 200, burst: 2_000)
  /// 8 MiB each at most.
  let bodies = Turnstile(capacity: 64)
  /// How long a whole request waits for its turn. Devices hang up after a minute of silence, and
  /// work for those who have left would only delay the others.
  var patience = Duration.seconds(40)
  let clock = ContinuousClock()
  let start = ContinuousClock.now

  func router() -> Router<OfficeContext> {
    let router = Router(context: OfficeContext.self)
    router.get("healthz") { _, _ in "ok\n" }
    router.get("readyz") { _, _ in try await ready() }
    router.get("metrics") { _, _ in try await metricsText() }
    router.get(RouterPath(WirePath.card)) { _, _ in
      octets(office.card())
    }
    router.get(RouterPath(WirePath.snapshots + "/:id")) { request, context in
      try await snapshot(request, context)
    }
    router.post(RouterPath(WirePath.exchange)) { request, context in
      try await serve(request, context, kind: .exchange)
    }
    router.post(RouterPath(WirePath.enrol)) { request, context in
      try await serve(request, context, kind: .enrolment)
    }
    router.post(RouterPath(WirePath.contents)) { request, context in
      try await serve(request, context, kind: .contents)
    }
    router.get(RouterPath(WirePath.wake)) { request, context in
      try await wake(request, context)
    }
    return router
  }

  private func snapshot(_ request: Request, _ context: OfficeContext) async throws -> Response {
    guard await admits(context) else {
      return refusal(.tooManyRequests, "too many requests", retryAfter: 5)
    }
    let response = try await SnapshotRoute(shelf: office.snapshots).answer(
      request, id: context.parameters.get("id"))
    await metrics.add(.bytesOut, response.body.contentLength ?? 0)
    return response
  }

  /// Whether this address has not asked too often.
  func admits(_ context: OfficeContext) async -> Bool {
    let elapsed = start.duration(to: clock.now)
    return await gate.admits(context.address, at: elapsed / .seconds(1))
  }

  private func serve(
    _ request: Request, _ context: OfficeContext, kind: RequestKind
  ) async throws -> Response {
    guard await admits(context) else {
      return refusal(.tooManyRequests, "too many requests", retryAfter: 5)
    }
    // Bodies are held in memory until they are whole; so many at once and no more.
    guard await bodies.enter() else {
      return refusal(.serviceUnavailable, "busy", retryAfter: 5)
    }
    let body: [UInt8]
    do {
      defer { Task { await bodies.leave() } }
      body = try await collect(request)
    } catch let refused as Response.Refused {
      await metrics.add(.refused)
      return refusal(refused.status, refused.reason)
    }
    await metrics.add(.bytesIn, body.count)
    return try await answer(body, context, kind: kind)
  }

  private func answer(
    _ body: [UInt8], _ context: OfficeContext, kind: RequestKind
  ) async throws -> Response {
    do {
      let arrival = clock.now
      // The store blocks; the pool keeps it off the event loops.
      let outcome = try await NIOThreadPool.singleton.runIfActive {
        guard arrival.duration(to: clock.now) < patience else { throw Busy() }
        return try office.answer(kind, body, now: wallClock())
      }
      await count(outcome, kind: kind)
      if let seen = outcome.seen { await bell.saw(seen.replica, seen.position) }
      context.logger.info(
        "\(kind.rawValue)",
        metadata: [
          "verdict": "\(outcome.verdict)", "bytes": "\(body.count)",
          "commits": "\(outcome.accepted)", "rejected": "\(outcome.rejected)",
          "quarantined": "\(outcome.quarantined)", "records": "\(outcome.records)",
        ])
      return octets(outcome.bytes)
    } catch {
      let declined = Declined(error)
      await metrics.add(declined.isFault ? .errors : .refused)
      context.logger.log(
        level: declined.isFault ? .error : .notice,
        "\(kind.rawValue) \(declined.isFault ? "failed" : "refused")",
        metadata: ["why": "\(declined.why)"])
      return refusal(
        HTTPResponse.Status(code: declined.status), declined.reason,
        retryAfter: declined.retryAfter)
    }
  }

  private func count(_ outcome: Outcome, kind: RequestKind) async {
    switch kind {
    case .exchange: await metrics.add(.exchanges)
    case .enrolment: await metrics.add(.enrolments)
    case .contents: await metrics.add(.contents)
    }
    await metrics.add(.commits, outcome.accepted)
    await metrics.add(.rejections, outcome.rejected)
    await metrics.add(.bytesOut, outcome.bytes.count)
  }
}

extension Response {
  /// Why a body was not even read.
  struct Refused: Error {
    let status: HTTPResponse.Status
    let reason: String
  }
}

extension Routes {
  /// How long a body may take to arrive: a slow line moves 8 MiB in it, a trickle does not.
  private static let bodySeconds: Int64 = 120

  private func collect(_ request: Request) async throws -> [UInt8] {
    let limit = ExchangeLimits.requestBytes
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw Response.Refused(status: .contentTooLarge, reason: "more than \(limit) bytes")
    }
    guard request.headers[.contentEncoding] == nil else {
      throw Response.Refused(
        status: .unsupportedMediaType, reason: "content encodings are not used")
    }
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        var request = request
        do {
          return Array(buffer: try await request.collectBody(upTo: limit))
        } catch is NIOTooManyBytesError {
          throw Response.Refused(status: .contentTooLarge, reason: "more than \(limit) bytes")
        }
      }
      group.addTask {
        try await Task.sleep(for: .seconds(Self.bodySeconds))
        throw Response.Refused(status: .requestTimeout, reason: "the body took too long")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  private func octets(_ bytes: [UInt8]) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "application/octet-stream", .cacheControl: "no-store, no-transform"],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  func refusal(
    _ status: HTTPResponse.Status, _ reason: String, retryAfter: Int? = nil
  ) -> Response {
    var headers: HTTPFields = [
      .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store",
    ]
    if let retryAfter { headers[.retryAfter] = "\(retryAfter)" }
    return Response(
      status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: reason + "\n")))
  }

  private func ready() async throws -> Response {
    do {
      _ = try await NIOThreadPool.singleton.runIfActive { try office.head() }
      return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "ready\n")))
    } catch {
      return refusal(.serviceUnavailable, "the store cannot be read")
    }
  }

  private func metricsText() async throws -> Response {
    let gauges = try await NIOThreadPool.singleton.runIfActive { try office.gauges() }
    let text = await metrics.text(gauges: gauges)
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}
