// SPDX-License-Identifier: Apache-2.0
#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whether the machine's connection is paid by the byte, as far as its network manager knows.
enum MeteredNetwork {
  /// What `--metered` takes.
  enum Choice: String, CaseIterable, Sendable {
    case auto, yes, no
  }

  /// Asks NetworkManager over the system bus; false where there is none, or it does not know.
  ///
  /// Its property `Metered` is 1 for yes and 3 for a good guess (NMMetered, NetworkManager 1.2).
  static func isMetered() -> Bool {
    let answer = output(of: [
      "busctl", "--system", "--timeout=2", "get-property", "org.freedesktop.NetworkManager",
      "/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager", "Metered",
    ])
    return answer == "u 1" || answer == "u 3"
  }

  /// The first line that a program prints; nil where it can't be run or fails.
  private static func output(of arguments: [String]) -> String? {
    guard let program = find(arguments[0]) else { return nil }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    let status = posix_spawn(&child, program, &actions, nil, &pointers, environ)
    close(ends[1])
    guard status == 0 else { return nil }
    var text = [UInt8](repeating: 0, count: 256)
    let count = text.withUnsafeMutableBytes { read(ends[0], $0.baseAddress, $0.count) }
    var code: Int32 = 0
    while waitpid(child, &code, 0) < 0, errno == EINTR {}
    guard code == 0, count > 0 else { return nil }
    return String(decoding: text[..<count].prefix { $0 != 0x0A }, as: UTF8.self)
  }

  private static func find(_ name: String) -> String? {
    ["/usr/bin/", "/bin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
  }
}
