// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanCLI

@Suite struct ErrorTests {
  /// Every error that a command can end with has a status that is not "done".
  @Test func everyErrorHasAStatus() {
    let statuses =
      CLIError.Code.allCases.map { ExitStatus.of($0) }
      + Failure.Code.allCases.map { ExitStatus.of($0) }
      + StoreError.Code.allCases.map { ExitStatus.of($0) }
    #expect(!statuses.contains(.done))
    #expect(Set(statuses).union([.done]) == Set(ExitStatus.allCases))
  }

  @Test func documentedNumbers() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6])
    #expect(ExitStatus.of(Failure(.notGranted)) == .denied)
    #expect(ExitStatus.of(Failure(.moveNotAllowed)) == .invalid)
    #expect(ExitStatus.of(CLIError(.ambiguous)) == .notFound)
    #expect(ExitStatus.of(SyncStop.revoked) == .denied)
    #expect(ExitStatus.of(SyncStop.clone) == .denied)
    #expect(ExitStatus.of(SyncStop.later(seconds: 3)) == .failure)
    #expect(ExitStatus.of(DomainError(.dateInvalid, "x")) == .invalid)
    #expect(ExitStatus.of(StoreError(.damaged, "x", place: "y")) == .failure)
  }

  /// A mistyped command or verb is named, wherever options stand, with what it may have meant.
  @Test func aMistypedCommandIsNamed() async throws {
    let shell = try TestShell()
    let cases: [([String], String)] = [
      (["acount", "list"], "“acount”. Perhaps: `karvan account`"),
      (["acount", "list", "--json"], "“acount”. Perhaps: `karvan account`"),
      (["order", "quik", "Shop"], "“quik”. Perhaps: `karvan order quick`"),
      (["order", "--json"], ""), (["xyzzy"], "“xyzzy”. Perhaps: `karvan --help`"),
    ]
    for (typed, said) in cases {
      let run = await shell.run(typed)
      if said.isEmpty {
        #expect(!run.err.contains("Perhaps"))
      } else {
        #expect(run.status == 2 && run.err.contains(said), "\(typed): \(run.err)")
      }
    }
    let persian = await shell.run("acount", "--lang", "fa")
    #expect(persian.err.contains("شاید") && persian.err.contains("karvan account"))
  }

  /// What the parser says by itself is Persian where Persian is asked for: help and mistakes.
  @Test func theParserSpeaksPersian() async throws {
    let shell = try TestShell()
    let words = [
      "OVERVIEW", "USAGE", "Usage", "ARGUMENTS", "OPTIONS", "SUBCOMMANDS", "Show ", "See '",
      "Error", "Help:", "Missing", "Unknown", "nexpected", "Did you", "invalid", "default",
      "values:", "already been set",
    ]
    let helps: [[String]] = [
      [], ["order"], ["order", "new"], ["sync", "now"], ["import", "csv"],
      ["export", "accounting"],
    ]
    for command in helps {
      let run = await shell.run(command + ["--help", "--lang", "fa"])
      #expect(run.status == 0 && run.out.contains("کاربرد:\n"), "\(command)")
      for word in words { #expect(!run.out.contains(word), "\(command): \(word)") }
    }
    let mistakes: [[String]] = [
      ["order", "new"], ["order", "submit", "x", "--foo"], ["order", "submit", "x", "--hom", "y"],
      ["order", "submit", "x", "y"], ["order", "submit", "x", "y", "z"],
      ["order", "submit", "x", "--home"], ["order", "submit", "x", "--quiet=1"],
      ["order"],
    ]
    for command in mistakes {
      let run = await shell.run(command + ["--lang", "fa"])
      #expect(command == ["order"] || run.status == 2, "\(command)")
      for word in words { #expect(!run.err.contains(word), "\(command): \(run.err)") }
    }
    // Programs read the rest as it is.
    let script = await shell.run("--generate-completion-script", "bash", "--lang", "fa")
    #expect(script.out.hasPrefix("#!/bin/bash"), "\(script.out.prefix(200))\(script.err)")
  }

  /// Both languages say every message, in their own letters, with the same places.
  @Test func bothLanguagesAreComplete() {
    all(Message.self) { $0.text(in: $1) }
    all(MoneyMessage.self) { $0.text(in: $1) }
    all(DemoMessage.self) { $0.text(in: $1) }
    all(TourMessage.self) { $0.text(in: $1) }
    all(ManualMessage.self) { $0.text(in: $1) }
    all(PricingMessage.self) { $0.text(in: $1) }
    all(SettingMessage.self) { $0.text(in: $1) }
    all(HandInMessage.self) { $0.text(in: $1) }
    for code in CLIError.Code.allCases {
      compare(code.rawValue, code.text(in: .english), code.text(in: .persian))
    }
  }

  private func all<Message: CaseIterable & RawRepresentable<String>>(
    _ type: Message.Type, _ say: (Message, TextLanguage) -> String
  ) {
    for message in type.allCases {
      compare(message.rawValue, say(message, .english), say(message, .persian))
    }
  }

  private func compare(_ name: String, _ english: String, _ persian: String) {
    #expect(!english.isEmpty && !persian.isEmpty, "\(name)")
    #expect(places(english) == places(persian), "\(name)")
    #expect(persian.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }, "\(name)")
    // One of them shows what searching in Persian looks like.
    let isEnglish = !english.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }
    #expect(isEnglish || name == DemoMessage.tryThis.rawValue, "\(name)")
  }

  private func places(_ text: String) -> Set<Int> {
    Set((0...5).filter { text.contains("{\($0)}") })
  }

  @Test func placesAreFilledOnce() {
    #expect(Words.fill("a {0} b {1}", ["{1}", "x"]) == "a {1} b x")
    #expect(Words.fill("{ {9} {0", ["x"]) == "{  {0")
  }

  /// What is said of a stop names the next step.
  @Test func stopsSayWhatToDo() {
    let words = Words(.english)
    let said = ErrorText.say(SyncStop.revoked, words: words, schema: nil)
    #expect(said.contains("invite"))
    #expect(
      ErrorText.say(SyncStop.later(seconds: 7), words: words, schema: nil).contains("7 seconds"))
    let store = StoreError(.diskFull, "SQLITE_FULL", place: "/x/karvan.db")
    #expect(ErrorText.say(store, words: words, schema: nil).contains("/x/karvan.db"))
  }
}
