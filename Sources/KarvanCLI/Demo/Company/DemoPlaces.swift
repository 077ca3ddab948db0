// SPDX-License-Identifier: Apache-2.0

/// Where the customers of the demonstration company are: streets that there are, and about where.
enum DemoPlaces {
  struct Street {
    let name: DemoText
    /// Its middle, in millionths of a degree.
    let latitude: Int64
    let longitude: Int64
  }

  struct City {
    let name: DemoText
    let province: DemoText
    /// The calling code within the country.
    let areaCode: String
    let streets: [Street]
  }

  private static func street(
    _ persian: String, _ english: String, _ latitude: Double, _ longitude: Double
  ) -> Street {
    Street(
      name: DemoText(persian, english), latitude: Int64(latitude * 1_000_000),
      longitude: Int64(longitude * 1_000_000))
  }

  static let centralTehran = City(
    name: DemoText("تهران", "Tehran"), province: DemoText("تهران", "Tehran"), areaCode: "21",
    streets: [
      street("خیابان ولیعصر", "Valiasr Street", 35.7219, 51.4081),
      street("خیابان انقلاب", "Enghelab Street", 35.7010, 51.4020),
      street("خیابان کریم‌خان", "Karimkhan Street", 35.7166, 51.4180),
      street("خیابان جمهوری", "Jomhouri Street", 35.6958, 51.4115),
      street("خیابان بهار", "Bahar Street", 35.7105, 51.4315),
      street("خیابان مطهری", "Motahari Street", 35.7243, 51.4210),
    ])

  static let greaterTehran = [
    City(
      name: DemoText("تهران", "Tehran"), province: DemoText("تهران", "Tehran"), areaCode: "21",
      streets: [
        street("خیابان شریعتی", "Shariati Street", 35.7560, 51.4450),
        street("بلوار میرداماد", "Mirdamad Boulevard", 35.7600, 51.4290),
        street("خیابان ستارخان", "Sattarkhan Street", 35.7190, 51.3560),
        street("خیابان رسالت", "Resalat Street", 35.7340, 51.4690),
        street("خیابان پیروزی", "Piroozi Street", 35.6930, 51.4690),
      ]),
    City(
      name: DemoText("کرج", "Karaj"), province: DemoText("البرز", "Alborz"), areaCode: "26",
      streets: [
        street("بلوار طالقانی", "Taleghani Boulevard", 35.8240, 50.9970),
        street("خیابان بهشتی", "Beheshti Street", 35.8290, 50.9820),
        street("گوهردشت", "Gohardasht", 35.8550, 50.9640),
      ]),
  ]

  static let south = [
    City(
      name: DemoText("اصفهان", "Isfahan"), province: DemoText("اصفهان", "Isfahan"), areaCode: "31",
      streets: [
        street("خیابان چهارباغ", "Chahar Bagh Street", 32.6530, 51.6690),
        street("خیابان حکیم نظامی", "Hakim Nezami Street", 32.6300, 51.6560),
        street("خیابان کاوه", "Kaveh Street", 32.6850, 51.6740),
        street("خیابان توحید", "Tohid Street", 32.6370, 51.6600),
      ]),
    City(
      name: DemoText("شیراز", "Shiraz"), province: DemoText("فارس", "Fars"), areaCode: "71",
      streets: [
        street("خیابان زند", "Zand Street", 29.6190, 52.5350),
        street("خیابان ملاصدرا", "Mollasadra Street", 29.6280, 52.5190),
        street("خیابان عفیف‌آباد", "Afifabad Street", 29.6250, 52.4970),
      ]),
    City(
      name: DemoText("یزد", "Yazd"), province: DemoText("یزد", "Yazd"), areaCode: "35",
      streets: [
        street("خیابان کاشانی", "Kashani Street", 31.8870, 54.3600),
        street("خیابان امام خمینی", "Imam Khomeini Street", 31.8960, 54.3680),
        street("صفائیه", "Safaieh", 31.8640, 54.3520),
      ]),
  ]

  static let north = [
    City(
      name: DemoText("مشهد", "Mashhad"), province: DemoText("خراسان رضوی", "Razavi Khorasan"),
      areaCode: "51",
      streets: [
        street("خیابان امام رضا", "Imam Reza Street", 36.2790, 59.6070),
        street("خیابان احمدآباد", "Ahmadabad Street", 36.2960, 59.5770),
        street("بلوار سجاد", "Sajjad Boulevard", 36.3180, 59.5490),
      ]),
    City(
      name: DemoText("تبریز", "Tabriz"), province: DemoText("آذربایجان شرقی", "East Azerbaijan"),
      areaCode: "41",
      streets: [
        street("خیابان امام خمینی", "Imam Khomeini Street", 38.0730, 46.2970),
        street("آبرسان", "Abresan", 38.0660, 46.3280),
      ]),
    City(
      name: DemoText("رشت", "Rasht"), province: DemoText("گیلان", "Gilan"), areaCode: "13",
      streets: [
        street("گلسار", "Golsar", 37.2970, 49.5860),
        street("خیابان مطهری", "Motahari Street", 37.2790, 49.5870),
      ]),
  ]
}
