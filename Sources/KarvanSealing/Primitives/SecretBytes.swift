// SPDX-License-Identifier: Apache-2.0
import CSodium

/// Secret bytes that are wiped from memory when the last reference goes.
///
/// They never appear in descriptions, dumps or mirrors; comparing takes the same time wherever
/// the difference is. The memory is not locked against swapping: key files and databases are on
/// the same disk anyway.
public final class SecretBytes: Sendable {
  /// The number of bytes.
  public let count: Int
  // SAFETY: written only inside `init`, read-only afterwards, freed in `deinit`.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer

  /// Makes `count` bytes that `fill` writes; they begin as zeros.
  init(count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
    self.count = count
    base = .allocate(byteCount: max(count, 1), alignment: 16)
    let bytes = base.initializeMemory(as: UInt8.self, repeating: 0, count: max(count, 1))
    fill(bytes)
  }

  /// Copies bytes in; wiping the source is the caller's task.
  public convenience init(copying bytes: some Collection<UInt8>) {
    self.init(count: bytes.count) { target in
      _ = UnsafeMutableBufferPointer(start: target, count: bytes.count).initialize(from: bytes)
    }
  }

  /// Fresh random bytes.
  convenience init(random count: Int) {
    Sodium.start()
    self.init(count: count) { randombytes_buf($0, count) }
  }

  deinit {
    sodium_memzero(base, count)
    base.deallocate()
  }

  /// The address of the first byte; valid while this object lives.
  var pointer: UnsafePointer<UInt8> { UnsafePointer(base.assumingMemoryBound(to: UInt8.self)) }

  /// A plain copy, for storing the secret somewhere safe.
  public var exposedBytes: [UInt8] {
    withExtendedLifetime(self) { [UInt8](UnsafeRawBufferPointer(start: base, count: count)) }
  }

  /// A slice as secret bytes of its own.
  func part(_ range: Range<Int>) -> SecretBytes {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return withExtendedLifetime(self) {
      SecretBytes(copying: UnsafeRawBufferPointer(start: base, count: count)[range])
    }
  }
}

extension SecretBytes: Equatable, CustomStringConvertible, CustomReflectable {
  /// Compares in constant time for equal lengths.
  public static func == (left: SecretBytes, right: SecretBytes) -> Bool {
    guard left.count == right.count else { return false }
    return withExtendedLifetime((left, right)) {
      sodium_memcmp(left.base, right.base, left.count) == 0
    }
  }

  /// The length only.
  public var description: String { "SecretBytes(\(count))" }

  /// A mirror without content, so that dumps show nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [UInt8] {
  /// Overwrites the bytes with zeros, for buffers that held a secret for a moment.
  mutating func wipe() {
    withUnsafeMutableBytes { buffer in
      if let base = buffer.baseAddress { sodium_memzero(base, buffer.count) }
    }
  }
}

/// Compares two byte strings in constant time for equal lengths.
func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && sodium_memcmp(left, right, left.count) == 0
}
