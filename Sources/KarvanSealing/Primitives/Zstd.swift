// SPDX-License-Identifier: Apache-2.0
import CZstd

/// Compression with explicit bounds: nothing expands past what the caller allowed.
public enum Zstd {
  /// Level 1: the streams' time matters more than their last few percent.
  static let fastLevel: Int32 = 1
  /// Level 3, zstd's default: a segment is packed once and kept for years.
  static let storageLevel: Int32 = 3

  /// One zstd frame that states its content's length.
  public static func compress(_ bytes: [UInt8]) -> [UInt8] {
    compress(bytes, level: storageLevel)
  }

  static func compress(_ bytes: [UInt8], level: Int32) -> [UInt8] {
    let capacity = ZSTD_compressBound(bytes.count)
    return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      let size = ZSTD_compress(buffer.baseAddress, capacity, bytes, bytes.count, level)
      precondition(ZSTD_isError(size) == 0, "zstd failed within its own bound: out of memory")
      initialized = size
    }
  }

  /// Expands exactly one frame to exactly `length` bytes.
  ///
  /// Throws `oversized` where `length` exceeds `limit`, before any memory is taken, and
  /// `badCompression` where the frame is damaged, promises or gives another length, or is
  /// followed by anything.
  public static func expand(
    _ bytes: ArraySlice<UInt8>, length: Int, limit: Int
  ) throws(SealingError) -> [UInt8] {
    guard length >= 0, length <= limit else {
      throw SealingError(.oversized, "\(length) bytes expanded, the limit is \(limit)")
    }
    var expanded = -1
    let result = [UInt8](unsafeUninitializedCapacity: max(length, 1)) { buffer, initialized in
      expanded = bytes.withUnsafeBytes { frame in expand(frame, into: buffer, length: length) }
      initialized = max(expanded, 0)
    }
    guard expanded == length else {
      throw SealingError(.badCompression, "compressed data is not one frame of \(length) bytes")
    }
    return result
  }

  private static func expand(
    _ frame: UnsafeRawBufferPointer, into buffer: UnsafeMutableBufferPointer<UInt8>, length: Int
  ) -> Int {
    guard
      ZSTD_getFrameContentSize(frame.baseAddress, frame.count) == UInt64(length),
      ZSTD_findFrameCompressedSize(frame.baseAddress, frame.count) == frame.count
    else { return -1 }
    let size = ZSTD_decompress(buffer.baseAddress, length, frame.baseAddress, frame.count)
    return ZSTD_isError(size) == 0 ? size : -1
  }
}
