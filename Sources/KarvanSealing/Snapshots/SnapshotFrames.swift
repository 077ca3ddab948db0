// SPDX-License-Identifier: Apache-2.0

/// Writes a snapshot: frames are packed, cut into chunks, sealed and handed on, one chunk at a time.
public struct SnapshotWriter {
  private let seal: SnapshotSeal
  private let write: ([UInt8]) throws -> Void
  private var buffer: [UInt8] = []
  private var index: UInt64 = 0
  /// The sealed bytes so far.
  public private(set) var size: UInt64 = 0

  /// Begins to write.
  ///
  /// - Parameter write: Takes the sealed bytes, in order.
  public init(_ seal: SnapshotSeal, write: @escaping ([UInt8]) throws -> Void) {
    self.seal = seal
    self.write = write
  }

  /// Adds a frame: packed length u32 ‖ plain length u32 ‖ one zstd frame.
  public mutating func append(_ frame: [UInt8]) throws {
    guard frame.count <= SnapshotLayout.frameBytes else {
      throw SealingError(.oversized, "a frame of \(frame.count) bytes")
    }
    let packed = Zstd.compress(frame)
    buffer.append(bigEndian: UInt32(packed.count))
    buffer.append(bigEndian: UInt32(frame.count))
    buffer.append(contentsOf: packed)
    var start = 0
    // A byte always stays, because the last chunk is marked and not empty.
    while buffer.count - start > SnapshotLayout.plainBytes {
      let end = start + SnapshotLayout.plainBytes
      try put(Array(buffer[start..<end]), isLast: false)
      start = end
    }
    buffer.removeFirst(start)
  }

  /// Writes the last chunk; at least one frame must have come.
  public mutating func finish() throws {
    try put(buffer, isLast: true)
    buffer = []
  }

  private mutating func put(_ plaintext: [UInt8], isLast: Bool) throws {
    let sealed = seal.seal(plaintext, index: index, isLast: isLast)
    try write(sealed)
    index += 1
    size += UInt64(sealed.count)
  }
}

/// Reads a snapshot frame by frame; no more than a frame and a chunk is in memory.
public struct SnapshotReader {
  private let seal: SnapshotSeal
  private let size: UInt64
  private let chunks: UInt64
  private let read: (_ offset: UInt64, _ count: Int) throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var start = 0
  /// The number of the chunk that is read next; after `snapshotFailed`, of the one that is wrong.
  public private(set) var index: UInt64 = 0

  /// Begins to read a file of a size.
  ///
  /// - Parameter read: Reads sealed bytes at a place of the file.
  /// - Throws: `snapshotFailed` for a size that no snapshot has.
  public init(
    _ seal: SnapshotSeal, size: UInt64,
    read: @escaping (_ offset: UInt64, _ count: Int) throws -> [UInt8]
  ) throws(SealingError) {
    guard let chunks = SnapshotLayout.chunks(in: size) else {
      throw SealingError(.snapshotFailed, "no snapshot has \(size) bytes")
    }
    self.seal = seal
    self.size = size
    self.chunks = chunks
    self.read = read
  }

  /// The next frame, nil after the last; throws `snapshotFailed`, `badCompression`, `truncated`.
  public mutating func next() throws -> [UInt8]? {
    guard try fill(8) else { return nil }
    let packed = Int(number(at: start))
    let plain = Int(number(at: start + 4))
    guard packed <= SnapshotLayout.frameBytes + 65_536, try fill(8 + packed) else {
      throw SealingError(.truncated, "a frame of \(packed) bytes that does not end")
    }
    let frame = buffer[(start + 8)..<(start + 8 + packed)]
    let page = try Zstd.expand(frame, length: plain, limit: SnapshotLayout.frameBytes)
    start += 8 + packed
    return page
  }

  private func number(at offset: Int) -> UInt32 {
    buffer[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Opens chunks until so many bytes are there; false at the end of the file.
  private mutating func fill(_ count: Int) throws -> Bool {
    while buffer.count - start < count {
      guard index < chunks else {
        guard buffer.count == start else {
          throw SealingError(.truncated, "\(buffer.count - start) bytes after the last frame")
        }
        return false
      }
      let offset = index * UInt64(SnapshotLayout.sealedBytes)
      let length = min(UInt64(SnapshotLayout.sealedBytes), size - offset)
      let sealed = try read(offset, Int(length))
      let plain = try seal.open(sealed[...], index: index, isLast: index == chunks - 1)
      index += 1
      buffer.removeFirst(start)
      start = 0
      buffer.append(contentsOf: plain)
    }
    return true
  }
}
