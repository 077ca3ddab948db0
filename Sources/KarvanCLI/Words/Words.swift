// SPDX-License-Identifier: Apache-2.0
import KarvanCore
public import KarvanDomain
import KarvanStore

/// Says messages in one language.
public struct Words: Sendable {
  /// The language.
  public let language: TextLanguage

  /// Speaks a language.
  public init(_ language: TextLanguage) { self.language = language }

  /// A message with its places filled in.
  public func callAsFunction(_ message: Message, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }

  /// An error with what it names.
  public func callAsFunction(_ error: CLIError) -> String {
    Self.fill(error.code.text(in: language), error.arguments)
  }

  /// A number in the digits of the language.
  public func number(_ number: some BinaryInteger) -> String { digits("\(number)") }

  /// A text whose digits are those of the language.
  public func digits(_ text: String) -> String {
    language == .persian ? Digits.toPersian(text) : text
  }

  /// A list of texts.
  public func list(_ texts: [String]) -> String {
    FieldText.format(words: texts, language: language)
  }

  /// Puts arguments into the places `{0}`, `{1}` … of a text, in one pass, so that an argument
  /// that looks like a place stays as it is.
  static func fill(_ text: String, _ arguments: [String]) -> String {
    // Most texts have no place, and help asks for hundreds of them.
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      let after = rest.index(after: open)
      guard let close = rest[after...].firstIndex(of: "}"),
        let text = place(rest[after..<close], arguments)
      else {
        result.append("{")
        rest = rest[after...]
        continue
      }
      result += text
      rest = rest[rest.index(after: close)...]
    }
    return result + rest
  }

  /// What stands for a place: an argument, or for `0:one|many` the words that go with its number.
  private static func place(_ place: Substring, _ arguments: [String]) -> String? {
    let parts = place.split(separator: ":", maxSplits: 1)
    guard let first = parts.first, let index = Int(first) else { return nil }
    guard arguments.indices.contains(index) else { return "" }
    guard parts.count == 2 else { return arguments[index] }
    let forms = parts[1].split(separator: "|", maxSplits: 1)
    return (arguments[index] == "1" ? forms.first : forms.last).map(String.init)
  }
}

/// The language of help and completion while arguments are read, which happens in static places.
enum Tongue {
  struct Setting: Sendable {
    var language: TextLanguage = .english
    /// Whether the long parts of help are worth the work of making them.
    var wantsHelp = true
    /// The words that may name a command and its verb, where nothing else is told of: to make all
    /// commands takes longer than to carry out most of them.
    var path: ArraySlice<String> = []
    /// The schema of the workspace, whose fields help and completion name; nil for the catalog's.
    var schema: Schema?
    /// Opens the workspace, whose records completion names; nil for everything else.
    var workspace: (@Sendable () -> ReplicaDatabase?)?
  }

  @TaskLocal static var current = Setting()

  /// A message in the present language, for help.
  static func say(_ message: Message) -> String { Words(current.language)(message) }
}
