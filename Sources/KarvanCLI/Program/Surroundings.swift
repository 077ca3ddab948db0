// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
import KarvanDomain

/// Everything outside of the program that a command may touch beside files.
public struct Surroundings: Sendable {
  /// The terminal.
  public let console: Console
  /// The environment variables.
  public let environment: [String: String]
  /// The wall clock, in milliseconds since 1970.
  public let now: @Sendable () -> Int64
  /// The offset of the local time from UTC at an instant, in minutes.
  public let offsetMinutes: @Sendable (_ milliseconds: Int64) -> Int
  /// Opens the way to a server.
  public let link: @Sendable (_ server: String) throws -> any Link
  /// Whether the arguments of the process were UTF-8 before they became strings.
  public let argumentsAreText: Bool
  /// Waits for a moment while a server is waited for; nil where nobody is told of waiting.
  public let tick: (@Sendable () async throws -> Void)?
  /// Waits a tenth of a second.
  public let pause: @Sendable () async throws -> Void
  /// Whether the network is paid by the byte.
  public let isMetered: @Sendable () -> Bool
  /// What the program knows of: the catalog that it was built with.
  public let catalog: @Sendable () throws -> Schema

  /// Gathers what a command may touch.
  public init(
    console: Console, environment: [String: String], now: @escaping @Sendable () -> Int64,
    offsetMinutes: @escaping @Sendable (Int64) -> Int,
    link: @escaping @Sendable (String) throws -> any Link,
    pause: @escaping @Sendable () async throws -> Void,
    tick: (@Sendable () async throws -> Void)? = nil,
    isMetered: @escaping @Sendable () -> Bool = { false }, argumentsAreText: Bool = true,
    catalog: Schema? = nil
  ) {
    self.catalog = { try catalog ?? Catalog.schema() }
    self.isMetered = isMetered
    self.console = console
    self.environment = environment
    self.now = now
    self.offsetMinutes = offsetMinutes
    self.link = link
    self.pause = pause
    self.tick = tick
    self.argumentsAreText = argumentsAreText
  }
}
