// SPDX-License-Identifier: Apache-2.0

/// Every limit of an exchange, said once; all in bytes.
public enum ExchangeLimits {
  /// The longest request.
  public static let requestBytes = 8 << 20
  /// The longest answer.
  public static let answerBytes = 16 << 20
  /// The longest request or answer that travels as a file.
  public static let fileBytes = 64 << 20
  /// The longest caller's payload inside a handshake message.
  public static let payloadBytes = 60 << 10
  /// The longest plaintext of one stream chunk.
  public static let chunkBytes = 64 << 10
  /// The longest body after decompression, either way.
  public static let expandedBytes = 64 << 20
  /// Bodies are padded to a multiple of this, so that lengths tell less.
  public static let paddingBytes = 256
}
