// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import TestSupport
import Testing

@testable import KarvanDomain

/// Recognising what is already there.
@Suite struct LikenessTests {
  private func account(_ name: String, id: Int? = nil) -> LikenessProfile {
    LikenessProfile(Account.tag, id.map(NamePopulation.id)) {
      $0 == Account.shape.name.tag ? .text(name) : .null
    }
  }

  private func level(_ one: String, _ two: String) -> NameComparison.Level {
    NameComparison(NameForm(one), NameForm(two)).level
  }

  /// The values of Winkler's paper of 1990, table 1.
  @Test(arguments: [
    ("MARTHA", "MARHTA", 0.961), ("DIXON", "DICKSONX", 0.813), ("DWAYNE", "DUANE", 0.840),
    ("SHACKLEFORD", "SHACKELFORD", 0.982), ("NICHLESON", "NICHULSON", 0.956),
    ("ABROMS", "ABRAMS", 0.922), ("JONES", "JOHNSON", 0.832), ("", "A", 0), ("A", "A", 1),
  ])
  func jaroWinklerAsPublished(_ one: String, _ two: String, _ expected: Double) {
    #expect(abs(JaroWinkler.similarity(one, two) - expected) < 0.001)
    #expect(JaroWinkler.similarity(one, two) == JaroWinkler.similarity(two, one))
  }

  @Test(arguments: [
    ("محمدی", ["Mohammadi", "Mohamadi", "Muhammadi"]), ("رضایی", ["Rezaei", "Rezaee", "Rezayi"]),
    ("حسینی", ["Hosseini", "Hoseyni"]), ("شریفی", ["Sharifi"]), ("قاسمی", ["Ghasemi", "Qasemi"]),
    ("خسروی", ["Khosravi"]), ("چمنی", ["Chamani"]), ("ژاله", ["Jaleh", "Zhale"]),
    ("فاطمه", ["Fatemeh", "Fateme"]), ("داوود", ["Davood", "Davoud"]), ("وحید", ["Vahid"]),
    ("ایمان", ["Iman"]), ("عبدالله", ["Abdollah"]), ("یوسف", ["Yousef", "Yusef"]),
    ("حسن‌پور", ["Hassanpour", "Hasanpoor"]), ("اسماعیل", ["Esmaeil", "Ismail"]),
  ])
  func bothScriptsSoundTheSame(_ persian: String, _ latin: [String]) {
    let sound = NameSkeleton.of(SearchKey.normalize(persian))
    for text in latin {
      #expect(NameSkeleton.of(SearchKey.normalize(text)) == sound, "\(persian) \(text)")
    }
  }

  @Test func namesCompareByTheirOwnWords() {
    #expect(level("شرکت پارس گستر (سهامی خاص)", "پارس گستر") == .same)
    #expect(level("رضا محمدی", "محمدی رضا") == .same)
    #expect(level("آقای مهندس رضا محمدی", "Reza Mohammadi") == .sounds)
    #expect(level("Reza Mohamadi", "Reza Mohammadi") == .sounds)
    #expect(level("علی طاهری", "علی تاهری") == .sounds)
    #expect(level("علیرضا حسن پور", "علی رضا حسن‌پور") == .same)
    #expect(level("رضا محمدی", "رضا محدی") == .near)
    #expect(level("علی کریمی", "علی کرمی") > .sounds)
    #expect(level("علی رضایی", "علی رضوی") > .near)
    #expect(level("علی رضایی", "رضا مرادی") == .other)
    #expect(level("شرکت", "شرکت") == .same)
  }

  @Test func branchesAndTradesAreTold() {
    let branches = NameComparison(NameForm("رفاه شعبه ونک"), NameForm("رفاه شعبه تجریش"))
    #expect(branches.isOtherBranch && branches.level == .same)
    #expect(
      NameComparison(NameForm("رفاه شعبه ۱۲"), NameForm("Refah branch 12")).isOtherBranch == false)
    #expect(NameComparison(NameForm("رفاه ۱۲"), NameForm("رفاه ۱۳")).isOtherBranch)
    #expect(NameComparison(NameForm("رفاه"), NameForm("رفاه شعبه ونک")).isPerhapsBranch)
    #expect(NameComparison(NameForm("Vanak Branch"), NameForm("Vanak")).isOtherBranch == false)
    #expect(
      NameComparison(NameForm("داروخانه محمدی"), NameForm("سوپرمارکت محمدی")).isOtherTrade)
    #expect(!NameComparison(NameForm("Pharmacy Rad"), NameForm("داروخانه راد")).isOtherTrade)
  }

  /// A comparison is the same from both sides, and nothing is likelier than a record itself.
  @Test func comparingIsSymmetric() throws {
    try forAllSeeds(4) { random in
      let people = NamePopulation(random, customers: 60).profiles
      for one in people {
        for two in people {
          let here = Likeness(one, two, size: 1_000, namesakes: 3)
          try #require(here == Likeness(two, one, size: 1_000, namesakes: 3))
          try #require(here.probability >= 0 && here.probability < 1)
        }
      }
    }
  }

  /// Whatever can be called alike shares a mark, or it would never be found.
  @Test func whatSoundsAlikeIsFound() throws {
    try forAllSeeds(3) { random in
      let people = NamePopulation(random, customers: 150).profiles
      for one in people {
        for two in people
        where NameComparison(one.names[0], two.names[0]).level < .near
          && one.names[0].words.count == two.names[0].words.count
        {
          try #require(one.names[0].marks.contains { two.names[0].marks.contains($0) })
        }
      }
    }
  }

  @Test func marksGoThroughTheIndexAsTheyAre() {
    for name in ["رضا محمدی", "Kalleh", "12 34", "O'Neill 東京", "ی"] {
      for mark in NameForm(name).marks { #expect(SearchKey.tokens(for: mark) == [mark]) }
    }
  }

  @Test func aSharedSwitchboardIsNoDuplicateAndASharedNameOfManyNeither() {
    var one = account("رفاه شعبه ونک")
    var two = account("رفاه شعبه تجریش")
    for number in ["+982188000100"] {
      one.phones = [number]
      two.phones = [number]
    }
    #expect(Likeness(one, two, size: 10_000, namesakes: 40).probability < 0.1)
    let common = Likeness(account("علی محمدی"), account("علی محمدی"), size: 10_000, namesakes: 30)
    let rare = Likeness(
      account("خسرو زرین‌تاج"), account("خسرو زرین‌تاج"), size: 10_000, namesakes: 0)
    // A name alone, however rare, is said while typing and not listed; with a city it is.
    #expect(common.probability < 0.1 && (0.7..<0.8).contains(rare.probability))
    var here = account("خسرو زرین‌تاج")
    here.cities = ["thrn"]
    #expect(Likeness(here, here, size: 10_000, namesakes: 0).probability >= 0.9)
    #expect(rare.reasons.first?.evidence == .sameName)
  }

  /// What is found of what is there, and how much of what is found is there; the figures are in
  /// protocol/duplicates.md.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func precisionAndRecall(_ seed: UInt64) {
    let population = NamePopulation(SeededGenerator(seed: seed), customers: 2_000)
    let found = LikenessSweep(population.profiles).pairs()
    let places = Dictionary(
      uniqueKeysWithValues: population.profiles.indices.map { (NamePopulation.id($0), $0) })
    let right = found.count { pair in
      guard let one = places[pair.one], let two = places[pair.two] else { return false }
      return population.truth.contains([min(one, two), max(one, two)])
    }
    let precision = Double(right) / Double(max(found.count, 1))
    let recall = Double(right) / Double(population.truth.count)
    let told =
      "seed \(seed): \(found.count) found, \(right) of \(population.truth.count) right, "
      + "precision \(precision), recall \(recall)"
    #expect(precision >= 0.95 && recall >= 0.85, "\(told)")
    print(told)
  }
}
