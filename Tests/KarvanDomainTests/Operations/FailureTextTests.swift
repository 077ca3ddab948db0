// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Failures in words")
struct FailureTextTests {
  let schema: Schema

  init() throws { schema = try Catalog.schema() }

  private func say(_ failure: Failure, _ language: TextLanguage) -> String {
    FailureText.say(failure, schema: schema, language: language)
  }

  private func isPersian(_ text: String) -> Bool {
    text.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) }
  }

  @Test("every code is said in both languages, and no two alike", arguments: TextLanguage.allCases)
  func codes(_ language: TextLanguage) {
    var said: Set<String> = []
    for code in Failure.Code.allCases {
      let text = say(
        Failure(code, entity: "order", field: "status", ["draft", "closed", "cancelled"]), language)
      #expect(text.count > 20 && said.insert(text).inserted, "\(code)")
      #expect(text.hasPrefix(language == .english ? "Order, Status: " : "سفارش، وضعیت: "))
      #expect(isPersian(text) == (language == .persian))
    }
  }

  @Test("every code is said without particulars, entity or field")
  func bare() {
    for code in Failure.Code.allCases {
      for language in TextLanguage.allCases {
        #expect(!say(Failure(code), language).isEmpty)
        #expect(say(Failure(code, entity: "ghost", field: "x"), language).hasPrefix("ghost"))
      }
    }
  }

  @Test("every law is said in both languages, and no two alike")
  func laws() {
    var said: Set<String> = []
    for law in DomainLaw.allCases {
      for language in TextLanguage.allCases {
        let text = say(Failure(law), language)
        #expect(text.count > 15 && said.insert(text).inserted, "\(law)")
        #expect(isPersian(text) == (language == .persian))
      }
    }
  }

  @Test("every error of the domain is said in Persian, and in its own English words")
  func domainErrors() {
    var said: Set<String> = []
    for code in DomainError.Code.allCases {
      let error = DomainError(code, "Its own words.")
      let persian = FailureText.say(error, language: .persian)
      #expect(isPersian(persian) && said.insert(persian).inserted, "\(code)")
      #expect(FailureText.say(error, language: .english) == "Its own words.")
      let failure = Failure(error, entity: "order", field: "note")
      #expect(say(failure, .persian) == "سفارش، یادداشت: \(persian)")
      #expect(say(failure, .english) == "Order, Note: Its own words.")
    }
  }

  @Test("states and choices are named by their labels, wherever the code comes from")
  func labels() {
    let move = Failure(
      .moveNotAllowed, entity: "order", field: "state", ["draft", "closed", "submitted"])
    #expect(
      say(move, .english)
        == "Order, Status: it cannot go from Draft to Closed. It can go to: Submitted.")
    #expect(say(move, .persian).contains("«پیش‌نویس»"))
    let frozen = Failure(.frozen, entity: "order_line", field: "quantity", ["approved"])
    #expect(say(frozen, .english).hasPrefix("Order line, Quantity: the document is Approved"))
    let choice = Failure(.notAChoice, entity: "account", field: "priority", ["E", "A", "D"])
    #expect(say(choice, .english).contains("A (highest), D (lowest)"))
  }
}
