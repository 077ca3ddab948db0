// SPDX-License-Identifier: Apache-2.0

/// The number by which the Iranian tax office knows goods and services: 13 digits.
public enum GoodID {
  /// The digits in ASCII. Throws `goodIDInvalid` for anything but 13 digits.
  public static func normalize(_ raw: String) throws(DomainError) -> String {
    DigitCode.text(
      try DigitCode.digits(
        raw, lengths: [13], name: "good id of the tax office", code: .goodIDInvalid))
  }
}
