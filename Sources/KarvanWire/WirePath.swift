// SPDX-License-Identifier: Apache-2.0

/// The paths of the protocol, said once for both sides (P-030, P-036).
public enum WirePath {
  /// Exchanges of enrolled devices.
  public static let exchange = "/karvan/v1/exchange"
  /// Enrolments.
  public static let enrol = "/karvan/v1/enrol"
  /// The stream of wake-ups (P-038).
  public static let wake = "/karvan/v1/wake"
  /// The office's public card.
  public static let card = "/karvan/v1/card"
  /// Requests about the contents of attachments (P-091).
  public static let contents = "/karvan/v1/contents"
  /// Snapshots, by identifier below it.
  public static let snapshots = "/karvan/v1/snapshot"
}
