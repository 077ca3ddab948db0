// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import TestSupport

/// Cards, calendars and books of other programs.
extension Decoder {
  static let files: [Decoder] = [
    Decoder("content", longest: 8_192, samples: { cards + calendars }, laws: readContent),
    Decoder("vcard", longest: 8_192, samples: { cards }, laws: readCards),
    Decoder("calendar", longest: 8_192, samples: { calendars }, laws: readCalendar),
    Decoder(
      "accounting-codes",
      samples: { [Array("# mine\nvat = 3101\nsales=4101\n".utf8), Array("cash = ۱۱".utf8)] }
    ) { bytes in
      var codes = AccountingCodes()
      _ = codes.read(file: String(decoding: bytes, as: UTF8.self))
      for role in AccountingRole.allCases {
        try Law.hold(!codes[role].isEmpty && codes[role].count <= 60, "a code has no bounds")
        var again = AccountingCodes()
        // A comment's sign ends a code in a file, but not where one line is given.
        try Law.hold(again.read("\(role.rawValue)=\(codes[role])"), "a code is no code")
        try Law.hold(again[role] == codes[role], "a code is read as another one")
      }
    },
  ]

  private static let cards = [
    """
    BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:01900000-0000-7000-8000-000000000001\r\nFN:مینا راد\r
    item1.TEL;TYPE=cell;PREF=1:+989121234567\r\nitem1.X-ABLABEL:همراه\r\nBDAY:--0325\r
    ADR;GEO="geo:35.7,51.4":;;خ آزادی\\, ۱;تهران;;1234567890;\r\nNOTE:یک\r\n دو\r\nEND:VCARD\r\n
    """,
    """
    BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D8=B1=\n=D8=A7;=D9=85\n
    TEL;CELL:0912\nPHOTO;ENCODING=BASE64:AAAA\nBBBB\n\nAGENT:\nBEGIN:VCARD\nFN:A\nEND:VCARD\n
    END:VCARD
    """,
    "BEGIN:VCARD\nFN;CHARSET=windows-1256:\u{e3}\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-03-25\nGEO:1;2\n",
  ].map { Array($0.utf8) }

  private static let calendars = [
    """
    BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:B\nBEGIN:STANDARD\nDTSTART:19701025T030000\n
    RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nTZOFFSETTO:+0100\nEND:STANDARD\nEND:VTIMEZONE\n
    BEGIN:VTODO\nUID:1\nSUMMARY:a\nDUE;TZID=B:20250701T120000\nRRULE:FREQ=WEEKLY;INTERVAL=2\n
    BEGIN:VALARM\nTRIGGER:-P1DT2H\nEND:VALARM\nEND:VTODO\nEND:VCALENDAR\n
    """,
    """
    BEGIN:VEVENT\nUID:2\nSUMMARY:Visit: Alborz\nDTSTART;VALUE=DATE:20250321\nSTATUS:CANCELLED\n
    ATTENDEE:mailto:a@b.ir\nLOCATION:Alborz، تهران\nEND:VEVENT\n
    """,
  ].map { Array($0.utf8) }

  /// Every property that was read can be written, and is then read as the same.
  private static func readContent(_ bytes: [UInt8]) throws {
    let file = ContentFile(bytes)
    func check(_ component: ContentComponent, _ depth: Int) throws {
      try Law.hold(depth <= ContentFile.depth, "components are too deep")
      try Law.hold(component.bytes.upperBound <= file.content.count, "a component is elsewhere")
      for line in component.lines {
        let text = ContentText.settled(line.text)
        let written = ContentLineWriter.text("NOTE", text)
        let again = ContentFile(Array(("BEGIN:A\r\n" + written + "END:A\r\n").utf8))
        try Law.hold(
          again.components.first?.lines.first.map { Array($0.text.utf8) } == Array(text.utf8),
          "a text that is written is read as another one")
      }
      for part in component.parts { try check(part, depth + 1) }
    }
    for component in file.components { try check(component, 1) }
  }

  /// A card that was read is written as one that says the same.
  private static func readCards(_ bytes: [UInt8]) throws {
    for component in ContentFile(bytes).components {
      let card = CardReader(component).card
      guard !card.name.isEmpty, card.name == TextTrimming.trim(ContentText.settled(card.name))
      else {
        continue
      }
      let written = Array(CardWriter.write(card).utf8)
      let read = ContentFile(written).components
      try Law.hold(read.count == 1, "one card is written as several")
      guard let first = read.first else { continue }
      let again = CardReader(first).card
      try Law.hold(again.name == card.name, "\(card.name) is written as \(again.name)")
      try Law.hold(
        again.points.map(\.value) == card.points.map(\.value), "points are written as others")
      try Law.hold(again.birthday?.date == card.birthday?.date, "a birthday is another day")
    }
  }

  /// What a calendar says of times is the same however often it is read.
  private static func readCalendar(_ bytes: [UInt8]) throws {
    let parts = ContentFile(bytes).components.flatMap { [$0] + $0.parts }
    let zones = CalendarZones(parts) { _ in 210 }
    for line in parts.flatMap(\.lines) {
      guard let found = zones.instant(of: line) else { continue }
      let written = CalendarTime.text(milliseconds: found.milliseconds)
      guard let again = CalendarTime(written) else { continue }
      let second = found.milliseconds - found.milliseconds % 1_000
      try Law.hold(again.isUTC && again.asUTC == second, "\(written) is another time")
    }
  }
}
