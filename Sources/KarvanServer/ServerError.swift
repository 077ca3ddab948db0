// SPDX-License-Identifier: Apache-2.0

/// What can go wrong while setting up or running the server, in words for its operator.
public struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reasons, stable for scripts.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// The folder already holds a workspace.
    case exists
    /// The folder holds no workspace.
    case missing
    /// A name, number or file that a command was given is wrong.
    case usage
    /// Nothing, or more than one thing, has that name.
    case notFound
    /// What the workspace's own rules refuse.
    case refused
    /// The operating system refused something.
    case system
  }

  /// The reason.
  public let code: Code
  /// What was wrong, where, and what to do.
  public let message: String

  /// Makes an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// The exit status of a command that ends with this error.
  public var exitStatus: Int32 {
    switch code {
    case .usage: 2
    case .missing, .notFound: 3
    case .refused: 6
    case .exists, .system: 1
    }
  }
}
