// SPDX-License-Identifier: Apache-2.0

extension PricingMessage {
  /// The words in Persian.
  var persian: String {
    switch self {
    case .aboutPrice: "قیمت کالا را برای یک حساب، با دلیلش می‌گوید."
    case .priceForms:
      """
      نخست فهرست خود حساب، سپس فهرست گروه آن و سرانجام فهرست‌های همگانی دیده می‌شود؛ نخستین \
      فهرستی که برای کالا قاعده‌ای دارد تعیین می‌کند و اگر هیچ‌کدام نداشت، قیمت فهرست خود کالا. در \
      یک فهرست، اولویت بالاتر پیش است؛ سپس دامنه نزدیک‌تر (کالا، برند، گروه کالا، همه)؛ سپس مشتری \
      نزدیک‌تر (حساب، گروه، قلمرو، همه)؛ سپس بسته‌بندی نام‌برده، تعداد بیشتر، آغاز دیرتر و قاعده \
      تازه‌تر.
      """
    case .helpPackQuantity: "چه مقدار: ۱۲، ۲٫۵، یا به بسته: «۳ کارتن»."
    case .helpUnitOption: "واحد یا بسته‌بندی مقدار، مانند کارتن."
    case .helpPriceOption: "قیمت یک واحد، به‌جای قیمت قاعده‌ها."
    case .priceHelpDate: "روز، با نام هم (فردا، دوشنبه، ‎+3)؛ بدون آن، امروز."
    case .priceHelpCurrency: "ارز قیمت؛ بدون آن، ریال."
    case .aboutOrderPromote: "طرح‌های فروش روز سفارش را بر سفارش پیش‌نویس می‌نشاند."
    case .promoteForms:
      """
      تخفیف روی ردیف‌ها می‌نشیند و کالای رایگان ردیف خودش را می‌گیرد. تغییر هر ردیف، طرح‌های آن را \
      برمی‌دارد؛ این فرمان را دوباره بزنید. گفته می‌شود چه داده شد و بقیه چرا داده نشد.
      """
    case .helpOff: "آنچه طرح‌ها داده‌اند برداشته شود."
    case .helpTry: "تنها بگوید چه داده می‌شود؛ چیزی تغییر نکند."
    case .aboutOrderPrices: "قیمت‌های سفارش را با قاعده‌های کنونی می‌سنجد."
    case .pricesForms:
      """
      سفارش قیمت‌های توافق‌شده را نگه می‌دارد. اگر قاعده‌های تازه‌تر برای همان روز قیمت دیگری \
      بگویند، ردیف با اختلافش نشان داده می‌شود؛ ‎--refresh تا وقتی سفارش پیش‌نویس است قیمت تازه را \
      می‌گذارد. قیمتی که کسی خودش گذاشته دست نمی‌خورد.
      """
    case .helpRefresh: "قیمت‌های کنونی قاعده‌ها گذاشته شود."
    case .aboutSetPrice: "قیمت کالا را در یک فهرست، از روزی به بعد تعیین می‌کند."
    case .setPriceForms:
      """
      چیزی رونویسی نمی‌شود: قاعده‌ای تازه در فهرست، از نخستین روزش پیش از قاعده‌های کهنه‌تر \
      می‌آید و فهرست ویرایش تازه می‌گیرد.
      """
    case .helpList: "فهرست قیمت: کد یا نام."
    case .helpPrice: "قیمت یک واحد، یا با ‎--pack قیمت یک بسته."
    case .priceHelpFrom: "نخستین روز؛ بدون آن، امروز."
    case .priceHelpTo: "واپسین روز."
    case .helpMinimum: "از چه تعداد به بالا."
    case .helpForGroup: "تنها برای این گروه مشتری."
    case .helpForAccount: "تنها برای این حساب."
    case .priceAboutConvert: "مبلغی را با نرخ ارز یک روز تبدیل می‌کند."
    case .helpAmount: "مبلغ، به ارز نخست."
    case .helpFromCurrency: "ارز مبلغ، مانند USD."
    case .helpToCurrency: "ارز مقصد؛ بدون آن، ریال."
    case .helpSaleProduct: "کالا: کد، نام یا بارکد بسته."
    case .priceAccount: "حساب"
    case .priceProduct: "کالا"
    case .quantity: "تعداد"
    case .inOwnUnit: "به واحد کالا"
    case .priceDate: "تاریخ"
    case .price: "قیمت یک واحد"
    case .priceGross: "مبلغ پیش از مالیات و تخفیف"
    case .priceRule: "به موجب قاعده"
    case .list: "فهرست قیمت"
    case .edition: "ویرایش"
    case .because: "فهرستِ"
    case .discountLimit: "تخفیف مجاز شما تا"
    case .steps: "چگونگی محاسبه"
    case .priceAmount: "مبلغ"
    case .step: "گام"
    case .others: "قاعده‌هایی که تعیین نکردند"
    case .priceReason: "دلیل"
    case .method: "روش"
    case .from: "از تعداد"
    case .rate: "نرخ"
    case .worth: "ارزش"
    case .promotion: "طرح فروش"
    case .gives: "تخفیف ردیف‌ها"
    case .given: "داده شد"
    case .notGiven: "داده نشد"
    case .freeGoods: "کالای رایگان"
    case .priceLine: "ردیف"
    case .agreed: "توافق‌شده"
    case .byRules: "قاعده‌ها در آن هنگام"
    case .now: "قاعده‌ها اکنون"
    case .priceDifference: "اختلاف"
    case .stale: "کهنه"
    case .own: "قیمت خودخواسته"
    case .result: "حاصل"
    case .listPrice: "قیمت فهرست خود کالا"
    case .beforeTax: "پیش از مالیات"
    case .stepFixed: "قیمت"
    case .stepBase: "مبنا"
    case .stepDiscount: "درصد تخفیف"
    case .stepMarkup: "سود"
    case .stepSurcharge: "افزوده"
    case .stepRounding: "گرد کردن"
    case .stepLeastMargin: "تا کمترین سود"
    case .stepGreatestMargin: "تا بیشترین سود"
    case .stepFloor: "تا صفر"
    case .listOfAccount: "خود حساب"
    case .listOfGroup: "گروه حساب"
    case .listOfEverybody: "همه"
    case .notActive: "غیرفعال است"
    case .notYet: "هنوز آغاز نشده است"
    case .noLonger: "دیگر برقرار نیست"
    case .notTheseGoods: "برای کالاهای دیگر است"
    case .notThisCustomer: "برای مشتریان دیگر است"
    case .needsMore: "خرید باید بیشتر باشد"
    case .otherPack: "برای بسته‌بندی دیگری است"
    case .noBase: "قیمت یا بهایی نیست که از آن آغاز کند"
    case .noRate: "نرخ ارز ثبت نشده است"
    case .outranked: "قاعده دیگری از همین فهرست پیش از آن است"
    case .laterList: "فهرست نزدیک‌تری تعیین کرد"
    case .otherCurrency: "به ارز دیگری است"
    case .noLine: "ردیفی برای آن نمانده است"
    case .exclusive: "طرح دیگری از گروه انحصاری آن داده شد"
    case .nothingLeft: "چیزی برای کاستن نمانده است"
    case .noPrice: "آنچه می‌دهد قیمت ندارد"
    case .noBudget: "سهم این دستگاه از بودجه آن بسنده نیست"
    case .promoted: "{0}: طرح‌هایی به ارزش {1} داده شد."
    case .promotionsOff: "{0}: طرح‌های فروش برداشته شد."
    case .noPromotion: "{0}: هیچ طرحی چیزی نمی‌دهد."
    case .wouldPromote: "{0}: طرح‌هایی به ارزش {1} داده می‌شد؛ چیزی تغییر نکرد."
    case .repriced: "{0}: قیمت‌های کنونی قاعده‌ها گذاشته شد."
    case .stalePrices:
      """
      {0} قیمت با قاعده‌های کنونی فرق دارد. در پیش‌نویس: karvan order prices {1} --refresh
      """
    case .priceSet: "قیمت {0} در {2} از {3} برابر {1} است (ویرایش {4})."
    case .priceNeedsApproval:
      "{0} به اندازه {1} کمتر از قیمت است و بیش از {2} مجاز: دفتر تصمیم می‌گیرد."
    case .perPack: "{0} از {1}"
    }
  }
}
