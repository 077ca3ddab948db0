// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Quantities in packs")
struct UnitTextTests {
  @Test(
    "are read in both languages, with the number and the pack in any distance",
    arguments: [
      ("3", 3_000, nil), ("2.5 kg", 2_500, "kg"), ("3carton", 3_000, "carton"),
      ("۳ کارتن", 3_000, "carton"), ("۱۲عدد", 12_000, "piece"), ("٢٫٥ Carton ", 2_500, "carton"),
      ("1,200 box", 1_200_000, "box"),
    ] as [(String, Int64, String?)])
  func read(_ text: String, _ thousandths: Int64, _ unit: String?) throws {
    let read = try UnitQuantity.parse(text)
    #expect(read.number.thousandths == thousandths && read.unit == unit)
  }

  @Test("are refused where they are none", arguments: ["", "carton", "3 barrels", "x3", "3 4"])
  func refuse(_ text: String) {
    #expect(throws: (any Error).self) { try UnitQuantity.parse(text) }
  }

  @Test("a good id of the tax office has thirteen digits, typed in any script")
  func goodID() throws {
    #expect(try GoodID.normalize("۲۷۱۰۰۰۰۱۳۸۶۲۴") == "2710000138624")
    #expect(throws: DomainError.self) { try GoodID.normalize("271000013862") }
  }
}
