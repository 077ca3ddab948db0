// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import KarvanSealing
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// A device that only ever exchanges by file, and a key that changed too often meanwhile (P-107).
@Suite struct CardByFileTests {
  private let office: TestOffice
  private let nancy: Laptop

  init() async throws {
    let office = try TestOffice()
    self.office = office
    let link = CutLink(office.answering())
    nancy = try Laptop(link, now: office.now)
    let code = try office.code(for: "nancy")
    let ran = await nancy.run("enroll", "--server", "https://office.example", input: code)
    try #require(ran.status == 0, "\(ran.err)")
    await nancy.run("account", "add", "name=Far away")
  }

  private func rotate(_ times: Int) throws {
    for _ in 0..<times {
      office.now += Int64(KeyRotation.period)
      _ = try office.office.rotateKeysIfDue(now: office.now)
    }
  }

  /// Carries a request and what comes back.
  private func travel() async throws -> (verdict: String, ran: Laptop.Ran) {
    let path = nancy.folder + "/r"
    let export = await nancy.run("sync", "export", path)
    try #require(export.status == 0, "\(export.err)")
    let outcome = try office.office.exchangeByFile(try nancy.read("r"), now: office.now)
    let answer = try nancy.write(outcome.bytes, to: "r.answer")
    return (outcome.verdict, await nancy.run("sync", "import", answer))
  }

  @Test func itsAnswerIsTheCardAndThenEverythingGoesOn() async throws {
    try rotate(8)
    let first = try await travel()
    #expect(first.verdict == "card")
    #expect(first.ran.status == 0 && first.ran.out.contains("new key"), "\(first.ran)")
    let second = try await travel()
    #expect(second.verdict == "done" && second.ran.status == 0, "\(second.ran.err)")
    let status = await nancy.run("sync", "status", "--json")
    #expect(status.object["unsent"] as? Int == 0)
    // The same card again changes nothing, in either language.
    let card = try nancy.write(office.office.card(), to: "card")
    let again = await nancy.run("sync", "import", card, "--json")
    #expect(again.status == 0 && again.object["is_new"] as? Bool == false, "\(again)")
    let persian = await nancy.run("sync", "import", card, "--lang", "fa")
    #expect(persian.status == 0 && persian.out.contains("نکرد"), "\(persian)")
    #expect(await nancy.run("doctor").status == 0)
  }

  @Test func theCommandWritesIt() async throws {
    try rotate(3)
    let path = nancy.folder + "/office.card"
    let command = try ServerCommand.parseAsRoot(["card", path, "--home", office.folder.path])
    let card = try #require(command as? CardCommand)
    try card.run()
    #expect(try nancy.read("office.card") == office.office.card())
    let taken = await nancy.run("sync", "import", path, "--json")
    #expect(taken.status == 0 && taken.object["is_new"] as? Bool == true, "\(taken)")
    #expect(try await travel().verdict == "done")
  }

  /// Whoever carries files can make this device speak to nobody else, and lead it back to no old key.
  @Test func otherCardsAreRefused() async throws {
    let old = office.office.card()
    try rotate(8)
    let right = office.office.card()
    var altered = right
    altered[100] ^= 1
    let other = try TestOffice().office.card()
    for (index, card) in [altered, other, Array(right.dropLast()), Array(right.prefix(4))]
      .enumerated()
    {
      let ran = await nancy.run("sync", "import", try nancy.write(card, to: "card\(index)"))
      #expect(ran.status != 0, "\(index): \(ran)")
    }
    // None of them was taken.
    #expect(try await travel().verdict == "card")
    let stale = await nancy.run("sync", "import", try nancy.write(old, to: "old"), "--json")
    #expect(stale.object["is_new"] as? Bool == false, "\(stale)")
    #expect(try await travel().verdict == "done")
  }
}
