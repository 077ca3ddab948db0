// SPDX-License-Identifier: Apache-2.0
import CSodium

/// The two authenticated ciphers; both add a tag of 16 bytes at the end.
enum AEAD {
  static let tagLength = 16

  /// ChaCha20-Poly1305 (RFC 8439), nonce of 12 bytes: Noise's cipher.
  static func sealChaCha(
    _ plaintext: [UInt8], data: [UInt8], nonce: [UInt8], key: SecretBytes
  ) -> [UInt8] {
    precondition(nonce.count == 12 && key.count == 32)
    return filled(plaintext.count + tagLength) { target in
      _ = crypto_aead_chacha20poly1305_ietf_encrypt(
        target, nil, plaintext, UInt64(plaintext.count), data, UInt64(data.count), nil, nonce,
        key.pointer)
    }
  }

  /// The plaintext, or nil where anything was altered.
  static func openChaCha(
    _ sealed: ArraySlice<UInt8>, data: [UInt8], nonce: [UInt8], key: SecretBytes
  ) -> [UInt8]? {
    precondition(nonce.count == 12 && key.count == 32)
    guard sealed.count >= tagLength else { return nil }
    var status: Int32 = -1
    let plaintext = filled(sealed.count - tagLength) { target in
      status = sealed.withUnsafeBufferPointer { source in
        guard let input = source.baseAddress else { return -1 }
        return crypto_aead_chacha20poly1305_ietf_decrypt(
          target, nil, nil, input, UInt64(source.count), data, UInt64(data.count), nonce,
          key.pointer)
      }
    }
    return status == 0 ? plaintext : nil
  }

  /// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), nonce of 24 bytes: the segments' cipher.
  static func sealXChaCha(
    _ plaintext: [UInt8], data: [UInt8], nonce: [UInt8], key: SecretBytes
  ) -> [UInt8] {
    precondition(nonce.count == 24 && key.count == 32)
    return filled(plaintext.count + tagLength) { target in
      _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
        target, nil, plaintext, UInt64(plaintext.count), data, UInt64(data.count), nil, nonce,
        key.pointer)
    }
  }

  /// The plaintext, or nil where anything was altered.
  static func openXChaCha(
    _ sealed: ArraySlice<UInt8>, data: [UInt8], nonce: [UInt8], key: SecretBytes
  ) -> [UInt8]? {
    precondition(nonce.count == 24 && key.count == 32)
    guard sealed.count >= tagLength else { return nil }
    var status: Int32 = -1
    let plaintext = filled(sealed.count - tagLength) { target in
      status = sealed.withUnsafeBufferPointer { source in
        guard let input = source.baseAddress else { return -1 }
        return crypto_aead_xchacha20poly1305_ietf_decrypt(
          target, nil, nil, input, UInt64(source.count), data, UInt64(data.count), nonce,
          key.pointer)
      }
    }
    return status == 0 ? plaintext : nil
  }

  private static func filled(
    _ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Void
  ) -> [UInt8] {
    Sodium.start()
    return [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, initialized in
      // Not every failing call writes; what is not plaintext must at least be initialized.
      buffer.initialize(repeating: 0)
      if let base = buffer.baseAddress { fill(base) }
      initialized = count
    }
  }
}
