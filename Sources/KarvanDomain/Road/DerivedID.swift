// SPDX-License-Identifier: Apache-2.0

import KarvanCore

/// Identifiers that follow from what a record is about, so that two devices which write the same
/// thing without knowing of each other write one record.
enum DerivedID {
  /// An identifier of a name and a time; the same of the same, everywhere and for ever.
  ///
  /// - Parameters:
  ///   - milliseconds: The time that it begins with, so that it is ordered among the others.
  ///   - parts: What it is about, in order.
  static func make(milliseconds: Int64, _ parts: String...) -> RecordID {
    // Two sums of the same bytes that begin apart (FNV-1a, mixed at the end); not against malice:
    // whoever forges an identifier only writes what they may write anyway.
    var sums: (UInt64, UInt64) = (0xCBF2_9CE4_8422_2325, 0x6C62_272E_07BB_0142)
    for part in parts {
      for byte in Array(part.utf8) + [0x1F] {
        sums.0 = (sums.0 ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        sums.1 = (sums.1 ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        sums.1 = sums.1 << 7 | sums.1 >> 57
      }
    }
    return .version7(milliseconds: milliseconds, random: (mixed(sums.0), mixed(sums.1)))
  }

  private static func mixed(_ sum: UInt64) -> UInt64 {
    var mixed = sum
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
