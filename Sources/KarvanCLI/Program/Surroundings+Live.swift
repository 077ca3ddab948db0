// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Surroundings {
  /// This process: its terminal, its environment, the clock and the network.
  public static func live(environment: [String: String]) -> Surroundings {
    Surroundings(
      console: .live(), environment: environment, now: wallClock, offsetMinutes: localOffset,
      link: { try HTTPLink(server: $0) }, pause: { try await Task.sleep(for: .milliseconds(100)) },
      tick: { try await Task.sleep(for: .milliseconds(200)) },
      isMetered: MeteredNetwork.isMetered, argumentsAreText: areArgumentsText())
  }

  /// Strings that were made of other bytes have U+FFFD in their place, which nobody typed.
  private static func areArgumentsText() -> Bool {
    (0..<Int(CommandLine.argc)).allSatisfy { index in
      CommandLine.unsafeArgv[index].map { String(validatingCString: $0) != nil } ?? true
    }
  }

  @Sendable private static func wallClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  @Sendable private static func localOffset(_ milliseconds: Int64) -> Int {
    var seconds = time_t(milliseconds / 1_000)
    var local = tm()
    guard localtime_r(&seconds, &local) != nil else { return 0 }
    return Int(local.tm_gmtoff) / 60
  }
}
