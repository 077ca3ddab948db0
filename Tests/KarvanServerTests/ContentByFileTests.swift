// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// Contents that travel as files, with an office that no network reaches (P-105).
@Suite struct ContentByFileTests {
  private let office: TestOffice
  private let link: CutLink
  private let nancy: Laptop
  private let janet: Laptop

  init() async throws {
    let office = try TestOffice()
    let link = CutLink(office.answering())
    nancy = try Laptop(link, now: office.now)
    janet = try Laptop(link, now: office.now)
    for (laptop, login) in [(nancy, "nancy"), (janet, "janet")] {
      let code = try office.code(for: login)
      let ran = await laptop.run("enroll", "--server", "https://office.example", input: code)
      try #require(ran.status == 0, "\(ran.err)")
    }
    self.office = office
    self.link = link
    await nancy.run("account", "add", "name=Alfreds")
    await nancy.run("sync")
    await janet.run("sync")
  }

  /// Carries a request to the office and its answer back; what both commands said.
  @discardableResult
  private func travel(
    _ laptop: Laptop, _ options: String..., name: String = "r"
  ) async throws -> (export: Laptop.Ran, import: Laptop.Ran) {
    let export = await laptop.run(["sync", "export", laptop.folder + "/\(name)"] + options)
    try #require(export.status == 0, "\(export.err)")
    let answer = try office.office.exchange(try laptop.read(name), by: .file, now: office.now)
    let path = try laptop.write(answer.bytes, to: name + ".answer")
    return (export, await laptop.run("sync", "import", path))
  }

  private func state(_ laptop: Laptop) async -> String? {
    await laptop.run("attachments", "Alfreds", "--json").list.first?["state"] as? String
  }

  @Test func aPhotoIsHandedInAndFetchedWithoutAnyNetwork() async throws {
    let plain = [0xFF, 0xD8, 0xFF] + Laptop.bytes(700_000)
    let photo = try nancy.write(plain, to: "photo.jpg")
    await nancy.run("attach", "Alfreds", photo)
    let trip = try await travel(nancy, "--json")
    #expect(trip.export.object["attachments"] as? Int == 1, "\(trip.export.out)")
    #expect(trip.import.status == 0, "\(trip.import.err)")
    #expect(trip.import.err.contains("Attachments sent: 1"), "\(trip.import.err)")
    #expect(await state(nancy) == "here")
    #expect(office.office.contents.vault.addresses().count == 1)
    // Nothing of it goes a second time.
    let size = try nancy.read("r").count
    #expect(try await travel(nancy).export.status == 0)
    #expect(try nancy.read("r").count < size / 10)

    try await travel(janet)
    let asked = try await travel(janet, "--fetch", "photo.jpg")
    #expect(asked.import.err.contains("photo.jpg came"), "\(asked.import.err)")
    let got = await janet.run("attachment", "get", "photo.jpg", "--to", janet.folder + "/got")
    #expect(got.status == 0, "\(got.err)")
    #expect(try janet.read("got") == plain)
    #expect(link.requests == 0)
  }

  /// More than a file takes: the rest goes on where the office has come to, whatever files are lost.
  @Test func whatIsTooMuchForAFileGoesOnWithTheNext() async throws {
    _ = try office.office.setRoom(file: 64, user: nil, total: nil)
    let chunks = ContentLimits.filePieces + 5
    let plain = [UInt8](repeating: 7, count: 262_144 * chunks - 9)
    await nancy.run("attach", "Alfreds", try nancy.write(plain, to: "film.bin"))
    // A file that never arrives changes nothing.
    #expect(await nancy.run("sync", "export", nancy.folder + "/lost").status == 0)
    let first = try await travel(nancy)
    #expect(first.export.err.contains("next file"), "\(first.export.err)")
    #expect(await state(nancy) == "waiting")
    let second = try await travel(nancy)
    #expect(second.import.err.contains("Attachments sent: 1"), "\(second.import.err)")
    #expect(try nancy.read("r").count < 262_144 * 7)
    #expect(await state(nancy) == "here")
    try await travel(janet)
    var trips = 0
    while janet.contents.isEmpty, trips < 5 {
      let ran = try await travel(janet, "--fetch", "film.bin")
      #expect(ran.import.status == 0, "\(ran.import.err)")
      trips += 1
    }
    #expect(trips == 3)
    await janet.run("attachment", "get", "film.bin", "--to", janet.folder + "/got")
    #expect(try janet.read("got") == plain)
  }

  /// The same file brought twice, answers that are lost, a network that turns up meanwhile.
  @Test func repeatedAndLateFilesChangeNothing() async throws {
    await nancy.run("attach", "Alfreds", try nancy.write(Laptop.bytes(300_000), to: "a.bin"))
    let path = nancy.folder + "/r"
    #expect(await nancy.run("sync", "export", path).status == 0)
    let request = try nancy.read("r")
    let first = try office.office.exchange(request, by: .file, now: office.now)
    let again = try office.office.exchange(request, by: .file, now: office.now)
    #expect(first.contents == 1 && again.contents == 1)
    #expect(await nancy.run("sync").err.contains("Attachments sent: 1"))
    let late = await nancy.run("sync", "import", try nancy.write(again.bytes, to: "late"))
    #expect(late.status == 3, "\(late.err)")
    #expect(await state(nancy) == "here")
    #expect(try office.office.check(thorough: true).isEmpty)
  }

  /// What the office has no room for is not carried to it again and again.
  @Test func whatIsRefusedStaysAndIsSaid() async throws {
    _ = try office.office.setRoom(file: 1, user: nil, total: nil)
    await nancy.run("attach", "Alfreds", try nancy.write(Laptop.bytes(2 << 20), to: "big.bin"))
    let trip = try await travel(nancy)
    #expect(trip.import.err.contains("at most 1 MiB"), "\(trip.import.err)")
    let size = try nancy.read("r").count
    try await travel(nancy)
    #expect(try nancy.read("r").count < size / 10)
    _ = try office.office.setRoom(file: 8, user: nil, total: nil)
    // Asked again, the office wants it, and the next file brings it.
    try await travel(nancy)
    #expect(try await travel(nancy).import.err.contains("Attachments sent: 1"))
  }

  @Test func theLastPushOfARetiredDeviceBringsItsContents() async throws {
    await nancy.run("attach", "Alfreds", try nancy.write(Laptop.bytes(9_000), to: "last.bin"))
    _ = try office.office.retire(device: "A1", now: office.now)
    let trip = try await travel(nancy)
    #expect(trip.import.status != 0)
    #expect(office.office.contents.vault.addresses().count == 1)
    #expect(await state(nancy) == "here")
  }

  @Test func contentsInARequestOverANetworkAreRefused() throws {
    let body = RequestBody(
      segments: [], pull: PullRequest(cursors: [], position: 0, maximumBytes: 0),
      contents: ContentRequest())
    let bytes = try Wire.encode(body)
    #expect(try Wire.requestBody(bytes, carriage: .file).contents == ContentRequest())
    #expect(throws: WireError.self) { try Wire.requestBody(bytes) }
    var many = body
    many.contents?.pieces = (0...ContentLimits.filePieces).map {
      ContentPiece(record: .now(1), number: $0 % 256, bytes: [1])
    }
    #expect(throws: WireError.self) {
      try Wire.requestBody(try Wire.encode(many), carriage: .file)
    }
  }
}
