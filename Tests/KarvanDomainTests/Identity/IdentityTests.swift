// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import TestSupport
import Testing

@Suite struct IdentityTests {
  @Test(arguments: [
    "09121234567", "9121234567", "+989121234567", "00989121234567", "989121234567",
    "0912 123 4567", "0912-123-45-67", "(0912) 1234567", "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢ ١٢٣ ٤٥٦٧",
    "+98 (0)912 123 4567", "\u{200E}+98 912 123 4567\u{200E}", "+98\u{A0}912‑123‑4567",
    "0098 0912 123 4567", "＋۹۸۹۱۲۱۲۳۴۵۶۷",
  ])
  func oneMobileHasOneForm(text: String) throws {
    #expect(try PhoneNumber.normalize(text) == "+989121234567")
  }

  @Test(arguments: [
    ("021-88776655", "+982188776655"), ("۰۲۱ ۸۸۷۷۶۶۵۵", "+982188776655"),
    ("031 3222 1111", "+983132221111"), ("+1 (212) 555-0100", "+12125550100"),
    ("0044 20 7946 0958", "+442079460958"), ("+971501234567", "+971501234567"),
  ])
  func otherNumbers(text: String, e164: String) throws {
    #expect(try PhoneNumber.normalize(text) == e164)
  }

  @Test func anotherDefaultCountry() throws {
    let london = try PhoneNumber.normalize("020 7946 0958", defaultCountryCode: "44")
    #expect(london == "+442079460958")
    #expect(try PhoneNumber.normalize("09121234567", defaultCountryCode: "98").count == 13)
    #expect(throws: DomainError.self) {
      try PhoneNumber.normalize("020 7946 0958", defaultCountryCode: "0")
    }
  }

  @Test(arguments: [
    "", "abc", "0912123456", "091212345678", "88776655", "+98912", "+", "++989121234567",
    "0912123456x", "+12345", "+1234567890123456", "000", "12+34567890", "+0989121234567",
  ])
  func implausibleNumbers(text: String) {
    let error = #expect(throws: DomainError.self) { try PhoneNumber.normalize(text) }
    #expect(error?.code == .phoneInvalid)
  }

  @Test func normalizingPhonesTwiceChangesNothing() throws {
    try forAllSeeds(500) { generator in
      let text = generator.text(
        maximumLength: 16, from: [0x30...0x39, 0x30...0x39, 0x6F0...0x6F9, 0x20...0x2F])
      guard let once = try? PhoneNumber.normalize(text) else { return }
      try #require(try PhoneNumber.normalize(once) == once)
      try #require(try PhoneNumber.normalize(once, defaultCountryCode: "44") == once)
    }
  }

  @Test(arguments: ["0499370899", "0790419904", "0084575948", "۰۴۹۹۳۷۰۸۹۹", "049-937089-9"])
  func nationalIDs(text: String) throws {
    #expect(try NationalID.normalize(text).utf8.count == 10)
  }

  @Test(arguments: ["0684159415", "1111111111", "", "049937089", "04993708990", "049937089a"])
  func wrongNationalIDs(text: String) {
    let error = #expect(throws: DomainError.self) { try NationalID.normalize(text) }
    #expect(error?.code == .nationalIDInvalid)
  }

  @Test func everyWrongDigitOfANationalIDIsCaught() {
    // The weights 2…10 are invertible modulo 11; only the checks 0 and 1 stand for two remainders.
    let digits = Array("0499370899".utf8)
    for place in digits.indices {
      for other in UInt8(0x30)...0x39 where other != digits[place] {
        var changed = digits
        changed[place] = other
        let text = String(decoding: changed, as: UTF8.self)
        #expect(throws: DomainError.self) { try NationalID.normalize(text) }
      }
    }
  }

  @Test func legalIDs() throws {
    #expect(try LegalID.normalize("10380284790") == "10380284790")
    #expect(try LegalID.normalize("۱۴۰۰۷۶۵۰۹۱۲") == "14007650912")
    for text in ["10380284792", "1038028479", "", "00000000000", "1038028479x"] {
      #expect(throws: DomainError.self) { try LegalID.normalize(text) }
    }
  }

  @Test func bankAccountsAndCards() throws {
    // The first is the example of the registry of IBANs.
    let sheba = "IR580540105180021273113007"
    for text in [
      sheba, "ir58 0540 1051 8002 1273 1130 07", "580540105180021273113007",
      " IR-۵۸۰۵۴۰۱۰۵۱۸۰۰۲۱۲۷۳۱۱۳۰۰۷ ",
    ] { #expect(try Sheba.normalize(text) == sheba) }
    for text in ["DE89370400440532013000", "IR58054010518002127311300", "IR", "", "1R58"] {
      #expect(throws: DomainError.self) { try Sheba.normalize(text) }
    }
    let card = "6037991234567893"
    #expect(try CardNumber.normalize("۶۰۳۷-۹۹۱۲ ۳۴۵۶ ۷۸۹۳") == card)
    for text in ["603799123456789", "0000000000000000", "6037991234567890x"] {
      #expect(throws: DomainError.self) { try CardNumber.normalize(text) }
    }
    // Both formulas find every wrong digit, and modulo 97 every two neighbours that changed places.
    func changed(_ text: String, _ isKnown: (String) -> Bool) {
      let digits = Array(text.utf8)
      for place in digits.indices where digits[place] < 0x40 {
        for other in UInt8(0x30)...0x39 where other != digits[place] {
          var wrong = digits
          wrong[place] = other
          #expect(!isKnown(String(decoding: wrong, as: UTF8.self)), "\(place) \(other)")
        }
      }
    }
    changed(sheba) { (try? Sheba.normalize($0)) != nil }
    changed(card) { (try? CardNumber.normalize($0)) != nil }
    let digits = Array(sheba.utf8)
    for place in 2..<25 where digits[place] != digits[place + 1] {
      var wrong = digits
      wrong.swapAt(place, place + 1)
      #expect(throws: DomainError.self) {
        try Sheba.normalize(String(decoding: wrong, as: UTF8.self))
      }
    }
  }

  @Test func codesOfAFixedLength() throws {
    #expect(try EconomicCode.normalize("411111111112") == "411111111112")
    #expect(try EconomicCode.normalize("1400-7650-9120-01") == "14007650912001")
    #expect(throws: DomainError.self) { try EconomicCode.normalize("4111111111123") }
    #expect(try PostalCode.normalize("۱۹۳۹۵-۴۶۹۱۲") == "1939546912")
    #expect(throws: DomainError.self) { try PostalCode.normalize("0939546912") }
    #expect(throws: DomainError.self) { try PostalCode.normalize("193954691") }
    #expect(throws: DomainError.self) { try PostalCode.normalize("1111111111") }
    #expect(try SayadID.normalize("1234 5678 9012 3456") == "1234567890123456")
    #expect(throws: DomainError.self) { try SayadID.normalize("123456789012345") }
  }

  @Test(arguments: [
    (" Ali.R@Example.COM ", "Ali.R@example.com"), ("a+b@c-d.co", "a+b@c-d.co"),
    ("علی@نمونه.ایران", "علی@نمونه.ایران"),
  ])
  func emails(text: String, address: String) throws {
    #expect(try EmailAddress.normalize(text) == address)
    #expect(try EmailAddress.normalize(address) == address)
  }

  @Test(arguments: [
    "", "a", "a@", "@b.co", "a@b", "a@b..co", "a@-b.co", "a@b-.co", "a b@c.co", "a@b@c.co",
    ".a@b.co", "a.@b.co", "a..b@c.co", "a@b.c", "a@1.2.3.4", "a@b.co\u{0}c", "a\"@b.co",
  ])
  func wrongEmails(text: String) {
    let error = #expect(throws: DomainError.self) { try EmailAddress.normalize(text) }
    #expect(error?.code == .emailInvalid)
  }

  @Test func checkDigits() throws {
    #expect(try Verhoeff.checkDigit("236") == 3)
    #expect(try Verhoeff.checkDigit("12345") == 1)
    #expect(try Verhoeff.checkDigit("142857") == 0)
    #expect(throws: DomainError.self) { try Verhoeff.checkDigit("12a") }
  }

  @Test(arguments: [
    ("A11216", Int32(19_000), Int64(1), "A1121604A3800000000019"),
    ("A3NFZT", 20_000, 255, "A3NFZT04E2000000000FF3"),
    ("AAAAAA", 20_454, 9_999_999_999, "AAAAAA04FE602540BE3FF7"),
  ])
  func taxNumbers(memory: String, day: Int32, serial: Int64, number: String) throws {
    let date = CivilDate(daysSinceEpoch: day)
    #expect(try TaxNumber.make(memoryID: memory, date: date, serial: serial) == number)
    #expect(TaxNumber.isValid(number))
    #expect(!TaxNumber.isValid(String(number.dropLast()) + "X"))
    #expect(!TaxNumber.isValid("B" + number.dropFirst()))
    #expect(throws: DomainError.self) {
      try TaxNumber.make(memoryID: memory.lowercased(), date: date, serial: serial)
    }
    #expect(throws: DomainError.self) {
      try TaxNumber.make(memoryID: memory, date: date, serial: -1)
    }
  }

  @Test func errorsSayWhatAndWhere() {
    let error = DomainError(.emailInvalid, "No.").at(field: "email")
    #expect(error.description == "email: No. (email-invalid)")
    let codes = DomainError.Code.allCases.map(\.rawValue)
    #expect(Set(codes).count == codes.count)
    #expect(codes.allSatisfy { $0.utf8.allSatisfy { $0 == 0x2D || (0x61...0x7A).contains($0) } })
  }
}
