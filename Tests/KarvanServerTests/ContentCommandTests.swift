// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanSealing
import KarvanStore
import Synchronization
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// The way to a real office, which breaks when a test says so.
private final class CutLink: Link {
  /// What happens to a request about contents.
  enum Cut: Sendable { case before, after }

  private let answer: @Sendable (String, [UInt8]) throws -> [UInt8]
  private let cuts = Mutex<[Int: Cut]>([:])
  private let asked = Mutex(0)

  init(_ answer: @escaping @Sendable (String, [UInt8]) throws -> [UInt8]) { self.answer = answer }

  /// How many requests about contents came.
  var requests: Int { asked.withLock { $0 } }

  /// Breaks the line at the so-manieth request about contents from now.
  func cut(at number: Int, _ cut: Cut) {
    let now = requests
    cuts.withLock { $0[now + number] = cut }
  }

  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try reply(path, [])
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    guard path.hasSuffix("contents") else { return try reply(path, body) }
    let number = asked.withLock { asked in
      asked += 1
      return asked
    }
    let cut = cuts.withLock { $0[number] }
    if cut == .before { throw .unreachable(reason: "cut") }
    let bytes = try reply(path, body)
    if cut == .after { throw .unreachable(reason: "cut") }
    return bytes
  }

  private func reply(_ path: String, _ body: [UInt8]) throws(LinkFailure) -> [UInt8] {
    do {
      return try answer(path, body)
    } catch let error as SealingError {
      throw .status(code: 400, line: "\(error.code)")
    } catch {
      throw .status(code: 503, line: "\(error)")
    }
  }
}

/// A laptop with a folder of its own, where commands run as people type them.
private final class Laptop {
  let folder = NSTemporaryDirectory() + "karvan-laptop-" + UUID().uuidString
  let link: CutLink
  let now: Int64
  var isMetered = false

  init(_ link: CutLink, now: Int64) throws {
    self.link = link
    self.now = now
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  struct Ran {
    let status: Int32
    let out: String
    let err: String
    var list: [[String: Any]] {
      (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [[String: Any]] ?? []
    }
    var object: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(out.utf8))) as? [String: Any] ?? [:]
    }
  }

  @discardableResult
  func run(_ arguments: String..., input: String? = nil) async -> Ran {
    let texts = Mutex((out: "", err: ""))
    let console = KarvanCLI.Console(
      write: { text in texts.withLock { $0.out += text } },
      tell: { text in texts.withLock { $0.err += text } }, outputFailure: { nil },
      readLine: { input }, readSecret: { input }, isInputTerminal: false, isOutputTerminal: false,
      isErrorTerminal: false, columns: 200)
    let (link, now, isMetered) = (self.link, self.now, self.isMetered)
    let surroundings = Surroundings(
      console: console, environment: ["KARVAN_HOME": folder + "/home"], now: { now },
      offsetMinutes: { _ in 0 }, link: { _ in link }, pause: {}, isMetered: { isMetered })
    let status = await Program.run(arguments, surroundings)
    return texts.withLock { Ran(status: status, out: $0.out, err: $0.err) }
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = folder + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
  }

  /// The names of the files with contents.
  var contents: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder + "/home/contents")
    return names?.filter { !$0.contains(".") } ?? []
  }
}

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

  private static func bytes(_ count: Int, _ seed: Int = 1) -> [UInt8] {
    var state = UInt64(seed)
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  @Test func aFileTravelsFromOneToTheOther() async throws {
    let plain = [0xFF, 0xD8, 0xFF] + Self.bytes(700_000)
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
    let plain = Self.bytes(262_144 * 6 + seed, seed)
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
    let file = try nancy.write(Self.bytes(5_000), to: "small.bin")
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
    // By file it waits as well.
    let export = await nancy.run("sync", "export", nancy.folder + "/r")
    #expect(export.err.contains("too much for a file"), "\(export.err)")
    nancy.isMetered = true
    #expect(await nancy.run("sync", "--attachments").err.contains("Attachments sent: 1"))
    let late = await janet.run("attachment", "get", "small.bin", "--to", janet.folder + "/x")
    #expect(late.status == 0, "\(late.err)")
  }

  @Test func onlyWhatTheOfficeHasIsDropped() async throws {
    let file = try nancy.write(Self.bytes(5_000), to: "only.bin")
    await nancy.run("attach", "Alfreds", file)
    let kept = await nancy.run("attachment", "drop-copy", "only.bin")
    #expect(kept.status == 1 && kept.err.contains("Sync first"), "\(kept.err)")
    #expect(nancy.contents.count == 1)
    await nancy.run("sync")
    #expect(await nancy.run("attachment", "drop-copy", "only.bin").status == 0)
    #expect(nancy.contents.isEmpty)
  }

  @Test func whatIsDeletedGoesAndWhatWasNeverSentStaysAWhile() async throws {
    let sent = try nancy.write(Self.bytes(5_000, 1), to: "sent.bin")
    let unsent = try nancy.write(Self.bytes(5_000, 2), to: "unsent.bin")
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
    let file = try nancy.write(Self.bytes(5_000, 3), to: "left.bin")
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

  @Test func aDamagedCopyIsFetchedAnew() async throws {
    let plain = Self.bytes(300_000)
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
    let file = try nancy.write(Self.bytes(900_000), to: "prices.bin")
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
