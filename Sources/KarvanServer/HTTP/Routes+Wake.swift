// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Hummingbird
import KarvanCore
import KarvanSealing
import Logging
import NIOCore
import NIOPosix

extension Routes {
  /// Server-sent events (WHATWG HTML, section 9.2): an event `wake` without data for news, a
  /// comment for nothing.
  func wake(_ request: Request, _ context: OfficeContext) async throws -> Response {
    guard await admits(context) else {
      return refusal(.tooManyRequests, "too many requests", retryAfter: 5)
    }
    let watching: (replica: ReplicaID, scopes: [Scope], head: UInt64)
    do {
      watching = try await admit(request.headers[.authorization])
    } catch let error as ExchangeRefusal where error == .unknownDevice {
      return refusal(.forbidden, "shut out")
    } catch  where error is SealingError || error is ExchangeRefusal {
      return refusal(.unauthorized, "no right to be woken; sync first")
    } catch {
      context.logger.error("wake failed", metadata: ["why": "\(Fault.of(error))"])
      return refusal(.serviceUnavailable, "try again later", retryAfter: 10)
    }
    guard
      let (number, rings) = await bell.listen(
        watching.replica, scopes: watching.scopes, since: watching.head)
    else { return refusal(.serviceUnavailable, "busy", retryAfter: 60) }
    return Response(
      status: .ok,
      headers: [.contentType: "text/event-stream", .cacheControl: "no-store, no-transform"],
      body: ResponseBody { [bell] writer in
        do {
          try await writer.write(ByteBuffer(string: ": karvan\n\n"))
          for await ring in rings { try await writer.write(Self.text(of: ring)) }
          try await writer.finish(nil)
        } catch {
          await bell.leave(watching.replica, number: number)
          throw error
        }
        await bell.leave(watching.replica, number: number)
      })
  }

  private static func text(of ring: WakeBell.Ring) -> ByteBuffer {
    switch ring {
    case .news: ByteBuffer(string: "event: wake\ndata:\n\n")
    case .alive: ByteBuffer(string: ":\n\n")
    }
  }

  private func admit(
    _ authorization: String?
  ) async throws -> (replica: ReplicaID, scopes: [Scope], head: UInt64) {
    let parts = (authorization ?? "").split(separator: " ")
    guard parts.count == 2, parts[0] == "Karvan",
      let token = KarvanCore.Hexadecimal.bytes(of: parts[1])
    else { throw ExchangeRefusal.malformed }
    return try await NIOThreadPool.singleton.runIfActive {
      let replica = try office.replica(ofWakeToken: token, now: wallClock())
      guard let scopes = try office.scopesToWatch(replica) else {
        throw ExchangeRefusal.unknownDevice
      }
      return (replica, scopes, try office.head())
    }
  }
}
