// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("The code without comments and strings")
struct CodeViewTests {
  /// A text, and what is left of it with `~` for each character blanked out.
  @Test(
    "keeps code, lines and columns",
    arguments: [
      ("a // b\nc", "a ~~~~\nc"),
      ("a/* b /* c */ d */e", "a~~~~~~~~~~~~~~~~~e"),
      ("a/*\n*/b", "a~~\n~~b"),
      ("a/* b", "a~~~~"),
      (#"f("x // y")"#, "f(~~~~~~~~)"),
      (#""a\"b" c"#, "~~~~~~ c"),
      (#""\(f("x", (1)))" c"#, "~~(f(~~~, (1)))~ c"),
      (##"#"a" \(b)"# c"##, "~~~~~~~~~~~ c"),
      (##"#"\#(b)"# c"##, "~~~~(b)~~ c"),
      ("\"\"\"\n a \"b\" \\(c)\n \"\"\" d", "~~~\n~~~~~~~~(c)\n~~~~ d"),
      (#""open"#, "~~~~~"),
    ])
  func view(text: String, code: String) {
    #expect(CodeView.of(text) == code.replacing("~", with: " "))
    #expect(CodeView.of(text).utf8.count == text.utf8.count)
  }
}
