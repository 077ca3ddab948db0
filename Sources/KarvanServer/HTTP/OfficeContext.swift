// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import Logging
import NIOCore

/// What a request brings along: its logger and the address that it came from.
struct OfficeContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let address: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    // The address only counts requests; it is never logged.
    address = source.channel.remoteAddress?.ipAddress ?? "local"
  }
}
