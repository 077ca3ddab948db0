// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanCLI
@testable import KarvanServer

/// What becomes of contents whose record is gone, and of the room of those that only began to come.
@Suite struct ContentStrayTests {
  private let office: TestOffice
  private let nancy: TestDevice
  private let account: RecordID
  private static let day: Int64 = 86_400_000

  init() throws {
    office = try TestOffice()
    nancy = try office.rep("nancy")
    try nancy.sync()
    account = try nancy.addAccount("Alfreds")
    try nancy.sync()
  }

  private func attached(_ count: Int) throws -> (record: RecordID, address: Octets32) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let record = try nancy.attach(bytes, to: account)
    try nancy.sync()
    let text = try nancy.database.read {
      try $0.record(Attachment.tag, record)?[Attachment.shape.content].text
    }
    return (record, try #require(Octets32(hexadecimal: text ?? "")))
  }

  private func delete(_ record: RecordID) throws {
    _ = try nancy.database.commit(nancy.rights) { context in
      try RecordOperations.delete(
        try #require(try context.reader.record(Attachment.tag, record)), in: context)
    }
    try nancy.sync()
  }

  private func sweep(at now: Int64) throws {
    try ContentSweep(database: nancy.database, vault: try nancy.vault, now: now).run()
  }

  @Test("The only copy stays for 30 days from when its record left, however old it is by then")
  func countsFromLeaving() throws {
    let (record, address) = try attached(1_000)
    let path = try nancy.vault.folder + "/\(address)"
    let old = Date(timeIntervalSince1970: Double((office.now - 40 * Self.day) / 1_000))
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    try sweep(at: office.now)
    try delete(record)
    try sweep(at: office.now)
    try sweep(at: office.now + 29 * Self.day)
    #expect(try nancy.vault.has(address))
    // A record that names it meanwhile ends the count.
    let again = try nancy.name(address, size: 1_000, for: account)
    try sweep(at: office.now + 29 * Self.day)
    try delete(again)
    try sweep(at: office.now + 40 * Self.day)
    try sweep(at: office.now + 69 * Self.day)
    #expect(try nancy.vault.has(address))
    try sweep(at: office.now + 71 * Self.day)
    #expect(try !nancy.vault.has(address))
    #expect(try nancy.vault.strayNotes().isEmpty)
  }

  @Test("What an earlier life of the office had is kept; what the present one has goes")
  func lives() throws {
    let (record, address) = try attached(1_000)
    let present = try #require(try nancy.database.read { try $0.incarnation() })
    func note(_ life: IncarnationID) throws {
      try nancy.database.note([
        ContentProgress(record: record, address: "\(address)", incarnation: life, sent: 1)
      ])
    }
    try delete(record)
    try note(.random())
    try sweep(at: office.now)
    #expect(try nancy.vault.has(address))
    try note(present)
    try sweep(at: office.now)
    #expect(try !nancy.vault.has(address))
  }

  @Test("Who made a record sends its content although it left their scopes, and fetches nothing")
  func departed() throws {
    let (record, address) = try attached(300_000)
    try office.assign(account, to: try office.territory("Far away"))
    try nancy.sync()
    #expect(try nancy.send(record, address)?.state == .held)
    #expect(try nancy.fetch(record).state == .unknown)
    let anne = try office.rep("anne", territory: "Far away")
    #expect(try anne.fetch(record).bytes.count == 300_000)
  }

  @Test("Each upload that is under way takes its own room, though they name one content")
  func uploads() throws {
    try office.office.database.transaction {
      try $0.set(ContentRoom(file: 300_000, user: 700_000, total: 1_000_000))
    }
    let (first, address) = try attached(300_000)
    let more = try (0..<3).map { _ in try nancy.name(address, size: 300_000, for: account) }
    try nancy.sync()
    let states = try ([first] + more).map { record in
      try nancy.ask(ContentRequest(offers: [nancy.offer(record, address)]))?.standings.first?.state
    }
    #expect(states == [.wanted, .wanted, .noShare, .noShare])
    #expect(office.office.contents.vault.parts().count == 2)
    // Once it is there it takes room once, for whoever shows that they have it.
    #expect(try nancy.send(first, address)?.state == .held)
    #expect(try nancy.send(more[0], address)?.state == .held)
    #expect(try nancy.send(more[2], address)?.state == .held)
    #expect(try office.office.database.read { try $0.contentBytes() } == 300_000)
  }
}
