// SPDX-License-Identifier: Apache-2.0

/// A law that a decoder broke for some bytes.
public struct BrokenLaw: Error, Hashable, CustomStringConvertible {
  /// The law, and how it was broken.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// One decoder of bytes that come from outside, with the laws that it keeps whatever they are.
///
/// Refusing bytes is always right; crashing, hanging, using up the memory or breaking a law is not.
public struct Decoder: Sendable {
  /// The name by which people choose it.
  public let name: String
  /// The longest input that is worth trying, in bytes.
  public let longest: Int
  private let makeSamples: @Sendable () throws -> [[UInt8]]
  private let laws: @Sendable ([UInt8]) throws -> Void

  /// Describes a decoder.
  ///
  /// - Parameters:
  ///   - samples: Valid inputs, from which a search sets out.
  ///   - laws: Reads bytes; throws ``BrokenLaw`` for a broken law, anything else to refuse.
  init(
    _ name: String, longest: Int = 4_096, samples: @escaping @Sendable () throws -> [[UInt8]],
    laws: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.name = name
    self.longest = longest
    makeSamples = samples
    self.laws = laws
  }

  /// Valid inputs; the same each time.
  public func samples() throws -> [[UInt8]] { try makeSamples() }

  /// Reads bytes and checks the laws.
  ///
  /// - Returns: Whether they were read; false where they were refused.
  @discardableResult
  public func read(_ bytes: [UInt8]) throws(BrokenLaw) -> Bool {
    do {
      try laws(bytes)
      return true
    } catch let broken as BrokenLaw {
      throw broken
    } catch {
      return false
    }
  }

  /// Every decoder, by groups.
  public static let all: [Decoder] = wire + packed + sealed + kept + texts + imports + files

  /// The decoder of a name.
  public static func named(_ name: String) -> Decoder? { all.first { $0.name == name } }
}

/// The laws that decoders keep.
enum Law {
  /// What was read is written and read again as the same, and then written to the same bytes.
  static func survives<Value: Equatable>(
    _ bytes: [UInt8], read: ([UInt8]) throws -> Value, write: (Value) throws -> [UInt8]
  ) throws {
    let value = try read(bytes)
    let written = try must("write what was read") { try write(value) }
    let again = try must("read what was written") { try read(written) }
    try hold(again == value, "what is written is read as something else")
    let twice = try must("write it again") { try write(again) }
    try hold(twice == written, "the same is written in two ways")
  }

  /// There is one encoding of a value: what was read is written to the very same bytes.
  static func isExact<Value>(
    _ bytes: [UInt8], read: ([UInt8]) throws -> Value, write: (Value) throws -> [UInt8]
  ) throws {
    let value = try read(bytes)
    let written = try must("write what was read") { try write(value) }
    try hold(written == bytes, "another encoding of the same was read")
  }

  /// A normal form is its own normal form.
  static func settles<Form: Equatable>(_ raw: Form, _ normalize: (Form) throws -> Form) throws {
    let normal = try normalize(raw)
    let again = try must("take a normal form") { try normalize(normal) }
    try hold(again == normal, "a normal form has another one: \(normal) \(again)")
  }

  /// A condition that holds for all bytes.
  static func hold(_ condition: Bool, _ law: @autoclosure () -> String) throws(BrokenLaw) {
    if !condition { throw BrokenLaw(law()) }
  }

  /// Something that may not be refused.
  static func must<Value>(_ what: String, _ body: () throws -> Value) throws(BrokenLaw) -> Value {
    do {
      return try body()
    } catch {
      throw BrokenLaw("could not \(what): \(error)")
    }
  }
}
