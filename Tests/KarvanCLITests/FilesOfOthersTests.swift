// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import Testing

@testable import KarvanCLI

/// Files of other programs, as people bring them in and take them out.
@Suite struct FilesOfOthersTests {
  @Test func cardsGoOutAndComeInAgain() async throws {
    let shell = try await TestShell.demo()
    let file = shell.folder + "/all.vcf"
    let written = await shell.run("export", "vcard", "-o", file)
    #expect(written.status == 0, "\(written.err)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("VERSION:4.0\r\n") && text.contains("UID:urn:uuid:"))
    let back = await shell.run("import", "vcard", file, "--json")
    #expect(back.status == 0, "\(back)")
    #expect(back.object["created"] as? Int == 0 && back.object["updated"] as? Int == 0, "\(back)")
    let cards = """
      BEGIN:VCARD
      VERSION:3.0
      FN:مینا راد
      ORG:پخش تازه
      TEL;TYPE=CELL:۰۹۱۲ ۳۴۵ ۶۷۸۹
      PHOTO;ENCODING=b;TYPE=JPEG:AAAA
      END:VCARD
      BEGIN:VCARD
      VERSION:3.0
      TEL:
      END:VCARD
      """
    let odd = try shell.write(cards, to: "odd.vcf")
    let dry = await shell.run("import", "vcard", odd, "--dry-run", "--json")
    #expect(dry.object["created"] as? Int == 1 && dry.object["dry_run"] as? Bool == true, "\(dry)")
    #expect(await shell.run("lookup", "09123456789").status == 3)
    let first = await shell.run("import", "vcard", odd, "--json")
    #expect(first.status == 6 && first.object["created"] as? Int == 1, "\(first)")
    #expect(first.object["rejected"] as? Int == 1 && first.object["warnings"] as? Int == 1)
    let refused = try String(contentsOfFile: odd + ".rejected.vcf", encoding: .utf8)
    #expect(refused.contains("X-KARVAN-REJECTED:") && refused.hasSuffix("END:VCARD\r\n"))
    #expect(await shell.run("lookup", "09123456789").status == 0)
    let again = await shell.run("import", "vcard", odd, "--lang", "fa")
    #expect(again.out.contains("نام، سازمان"), "\(again)")
    let one = await shell.run("export", "vcard", "مینا راد")
    #expect(one.out.contains("ORG:پخش تازه") && one.out.contains("TEL;TYPE=cell:+989123456789"))
    let undone = await shell.run("undo")
    #expect(undone.status == 0, "\(undone)")
    #expect(await shell.run("import", "vcard", shell.folder + "/none.vcf").status == 1)
    let csv = try shell.write("a,b\n", to: "x.csv")
    #expect(await shell.run("import", "vcard", csv).status == 6)
  }

  @Test func aCalendarGoesOutAndComesInAgain() async throws {
    let shell = try await TestShell.demo()
    _ = await shell.run(
      "task", "add", "subject=ارسال نمونه", "due=2025-04-01 10:00", "reminders+=1d")
    _ = await shell.run(
      "occasion", "add", "account=Alborz", "kind=founding", "date=1390/01/05",
      "calendar=jalali")
    let file = shell.folder + "/own.ics"
    let written = await shell.run("export", "ical", "-o", file, "--lang", "fa")
    #expect(written.status == 0, "\(written.err)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains("SUMMARY:ارسال نمونه") && text.contains("TRIGGER;RELATED=END:-P1D"))
    #expect(text.contains("DUE:20250401T063000Z") && text.contains("RDATE;VALUE=DATE:20260325"))
    let back = await shell.run("import", "ical", file, "--json")
    #expect(back.status == 0, "\(back)")
    #expect(back.object["created"] as? Int == 0 && back.object["updated"] as? Int == 0, "\(back)")
    let event = """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      UID:meeting-1
      SUMMARY:Alborz Foods
      DTSTART:20250401T090000Z
      END:VEVENT
      BEGIN:VEVENT
      UID:private
      SUMMARY:Dentist
      DTSTART:20250401T090000Z
      END:VEVENT
      END:VCALENDAR
      """
    let path = try shell.write(event, to: "phone.ics")
    let first = await shell.run("import", "ical", path, "--json")
    #expect(first.status == 0 && first.object["created"] as? Int == 1, "\(first)")
    #expect(first.object["warnings"] as? Int == 1)
    let second = await shell.run("import", "ical", path, "--json")
    #expect(second.object["created"] as? Int == 0)
    #expect(await shell.run("export", "ical", "--years", "0").status == 2)
  }

  @Test func aDayGoesToTheMapAndTheNavigator() async throws {
    let shell = try await TestShell.demo()
    let made = await shell.run(
      "address", "add", "account=Alborz", "kind=delivery", "line=Azadi 1", "latitude=35700000",
      "longitude=51400000")
    #expect(made.status == 0, "\(made.err)")
    let planned = await shell.run("visit", "plan", "Alborz", "2025-03-22")
    #expect(planned.status == 0, "\(planned.err)")
    let map = await shell.run("export", "geojson", "--date", "1404/01/02")
    let features = map.object["features"] as? [[String: Any]] ?? []
    let shape = features.first?["geometry"] as? [String: Any]
    #expect(shape?["coordinates"] as? [Double] == [51.4, 35.7], "\(map)")
    let device = await shell.run("export", "gpx", "--date", "2025-03-22", "--lang", "fa")
    #expect(device.out.contains("<rtept lat=\"35.7") && device.out.contains("مسیر"), "\(device)")
    let all = await shell.run("export", "geojson", "accounts")
    #expect((all.object["features"] as? [Any])?.isEmpty == false, "\(all)")
  }

  @Test func theBooksGetBalancedEntries() async throws {
    let shell = try await TestShell.demo()
    let drafted = await shell.run("invoice", "new", "Alborz", "--json")
    let number = try #require(drafted.object["number"] as? String, "\(drafted)")
    #expect(await shell.run("invoice", "add", number, "TEA-100", "3").status == 0)
    #expect(await shell.run("invoice", "issue", number).status == 0)
    #expect(await shell.run("payment", "take", "Alborz", "1000t").status == 0)
    let codes = try shell.write("receivable = 77\n", to: "codes")
    let books = await shell.run(
      "export", "accounting", "--codes", codes, "--code", "cash=88", "--calendar", "jalali")
    #expect(books.status == 0, "\(books.err)")
    let rows = books.out.split(separator: "\r\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    func sum(_ column: Int) -> Int { rows.compactMap { Int($0[column]) }.reduce(0, +) }
    #expect(!rows.isEmpty && sum(12) == sum(13) && sum(12) > 10_000, "\(books.out)")
    #expect(rows.contains { $0[6] == "77" } && rows.contains { $0[6] == "88" })
    #expect(rows.allSatisfy { $0[2].hasPrefix("140") })
    let again = await shell.run(
      "export", "accounting", "--codes", codes, "--code", "cash=88", "--calendar", "jalali")
    #expect(again.out == books.out)
    // What the books have already is taken back on the day on which it was made void.
    shell.clock.pass(86_400_000)
    #expect(await shell.run("invoice", "void", number, "--reason", "Typed twice").status == 0)
    let day = await shell.run(
      "export", "accounting", "--from", "2025-03-22", "--until", "2025-03-22")
    #expect(day.out.contains("/void,1,2025-03-22"), "\(day)")
    #expect(!day.out.contains(",1,2025-03-21"))
    let bad = await shell.run("export", "accounting", "--code", "nothing=1")
    #expect(bad.status == 2 && bad.err.contains("receivable"), "\(bad)")
  }
}
