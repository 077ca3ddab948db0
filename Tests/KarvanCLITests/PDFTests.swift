// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import Testing

@testable import KarvanCLI

/// Pages as PDFs: with a program that stands in for a browser, and with a real one where there is one.
@Suite struct PDFTests {
  /// A program of a few lines that gets what a browser gets.
  private func program(_ body: String, in folder: String) throws -> String {
    let path = folder + "/browser"
    let text = """
      #!/bin/sh
      for word in "$@"; do case $word in
      --print-to-pdf=*) out=${word#*=} ;; file://*) page=${word#file://} ;;
      esac; done
      \(body)

      """
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    return path
  }

  /// A workspace with a quote, where a program makes PDFs.
  private func shell(
    _ body: String, _ more: [String: String] = [:]
  ) async throws -> (shell: TestShell, quote: String) {
    let folder = NSTemporaryDirectory() + "karvan-pdf-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let program = try program(body, in: folder)
    let environment = ["KARVAN_PDF": program, "TMPDIR": folder].merging(more) { $1 }
    return try await quote(environment)
  }

  private func quote(_ environment: [String: String]) async throws -> (TestShell, String) {
    let shell = try await TestShell.demo(environment: environment)
    let new = await shell.run("quote", "new", "Alborz", "--json")
    let number = try #require(new.object["number"] as? String, "\(new)")
    _ = await shell.run("quote", "add", number, "TEA-100", "3")
    return (shell, number)
  }

  private func leftOvers(_ shell: TestShell) throws -> [String] {
    let folder = try #require(shell.environment["TMPDIR"])
    return try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasPrefix("karvan-pdf-") }
  }

  @Test func aProgramGetsThePageAndNothingStaysBehind() async throws {
    let (shell, quote) = try await shell(
      """
      [ "$HOME" = "$(dirname "$page")" ] || exit 7
      [ -z "$KARVAN_HOME" ] || exit 8
      [ "$(stat -c %a "$HOME")" = 700 ] || exit 9
      printf '%%PDF-1.7\\n' > "$out"; cat "$page" >> "$out"
      """)
    let file = shell.folder + "/quote.pdf"
    let printed = await shell.run("quote", "print", quote, "--pdf", file)
    #expect(printed.status == 0 && printed.out.isEmpty, "\(printed)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.hasPrefix("%PDF-") && text.contains(quote))
    let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
    #expect(rights as? Int == 0o600)
    #expect(try leftOvers(shell).isEmpty)
    let both = await shell.run("quote", "print", quote, "--pdf", file, "-o", file)
    #expect(both.status == 2)
    try? FileManager.default.removeItem(atPath: shell.environment["TMPDIR"] ?? "")
  }

  @Test(
    "a program that fails, lies or hangs is told of, and leaves nothing",
    arguments: [
      ("exit 3", "exit 3"), ("exit 0", "no PDF"), ("echo hello > \"$out\"", "no PDF"),
      ("kill -9 $$", "signal 9"), ("sleep 100 & wait", "1 second"),
    ])
  func failures(body: String, reason: String) async throws {
    let (shell, quote) = try await shell(body, ["KARVAN_PDF_SECONDS": "1"])
    let file = shell.folder + "/quote.pdf"
    let printed = await shell.run("quote", "print", quote, "--pdf", file)
    #expect(printed.status == 1 && printed.err.contains(reason), "\(printed)")
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(try leftOvers(shell).isEmpty)
    try? FileManager.default.removeItem(atPath: shell.environment["TMPDIR"] ?? "")
  }

  @Test func withoutAProgramItSaysWhatToInstall() async throws {
    let (shell, number) = try await quote(["PATH": "/nowhere"])
    let printed = await shell.run("quote", "print", number, "--pdf", shell.folder + "/q.pdf")
    #expect(printed.status == 1 && printed.err.contains("apt-get install chromium"), "\(printed)")
    let persian = await shell.run(
      "quote", "print", number, "--pdf", shell.folder + "/q.pdf", "--lang", "fa")
    #expect(persian.err.contains("نصب کنید"))
  }

  private static let real = PDFMaker.programs.map { "/usr/bin/" + $0 }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  @Test(.enabled(if: real != nil), arguments: ["en", "fa"])
  func aRealProgramMakesAPDF(language: String) async throws {
    let (shell, number) = try await quote(["KARVAN_PDF": try #require(Self.real)])
    let file = shell.folder + "/q.pdf"
    let printed = await shell.run("quote", "print", number, "--pdf", file, "--lang", language)
    #expect(printed.status == 0, "\(printed)")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(bytes.starts(with: Array("%PDF-".utf8)) && bytes.count > 2_000)
  }
}
