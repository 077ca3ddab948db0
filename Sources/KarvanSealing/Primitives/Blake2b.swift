// SPDX-License-Identifier: Apache-2.0
import CSodium

/// BLAKE2b over several parts (RFC 7693), with an output of 16 to 64 bytes.
final class Blake2b {
  private let state: UnsafeMutableRawPointer
  private let length: Int

  init(length: Int, key: SecretBytes? = nil) {
    Sodium.start()
    self.length = length
    // The state wants 64-byte alignment, which Swift does not promise for imported structs.
    state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    let status = withExtendedLifetime(key) {
      crypto_generichash_init(OpaquePointer(state), key?.pointer, key?.count ?? 0, length)
    }
    precondition(status == 0, "BLAKE2b takes 16 to 64 bytes of key and output")
  }

  deinit {
    sodium_memzero(state, crypto_generichash_statebytes())
    state.deallocate()
  }

  func update(_ bytes: UnsafeRawBufferPointer) {
    let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    _ = crypto_generichash_update(OpaquePointer(state), base, UInt64(bytes.count))
  }

  func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  func update(_ secret: SecretBytes) {
    withExtendedLifetime(secret) {
      update(UnsafeRawBufferPointer(start: secret.pointer, count: secret.count))
    }
  }

  func finish<Value: FixedOctets>() -> Value {
    precondition(Value.count == length)
    return Value { target in _ = crypto_generichash_final(OpaquePointer(state), target, length) }
  }

  func finish() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
      if let base = buffer.baseAddress {
        _ = crypto_generichash_final(OpaquePointer(state), base, length)
      }
      initialized = length
    }
  }

  /// Hash of one byte string.
  static func hash<Value: FixedOctets>(_ bytes: [UInt8], key: SecretBytes? = nil) -> Value {
    bytes.withUnsafeBytes { hash($0, key: key) }
  }

  /// Hash of one byte string in place; allocates nothing.
  @inline(__always)
  static func hash<Value: FixedOctets>(
    _ bytes: UnsafeRawBufferPointer, key: SecretBytes? = nil
  ) -> Value {
    Sodium.start()
    return withExtendedLifetime(key) {
      Value { target in
        let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        _ = crypto_generichash(
          target, Value.count, base, UInt64(bytes.count), key?.pointer, key?.count ?? 0)
      }
    }
  }

  /// A 32-byte key derived from a key, a domain and its context.
  static func derive(from key: SecretBytes, _ input: [UInt8]) -> SecretBytes {
    Sodium.start()
    return SecretBytes(count: 32) { target in
      withExtendedLifetime(key) {
        _ = crypto_generichash(target, 32, input, UInt64(input.count), key.pointer, key.count)
      }
    }
  }
}

/// BLAKE2b-256 of a byte string, without a key.
public func blake2b256(_ bytes: [UInt8]) -> Octets32 { Blake2b.hash(bytes) }

/// BLAKE2b-256 of bytes in place, without a key.
public func blake2b256(_ bytes: UnsafeRawBufferPointer) -> Octets32 { Blake2b.hash(bytes) }
