// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// The whole workspace as a file, and a workspace of the file.
@Suite struct ExportTests {
  /// An office with concurrent versions, a deleted record, parts and document numbers.
  private func busyOffice() throws -> TestOffice {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let sara = try office.rep("sara")
    try ali.sync()
    let shop = try ali.addAccount("فروشگاه مرکزی", phone: "0912 345 6789")
    let gone = try ali.addAccount("Gone")
    try ali.sync()
    try sara.sync()
    try ali.set(shop, Account.shape.note, .text("from Ali"))
    try sara.set(shop, Account.shape.note, .text("from \"Sara\"\n\u{200C}with lines"))
    try ali.sync()
    try sara.sync()
    _ = try office.office.operate(now: office.now) { authoring, writer, author in
      try authoring.commit(by: author) { context in
        try RecordOperations.delete(
          try #require(try writer.record(Account.tag, gone)), in: context)
      }
    }
    return office
  }

  private func export(_ office: Office, to path: String) throws -> [String] {
    var text = ""
    _ = try office.export(now: 1_750_000_000_000) { text += $0 }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return text.split(separator: "\n").map(String.init)
  }

  @Test("A workspace made of the export exports the same lines, and devices work with it")
  func roundTrip() throws {
    let office = try busyOffice()
    let path = office.folder.path + "/all.jsonl"
    let lines = try export(office.office, to: path)
    let folder = OfficeFolder(office.folder.path + "/again")
    let (again, login, _) = try Office.create(in: folder, from: path, now: office.now)
    #expect(login == "admin")
    #expect(try export(again, to: path + ".2") == lines)
    #expect(try again.check(thorough: true).isEmpty)
    #expect(again.workspace != office.office.workspace)
    try office.office.database.close()
    office.office = again
    // The new office gives the codes anew, and test devices live in folders of their codes.
    for name in try FileManager.default.contentsOfDirectory(atPath: office.folder.path)
    where name.hasPrefix("device-") {
      try FileManager.default.removeItem(atPath: office.folder.path + "/" + name)
    }
    let new = try office.device("ali")
    try new.sync()
    let shops = try new.database.read { try $0.search("فروشگاه") }
    #expect(shops.count == 1)
    #expect(try new.sync().divergent.isEmpty)
  }

  @Test("A file that was cut, altered or is only a part makes nothing, and the line is named")
  func damage() throws {
    let office = try busyOffice()
    let path = office.folder.path + "/all.jsonl"
    let lines = try export(office.office, to: path)
    let target = OfficeFolder(office.folder.path + "/never")
    func refuses(_ lines: [String], _ said: String) throws {
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: ServerError.self) {
        _ = try Office.create(in: target, from: path, now: office.now)
      }
      #expect(error?.message.contains(said) == true, "\(error?.message ?? "")")
      #expect(!target.isTaken)
    }
    try refuses(Array(lines.dropLast()), "cut")
    try refuses(lines + [lines[1]], "after the last line")
    try refuses([lines[0]] + lines.dropFirst(2), "records")
    try refuses(lines.dropLast() + [lines[1], lines[lines.count - 1]], "line \(lines.count)")
    try refuses(["{}"] + lines.dropFirst(), "line 1")
    try refuses(lines.map { $0.replacing("\"whole\": true", with: "\"whole\": false") }, "some")
    var altered = lines
    // The last digit of a state that ends in a count of life marks, or of a record's note.
    let index = try #require(altered.firstIndex { $0.contains("66726f6d20416c69") })
    altered[index] = altered[index].replacing("66726f6d20416c69", with: "66726f6d20416c6a")
    try refuses(altered, "not those that were exported")
    try refuses([lines[0], "{\"records\": 0, \"digests\": {}}"], "administrator")
  }

  @Test("Contents that travel beside the records come back, and devices fetch them")
  func contents() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let shop = try ali.addAccount("Shop")
    let plain = (0..<600_001).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    let photo = try ali.attach(plain, to: shop)
    let again = try ali.attach(plain, to: shop)
    let unsent = try ali.attach([1, 2, 3], to: shop)
    try ali.sync()
    let address = try #require(
      try ali.vault.addresses().first { try ali.vault.open($0)?.manifest.size == 600_001 })
    for record in [photo, again] { #expect(try ali.send(record, address)?.state == .held) }

    let path = office.folder.path + "/all.jsonl"
    let beside = office.folder.path + "/contents-opened"
    let lines = try export(office.office, to: path)
    let (written, missing) = try office.office.exportContents(to: beside) { _ in }
    #expect(written == 1 && missing == 1)
    let file = URL(fileURLWithPath: "\(beside)/\(address)")
    #expect(Array(try Data(contentsOf: file)) == plain)
    #expect(throws: SealingError.self) {
      try office.office.exportContents(to: beside) { _ in }
    }

    let target = OfficeFolder(office.folder.path + "/again")
    // A file that was altered, or has another's name, makes nothing.
    var harmed = plain
    harmed[300_000] ^= 1
    try Data(harmed).write(to: file)
    let error = #expect(throws: ServerError.self) {
      try Office.create(in: target, from: path, attachments: beside, now: office.now)
    }
    #expect(error?.message.contains("nothing was made") == true, "\(error?.message ?? "")")
    #expect(!target.isTaken)
    try Data(plain).write(to: file)

    let (made, _, contents) = try Office.create(
      in: target, from: path, attachments: beside, now: office.now)
    #expect(contents == ReadContents(taken: 2, missing: 1))
    #expect(try export(made, to: path + ".2") == lines)
    #expect(try made.check(thorough: true).isEmpty)
    try office.office.database.close()
    office.office = made
    for name in try FileManager.default.contentsOfDirectory(atPath: office.folder.path)
    where name.hasPrefix("device-") {
      try FileManager.default.removeItem(atPath: office.folder.path + "/" + name)
    }
    let new = try office.device("ali")
    try new.sync()
    for record in [photo, again] { #expect(try new.fetch(record).bytes == plain) }
    #expect(try new.fetch(unsent).state == .absent)
  }

  @Test(
    "New devices get codes that no document number begins with", arguments: [1, 99, 100, 4_852])
  func codes(_ number: UInt64) throws {
    #expect(DeviceCode.number(of: DeviceCode.text(number)) == number)
    for text in ["", "A", "A0", "A100", "a1", "1A", "I1", "A-1"] {
      #expect(DeviceCode.number(of: text) == nil)
    }
  }
}
