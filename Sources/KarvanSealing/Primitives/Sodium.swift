// SPDX-License-Identifier: Apache-2.0
import CSodium

/// The start of libsodium, which picks the fastest code for this processor and opens the
/// source of randomness.
enum Sodium {
  private static let started: Void = {
    // It fails only where the system has no randomness: nothing safe can be done there.
    precondition(sodium_init() >= 0, "libsodium found no source of randomness")
  }()

  /// Starts libsodium once; later calls cost a load and a branch.
  @inline(__always)
  static func start() { _ = started }
}

/// Where random bytes come from: the system, or a fixed sequence when vectors are made.
package struct RandomSource: Sendable {
  let bytes: @Sendable (_ count: Int) -> [UInt8]

  /// A source that gives so many bytes when it is asked.
  package init(_ bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.bytes = bytes }

  static let system = RandomSource { count in randomBytes(count) }
}

/// Bytes from the system's cryptographic generator.
public func randomBytes(_ count: Int) -> [UInt8] {
  Sodium.start()
  return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let base = buffer.baseAddress { randombytes_buf(base, count) }
    initialized = count
  }
}
