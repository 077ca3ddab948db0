// SPDX-License-Identifier: Apache-2.0

/// Short texts by which two people compare keys over the telephone.
public enum Fingerprint {
  /// Six groups of four characters: the first 120 bits of BLAKE2b-256("karvan/1 fingerprint" ‖
  /// the office's identity ‖ the device's Ed25519 key ‖ the device's X25519 key).
  ///
  /// Both sides show it at enrolment; equal texts mean that nobody stands between.
  public static func text(
    office: VerifyKey, device: VerifyKey, deviceExchange: DHPublicKey
  ) -> String {
    text(Domain.fingerprint.joined(office.bytes, device.bytes, deviceExchange.bytes))
  }

  /// The same form for an office's identity alone.
  public static func text(office: VerifyKey) -> String {
    text(Domain.fingerprint.joined(office.bytes))
  }

  private static func text(_ input: [UInt8]) -> String {
    Crockford.grouped(Crockford.symbols(of: blake2b256(input).bytes, count: 24), by: 4)
  }
}
