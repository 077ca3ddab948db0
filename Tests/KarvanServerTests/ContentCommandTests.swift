// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanSealing
import KarvanStore
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// Attachments as people use them, on real files, against a real office.
@Suite struct ContentCommandTests {
  private let office: TestOffice
  private let link: CutLink
  private let nancy: Laptop
  private let janet: Laptop

  init() async throws {
    let office = try TestOffice()
    let link = CutLink(office.answering())
    let nancy = try Laptop(link, now: office.now)
    let janet = try Laptop(link, now: office.now)
    for (laptop, login) in [(nancy, "nancy"), (janet, "janet")] {
      let code = try office.code(for: login)
      let ran = await laptop.run("enroll", "--server", "https://office.example", input: code)
      try #require(ran.status == 0, "\(ran.err)")
    }
    self.office = office
    self.link = link
    self.nancy = nancy
    self.janet = janet
    await nancy.run("account", "add", "name=Alfreds")
    await nancy.run("sync")
    await janet.run("sync")
  }

  @Test func aFileTravelsFromOneToTheOther() async throws {
    let plain = [0xFF, 0xD8, 0xFF] + Laptop.bytes(700_000)
    let photo = try nancy.write(plain, to: "photo.txt")
    let attached = await nancy.run(
      "attach", "Alfreds", photo, "--name", "Shelf", "--note", "left", "--json")
    #expect(attached.status == 0, "\(attached.err)")
    // The name said text; its first bytes say what it is.
    #expect(attached.object["media_type"] as? String == "image/jpeg")
    try FileManager.default.removeItem(atPath: photo)
    var listed = await nancy.run("attachments", "Alfreds", "--json")
    #expect(listed.list.first?["state"] as? String == "waiting")
    #expect(await nancy.run("attachments").out.contains("waiting to be sent, 0 %"))
    let synced = await nancy.run("sync")
    #expect(synced.status == 0 && synced.err.contains("Attachments sent: 1"), "\(synced.err)")
    listed = await nancy.run("attachments", "Alfreds", "--json")
    #expect(listed.list.first?["state"] as? String == "here")

    await janet.run("sync")
    #expect(janet.contents.isEmpty)
    let target = janet.folder + "/shelf.jpg"
    let got = await janet.run("attachment", "get", "Shelf", "--to", target)
    #expect(got.status == 0, "\(got.err)")
    #expect(try janet.read("shelf.jpg") == plain)
    // Once here it needs no line, and nothing is written over.
    let before = link.requests
    let again = await janet.run("attachment", "get", "Shelf", "--to", target)
    #expect(again.status == 1 && again.err.contains("--force"), "\(again.err)")
    #expect(await janet.run("attachment", "get", "Shelf", "--to", target, "--force").status == 0)
    #expect(link.requests == before)
    let dropped = await janet.run("attachment", "drop-copy", "Shelf")
    #expect(dropped.status == 0, "\(dropped.err)")
    #expect(Places.isOwn("contents") && Places.isOwn("content.keys"))
    #expect(janet.contents.isEmpty)
    let away = await janet.run("attachments", "Alfreds", "--json")
    #expect(away.list.first?["state"] as? String == "office")
    #expect(await janet.run("attachment", "get", "Shelf", "--to", target, "--force").status == 0)
    #expect(try janet.read("shelf.jpg") == plain)
  }

  /// However often the line is cut, before or after the office did its part: nothing is sent twice
  /// that it has, and in the end the bytes are equal.
  @Test(arguments: 1...6) func anyCutIsGoneOnFrom(_ seed: Int) async throws {
    let plain = Laptop.bytes(262_144 * 6 + seed, seed)
    let file = try nancy.write(plain, to: "list.bin")
    #expect(await nancy.run("attach", "Alfreds", file).status == 0)
    var rounds = 0
    while rounds < 12 {
      rounds += 1
      link.cut(at: 1 + (seed + rounds) % 3, (seed + rounds) % 2 == 0 ? .before : .after)
      let ran = await nancy.run("sync")
      // The sync itself is done, whatever becomes of contents.
      #expect(ran.status == 0, "seed \(seed): \(ran.err)")
      let state = await nancy.run("attachments", "Alfreds", "--json").list.first?["state"]
      if state as? String == "here" { break }
      #expect(state as? String == "waiting", "seed \(seed)")
    }
    #expect(rounds < 12, "seed \(seed)")
    await janet.run("sync")
    var got = await janet.run("attachment", "get", "list.bin", "--to", janet.folder + "/got")
    await janet.run("attachment", "drop-copy", "list.bin")
    try? FileManager.default.removeItem(atPath: janet.folder + "/got")
    let before = link.requests
    for round in 0..<30 {
      link.cut(at: 2, (seed + round) % 2 == 0 ? .before : .after)
      got = await janet.run("attachment", "get", "list.bin", "--to", janet.folder + "/got")
      if got.status == 0 { break }
      #expect(got.err.contains("cut"), "\(got.err)")
      #expect(!FileManager.default.fileExists(atPath: janet.folder + "/got"))
    }
    #expect(got.status == 0, "\(got.err)")
    // Each try keeps the chunk that came; none is asked for twice but the one that was cut.
    #expect(link.requests - before <= 2 * 7, "seed \(seed)")
    #expect(try janet.read("got") == plain, "seed \(seed)")
  }

  @Test func aMeteredNetworkWaitsAndSaysSo() async throws {
    let file = try nancy.write(Laptop.bytes(5_000), to: "small.bin")
    await nancy.run("attach", "Alfreds", file)
    nancy.isMetered = true
    let metered = await nancy.run("sync")
    #expect(metered.status == 0 && metered.err.contains("--attachments"), "\(metered.err)")
    #expect(link.requests == 0)
    nancy.isMetered = false
    let off = await nancy.run("sync", "--no-attachments")
    #expect(off.err.contains("1 attachment waits"), "\(off.err)")
    #expect(link.requests == 0)
    // The record went ahead of its content, and the other side is told that it has to wait.
    await janet.run("sync")
    let early = await janet.run("attachment", "get", "small.bin", "--to", janet.folder + "/x")
    #expect(early.status == 3 && early.err.contains("yet"), "\(early.err)")
    let export = await nancy.run("sync", "export", nancy.folder + "/r", "--no-attachments")
    #expect(export.err.contains("1 attachment waits"), "\(export.err)")
    nancy.isMetered = true
    #expect(await nancy.run("sync", "--attachments").err.contains("Attachments sent: 1"))
    let late = await janet.run("attachment", "get", "small.bin", "--to", janet.folder + "/x")
    #expect(late.status == 0, "\(late.err)")
  }

  @Test func onlyWhatTheOfficeHasIsDropped() async throws {
    let file = try nancy.write(Laptop.bytes(5_000), to: "only.bin")
    await nancy.run("attach", "Alfreds", file)
    let kept = await nancy.run("attachment", "drop-copy", "only.bin")
    #expect(kept.status == 1 && kept.err.contains("Sync first"), "\(kept.err)")
    #expect(nancy.contents.count == 1)
    await nancy.run("sync")
    #expect(await nancy.run("attachment", "drop-copy", "only.bin").status == 0)
    #expect(nancy.contents.isEmpty)
  }

  @Test func whatIsDeletedGoesAndWhatWasNeverSentStaysAWhile() async throws {
    let sent = try nancy.write(Laptop.bytes(5_000, 1), to: "sent.bin")
    let unsent = try nancy.write(Laptop.bytes(5_000, 2), to: "unsent.bin")
    await nancy.run("attach", "Alfreds", sent)
    await nancy.run("sync")
    await nancy.run("attach", "Alfreds", unsent)
    #expect(nancy.contents.count == 2)
    await nancy.run("attachment", "delete", "sent.bin", "unsent.bin", "--yes")
    await nancy.run("sync")
    #expect(nancy.contents.count == 1)
    let doctor = await nancy.run("doctor")
    #expect(doctor.out.contains("1 content that no record names"), "\(doctor.out)")
  }

  @Test func whatLeftBeforeItWasSentIsSentAndNotFetched() async throws {
    let file = try nancy.write(Laptop.bytes(5_000, 3), to: "left.bin")
    await nancy.run("attach", "Alfreds", file)
    await nancy.run("sync", "--no-attachments")
    let account = try office.office.database.read {
      try OfficeRecords(reader: $0).find("Alfreds").id
    }
    try office.assign(account, to: try office.territory("Far away"))
    let left = await nancy.run("sync", "--no-attachments")
    #expect(left.err.contains("1 attachment waits"), "\(left.err)")
    #expect(nancy.contents.count == 1)
    #expect(await nancy.run("sync").err.contains("Attachments sent: 1"))
    #expect(office.office.contents.vault.addresses().count == 1)
    await nancy.run("sync")
    #expect(nancy.contents.isEmpty)
  }

  /// A photo of work that came too late is not forgotten: an administrator may bring the work in.
  @Test func whatWasRefusedIsSentOnceItsRecordIsBroughtIn() async throws {
    let file = try nancy.write(Laptop.bytes(5_000, 4), to: "late.bin")
    let account = try office.office.database.read {
      try OfficeRecords(reader: $0).find("Alfreds").id
    }
    try office.assign(account, to: try office.territory("Far away"))
    try office.office.change(.rightsGrace, to: "0")
    #expect(await nancy.run("attach", "Alfreds", file).status == 0)
    for _ in 0..<3 { await nancy.run("sync") }
    #expect(nancy.contents.count == 1 && office.office.contents.vault.addresses().isEmpty)
    let review = try #require(try office.office.lostWork().first)
    #expect(try office.office.applyReview("\(review.id)", now: office.now).written == 1)
    let sent = await nancy.run("sync")
    #expect(sent.err.contains("Attachments sent: 1"), "\(sent.err)")
    #expect(office.office.contents.vault.addresses().count == 1)
  }

  @Test func aDamagedCopyIsFetchedAnew() async throws {
    let plain = Laptop.bytes(300_000)
    await nancy.run("attach", "Alfreds", try nancy.write(plain, to: "doc.bin"))
    await nancy.run("sync")
    let path = nancy.folder + "/home/contents/" + (try #require(nancy.contents.first))
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[100_000] ^= 1
    try data.write(to: URL(fileURLWithPath: path))
    let doctor = await nancy.run("doctor", "--thorough")
    #expect(doctor.status == 1 && doctor.out.contains("damaged"), "\(doctor.out)")
    let got = await nancy.run("attachment", "get", "doc.bin", "--to", nancy.folder + "/got")
    #expect(got.status == 0, "\(got.err)")
    #expect(try nancy.read("got") == plain)
    #expect(await nancy.run("doctor", "--thorough").status == 0)
  }

  @Test func theSameFileTwiceIsStoredAndSentOnce() async throws {
    let file = try nancy.write(Laptop.bytes(900_000), to: "prices.bin")
    await nancy.run("attach", "Alfreds", file)
    await nancy.run("sync")
    let before = link.requests
    await nancy.run("attach", "Alfreds", file, "--name", "again")
    #expect(nancy.contents.count == 1)
    #expect(await nancy.run("sync").err.contains("Attachments sent: 1"))
    // One request showed that this device has it.
    #expect(link.requests == before + 1)
  }

  @Test func wrongUseIsSaidAndLeavesNothing() async throws {
    let empty = try nancy.write([], to: "empty")
    let file = try nancy.write([1, 2, 3], to: "file")
    #expect(await nancy.run("attach", "Alfreds", empty).status == 6)
    #expect(await nancy.run("attach", "Alfreds", nancy.folder).status == 1)
    #expect(await nancy.run("attach", "Alfreds", nancy.folder + "/nothing").status == 1)
    #expect(await nancy.run("attach", "Nobody", file).status == 3)
    #expect(nancy.contents.isEmpty)
    #expect(await nancy.run("attachment", "get", "nothing").status == 3)
    #expect(await nancy.run("attach", "Alfreds", file, "--name", "../../evil").status == 0)
    let got = await nancy.run("attachment", "get", "../../evil", "--to", nancy.folder)
    #expect(got.status == 0, "\(got.err)")
    #expect(try nancy.read("evil") == [1, 2, 3])
    let persian = await nancy.run("attachments", "Alfreds", "--lang", "fa")
    #expect(persian.out.contains("در انتظار ارسال"), "\(persian.out)")
  }
}
