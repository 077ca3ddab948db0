// SPDX-License-Identifier: Apache-2.0

/// By what way exchanges travel, and how much one of them carries.
public struct Carriage: Hashable, Sendable {
  /// The most sealed bytes of segments in one request.
  public let segmentBytes: Int
  /// The most bytes of states in one page.
  public let pageBytes: Int

  /// Sets both limits.
  public init(segmentBytes: Int, pageBytes: Int) {
    self.segmentBytes = segmentBytes
    self.pageBytes = pageBytes
  }

  /// A connection: another exchange costs moments.
  public static let network = Carriage(
    segmentBytes: SyncLimits.segmentBytesPerRequest, pageBytes: SyncLimits.bytesPerPage)
  /// A file in somebody's pocket: another exchange costs a day.
  public static let file = Carriage(segmentBytes: 40 << 20, pageBytes: 40 << 20)
}
