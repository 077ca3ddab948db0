// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// Uploads and downloads that stop at every chunk there is, before and after the office did its
/// part, each time in a process that is gone then.
@Suite struct ContentKillTests {
  private let office: TestOffice
  private let link: CutLink
  private let nancy: Laptop
  private let janet: Laptop
  private static let chunks = 4

  init() async throws {
    let office = try TestOffice()
    let link = CutLink(office.answering())
    nancy = try Laptop(link, now: office.now)
    janet = try Laptop(link, now: office.now)
    for (laptop, login) in [(nancy, "nancy"), (janet, "janet")] {
      let code = try office.code(for: login)
      let ran = await laptop.run("enroll", "--server", "https://office.example", input: code)
      try #require(ran.status == 0, "\(ran.err)")
      // A line on which no request grows beyond one chunk.
      laptop.tick = 3_000
    }
    self.office = office
    self.link = link
    await nancy.run("account", "add", "name=Alfreds")
    await nancy.run("sync")
  }

  /// An offer, and then every chunk by itself.
  @Test(arguments: 1...5, [CutLink.Cut.before, .after])
  func nothingIsSentTwiceWhateverIsKilled(_ stop: Int, _ cut: CutLink.Cut) async throws {
    let plain = Laptop.bytes(262_144 * Self.chunks, stop)
    let file = try nancy.write(plain, to: "scan.bin")
    #expect(await nancy.run("attach", "Alfreds", file).status == 0)
    link.cut(at: stop, cut)
    let killed = await nancy.run("sync")
    #expect(killed.status == 0 && killed.err.contains("cut"), "\(stop) \(cut): \(killed.err)")
    #expect(nancy.contents.count == 1)
    let resumed = await nancy.run("sync")
    #expect(resumed.status == 0, "\(stop) \(cut): \(resumed.err)")
    #expect(link.chunks.sent == Self.chunks, "\(stop) \(cut)")
    let listed = await nancy.run("attachments", "Alfreds", "--json").list
    #expect(listed.first?["state"] as? String == "here", "\(stop) \(cut)")
    // The office has all of it, and gives what was put in.
    await janet.run("sync")
    let got = await janet.run("attachment", "get", "scan.bin", "--to", janet.folder + "/got")
    #expect(got.status == 0, "\(got.err)")
    #expect(try janet.read("got") == plain, "\(stop) \(cut)")
  }

  /// The first chunk comes with the manifest.
  @Test(arguments: 1...4, [CutLink.Cut.before, .after])
  func nothingIsFetchedTwiceWhateverIsKilled(_ stop: Int, _ cut: CutLink.Cut) async throws {
    let plain = Laptop.bytes(262_144 * Self.chunks, 100 + stop)
    let file = try nancy.write(plain, to: "scan.bin")
    await nancy.run("attach", "Alfreds", file)
    await nancy.run("sync")
    await janet.run("sync")
    let before = link.chunks.got
    link.cut(at: stop, cut)
    let killed = await janet.run("attachment", "get", "scan.bin", "--to", janet.folder + "/got")
    #expect(killed.status != 0 && killed.err.contains("cut"), "\(stop) \(cut): \(killed.err)")
    #expect(!FileManager.default.fileExists(atPath: janet.folder + "/got"))
    #expect(janet.contents.isEmpty)
    let got = await janet.run("attachment", "get", "scan.bin", "--to", janet.folder + "/got")
    #expect(got.status == 0, "\(stop) \(cut): \(got.err)")
    #expect(try janet.read("got") == plain, "\(stop) \(cut)")
    #expect(link.chunks.got - before == Self.chunks, "\(stop) \(cut)")
  }
}
