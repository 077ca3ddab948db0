// SPDX-License-Identifier: Apache-2.0

/// zstd frames written by hand (RFC 8878), so that vectors do not depend on a compressor's version.
enum HandmadeFrame {
  private static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  /// One raw block of at most 255 bytes: single segment, content size in one byte.
  static func raw(_ bytes: [UInt8]) -> [UInt8] {
    precondition(bytes.count < 256)
    return magic + [0x20, UInt8(bytes.count)] + blockHeader(bytes.count, kind: 0) + bytes
  }

  /// One run of 256 to 65,791 equal bytes: single segment, content size minus 256 in two bytes.
  static func run(_ byte: UInt8, _ count: Int) -> [UInt8] {
    let size = UInt16(count - 256)
    let header = magic + [0x60, UInt8(size & 255), UInt8(size >> 8)]
    return header + blockHeader(count, kind: 1) + [byte]
  }

  private static func blockHeader(_ size: Int, kind: Int) -> [UInt8] {
    let value = size << 3 | kind << 1 | 1
    return [UInt8(value & 255), UInt8(value >> 8 & 255), UInt8(value >> 16 & 255)]
  }
}
