// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

/// Cards as other programs write them.
@Suite struct CardTests {
  private func read(_ text: String) throws -> CardReader { try read(Array(text.utf8)) }

  private func read(_ bytes: [UInt8]) throws -> CardReader {
    CardReader(try #require(ContentFile(bytes).components.first))
  }

  @Test("a telephone's card of version 2.1 in quoted-printable, with soft ends of line")
  func oldTelephone() throws {
    let reader = try read(
      """
      BEGIN:VCARD
      VERSION:2.1
      N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D8=B1=D8=A7=D8=AF;=D9=85=DB=8C=D9=86=
      =D8=A7;;;
      FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D9=85=DB=8C=D9=86=D8=A7=20=D8=B1=D8=A7=D8=AF
      TEL;CELL;PREF:0912-345-6789
      TEL;WORK;VOICE:021 8877 6655
      TEL;X-Custom(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=D8=AE):1
      EMAIL;INTERNET:Mina@Example.IR
      NOTE;ENCODING=QUOTED-PRINTABLE:first=0D=0Asecond=
       and on
      PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD
      /9j/4AAQSkZJRgABAQAAAQABAADx=

      BDAY:--0325
      END:VCARD
      """)
    let card = reader.card
    #expect(card.name == "مینا راد")
    #expect(card.points.map(\.kind) == ["phone", "phone", "phone", "email"])
    #expect(card.points.map(\.label).prefix(2) == ["cell", "work"])
    #expect(card.points.first?.isPreferred == true)
    #expect(card.note == "first\nsecond and on")
    #expect(card.birthday?.monthAndDay == VCard.MonthAndDay(month: 3, day: 25))
    #expect(reader.problems.map(\.column) == ["PHOTO"], "\(reader.problems)")
  }

  @Test("a card with groups and labels of somebody's own, and a birthday without a year")
  func groups() throws {
    let reader = try read(
      """
      BEGIN:VCARD
      VERSION:3.0
      N:Rad;Mina;;Dr.;
      FN:Dr. Mina Rad
      ORG:Alborz;Sales;
      item1.TEL;type=pref:+98 21 8877 6655
      item1.X-ABLabel:انبار
      item2.EMAIL;type=INTERNET:m@example.ir
      item2.X-ABLabel:_$!<Work>!$_
      item3.ADR;type=HOME:;;1 Azadi St\\, Unit 2;Tehran;;1234567890;Iran
      item4.X-ABDATE;type=pref:2015-03-23
      item4.X-ABLabel:_$!<Anniversary>!$_
      BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-25
      X-SOCIALPROFILE;type=instagram:https://instagram.com/mina
      CATEGORIES:friends,vip
      END:VCARD
      """)
    let card = reader.card
    #expect(card.name == "Dr. Mina Rad" && card.organization == "Alborz")
    #expect(card.points.map(\.label) == ["انبار", "work", "instagram"])
    #expect(card.places.first?.street == "1 Azadi St, Unit 2")
    #expect(card.birthday?.date == nil && card.birthday?.monthAndDay?.day == 25)
    #expect(card.days.first?.title == "anniversary" && card.tags == ["friends", "vip"])
    #expect(reader.problems.isEmpty, "\(reader.problems)")
  }

  @Test("bytes of an older character set are read as Persian, and that is said")
  func olderLetters() throws {
    let name: [UInt8] = [0xE3, 0xED, 0xE4, 0xC7]  // مينا
    let head = Array("BEGIN:VCARD\r\nVERSION:2.1\r\n".utf8)
    let tail = Array("\r\nEND:VCARD\r\n".utf8)
    let silent = try read(head + Array("FN:".utf8) + name + tail)
    #expect(silent.card.name == "مىنا" || silent.card.name == "مينا")
    #expect(silent.problems.map(\.code) == [.charsetGuessed])
    let said = try read(head + Array("FN;CHARSET=windows-1256:".utf8) + name + tail)
    #expect(said.card.name == silent.card.name && said.problems.isEmpty)
    let unknown = try read(head + Array("FN;CHARSET=KOI8-R:".utf8) + name + tail)
    #expect(unknown.problems.map(\.code) == [.charsetUnknown])
  }

  @Test("what is damaged is told with its line, and the rest is read")
  func damage() throws {
    let file = ContentFile(
      Array(
        """
        hello
        BEGIN:VCARD
        FN:One\u{0}\u{7}
        TEL:+1 (202) 555-0100 ext 5
        no colon here
        BEGIN:VCARD
        FN:Two
        BDAY:in spring
        END:VCARD
        END:VCARD
        BEGIN:VCARD
        FN:Three
        """.utf8))
    #expect(file.problems.map(\.code) == [.noProperty, .strayEnd])
    #expect(file.components.map(\.ending) == [.implied, .closed, .cutOff])
    #expect(file.components.map(\.line) == [2, 6, 11])
    let readers = file.components.map { CardReader($0) }
    #expect(readers.map(\.card.name) == ["One", "Two", "Three"])
    #expect(readers[0].problems.map(\.code) == [.controlsLeftOut, .noProperty, .noEnd])
    #expect(readers[1].problems.map(\.line) == [8])
  }

  @Test("an enormous picture is passed over, and an enormous note is cut")
  func enormous() throws {
    let photo = String(repeating: "QUJD", count: 300_000)
    let note = String(repeating: "ن", count: 200_000)
    let reader = try read(
      "BEGIN:VCARD\nFN:One\nPHOTO;ENCODING=b:\(photo)\nNOTE:\(note)\nEND:VCARD\n")
    #expect(reader.problems.map(\.code) == [.propertyTooLong, .leftOut], "\(reader.problems)")
    #expect(reader.card.note?.unicodeScalars.allSatisfy { $0 == "ن" } == true)
    let deep = String(repeating: "BEGIN:A\nBEGIN:B\n", count: 50_000)
    #expect(ContentFile(Array(deep.utf8)).components.count > 0)
  }

  @Test(
    "days in every form",
    arguments: [
      ("19910325", "1991-03-25"), ("1991-03-25", "1991-03-25"),
      ("1991-03-25T00:00:00Z", "1991-03-25"),
      ("19910325T000000Z", "1991-03-25"), ("۱۳۷۰/۰۱/۰۵", "1991-03-25"), ("13700105", "1991-03-25"),
      ("1991", nil), ("1991-03", nil), ("---25", nil), ("--1399", nil), ("circa 1800", nil),
      ("19910231", nil),
    ] as [(String, String?)])
  func days(text: String, day: String?) throws {
    let reader = try read("BEGIN:VCARD\nFN:A\nBDAY:\(text)\nEND:VCARD")
    #expect(reader.card.birthday?.date?.isoText == day)
    #expect(reader.problems.isEmpty == (day != nil))
  }

  @Test("cards become accounts and contacts, and are known again by number or address")
  func matching() throws {
    let world = try World()
    let shop = try world.openAccount("پخش البرز", phone: "02188776655")
    let text = """
      BEGIN:VCARD
      VERSION:4.0
      FN:مینا راد
      ORG:پخش البرز
      TEL;VALUE=uri:tel:+989123456789;ext=5
      ADR;GEO="geo:35.7,51.4":;;خیابان آزادی;تهران;;1234567890;
      BDAY;X-KARVAN-CALENDAR=jalali:19910325
      END:VCARD
      BEGIN:VCARD
      FN:علی تنها
      EMAIL:ali@example.ir
      TEL:nonsense
      END:VCARD

      """
    let first = try CardWorld.bring(text, to: world)
    #expect(first.summary.created == 2 && first.summary.warnings == 2, "\(first.rejections)")
    let contacts = world.records.records(
      Contact.tag, where: Contact.shape.account.tag, is: .reference(shop))
    #expect(contacts.map(\.title) == ["مینا راد"])
    #expect(contacts.first?[Contact.shape.birthCalendar] == .text("jalali"))
    let places = world.records.records(
      Address.tag, where: Address.shape.account.tag, is: .reference(shop))
    #expect(places.first?[Address.shape.latitude] == .integer(35_700_000))
    #expect(places.first?[Address.shape.postalCode].isNull == false)
    let same = """
      BEGIN:VCARD
      FN:Mina راد
      TEL:00989123456789
      EMAIL:mina@example.ir
      TITLE:خریدار
      END:VCARD

      """
    #expect(try CardWorld.bring(same, to: world, .skip).summary.skipped == 1)
    #expect(try CardWorld.bring(same, to: world).summary.updated == 1)
    let mina = try world.view(Contact.self, try #require(contacts.first?.id))
    #expect(mina.title == "مینا راد" && mina[Contact.shape.title] == .text("خریدار"))
    #expect(try CardWorld.bring(same, to: world, .create).summary.created == 1)
  }

  @Test("a landline that two people share makes them no one")
  func sharedLandline() throws {
    let world = try World()
    let cards = ["مینا راد", "رضا راد"].map {
      "BEGIN:VCARD\nFN:\($0)\nORG:پخش\nTEL:02188776655\nEND:VCARD\n"
    }
    let brought = try CardWorld.bring(cards.joined(), to: world)
    #expect(brought.summary.created == 2, "\(brought.rejections)")
  }

  @Test("a landline of the office and a family name in common make nobody another's card")
  func landlineAndMobile() throws {
    let world = try World()
    func card(_ name: String, _ more: String) -> String {
      "BEGIN:VCARD\nFN:\(name)\nORG:Office\nTEL:02188776655\n\(more)END:VCARD\n"
    }
    let ali = try CardWorld.bring(card("Ali Rezaei", ""), to: world)
    #expect(ali.summary.created == 1, "\(ali.rejections)")
    let maryam = try CardWorld.bring(
      card("Maryam Rezaei", "TEL;TYPE=CELL:09121234567\n"), to: world)
    #expect(maryam.summary.created == 1, "\(maryam.rejections)")
  }

  @Test(
    "a card that was brought in before leaves what people wrote since as it is",
    arguments: ["", "UID:abc-1\n", "UID:abc-1\nREV:soon\n"])
  func editsStay(more: String) throws {
    let world = try World()
    let card = "BEGIN:VCARD\nFN:Ali Rezaei\nTITLE:Buyer\nORG:Office\n\(more)END:VCARD\n"
    #expect(try CardWorld.bring(card, to: world).summary.created == 1)
    let shape = Contact.shape
    let office = try #require(
      world.records.records(Account.tag, where: Account.shape.name.tag, is: .text("Office"))
        .first)
    let contact = try #require(
      world.records.records(
        Contact.tag, where: shape.account.tag, is: .reference(office.id)
      ).first)
    try world.run(world.manager, World.laptop) {
      try RecordOperations.edit(
        contact, RecordEdit(values: [shape.title.tag: .text("Director")]), in: $0)
    }
    #expect(try CardWorld.bring(card, to: world).summary.created == 0)
    #expect(try world.view(Contact.self, contact.id)[shape.title] == .text("Director"))
  }

  @Test(
    "a birthday that is written in Jalali years is kept in that calendar",
    arguments: [("1379/10/11", CalendarKind.jalali), ("۱۳۷۹۱۰۱۱", .jalali), ("2000-12-31", nil)]
      as [(String, CalendarKind?)])
  func birthdayCalendars(text: String, calendar: CalendarKind?) throws {
    let reader = try read("BEGIN:VCARD\nFN:A\nBDAY:\(text)\nEND:VCARD")
    #expect(reader.card.birthday?.date?.isoText == "2000-12-31")
    #expect(reader.card.birthday?.calendar == calendar)
  }

  @Test("a card older than what is known says nothing new, a newer one does")
  func revisions() throws {
    let world = try World()
    let shop = try world.openAccount("البرز")
    func card(_ name: String, _ revision: Int64) -> String {
      var card = VCard()
      (card.uid, card.name, card.isOrganization) = (VCard.uidPrefix + "\(shop)", name, true)
      card.revision = revision
      return CardWriter.write(card)
    }
    #expect(try CardWorld.bring(card("کهنه", world.now - 99_000), to: world).summary.skipped == 1)
    #expect(try CardWorld.bring(card("تازه", world.now + 1_000), to: world).summary.updated == 1)
    #expect(try world.view(Account.self, shop).title == "تازه")
  }

  @Test("a name that several accounts have refuses the card")
  func ambiguous() throws {
    let world = try World()
    _ = try world.openAccount("البرز")
    _ = try world.openAccount("البرز")
    let brought = try CardWorld.bring(
      "BEGIN:VCARD\nFN:مینا\nORG:البرز\nEND:VCARD\nBEGIN:VCARD\nTEL:\nEND:VCARD\n", to: world)
    #expect(brought.summary.rejected == 2)
    let reasons = brought.rejections.map {
      if case .file(let error) = $0.reason { error.code.rawValue } else { "" }
    }
    #expect(reasons == ["ambiguous-name", "name-missing"])
  }
}
