// SPDX-License-Identifier: Apache-2.0

extension RoadMessage {
  /// The words in Persian.
  var persian: String {
    switch self {
    case .aboutVan: "کالاهای روی خودرو شما: بارگیری، فروش، تخلیه، شمارش، تراز."
    case .aboutLoad: "از انبار روی خودرو شما بار می‌کند."
    case .aboutUnload: "کالاها را از خودرو شما به انبار برمی‌گرداند."
    case .aboutSell: "کالاهای یک سفارش را از خودرو شما تحویل می‌دهد."
    case .aboutReturn: "کالای مرجوعی مشتری را روی خودرو شما می‌آورد."
    case .aboutVanShow: "چه روی خودرو شماست و امروز چگونه به اینجا رسیده است."
    case .aboutCount: "آنچه روی خودرو شمرده‌اید ثبت می‌کند."
    case .aboutReconcile: "موجودی را با شمارش تراز می‌کند؛ هر اختلاف نامی دارد."
    case .aboutReverse: "یک برگه گردش، یا یک گردش تنها را برمی‌گرداند."
    case .aboutStock: "چه در یک محل هست."
    case .vanForms:
      """
      ITEM کالا و تعداد آن در یک واژه است: TEA-100x12 یا TEA-100×۱۲، و TEA-100 برای یکی. خودرو شما \
      آن است که مسئولش شمایید؛ ‎--place محل دیگری را می‌گوید. بیش از موجودی ثبت‌شده هم می‌توان برداشت: \
      آنگاه اداره باخبر می‌شود که موجودی زیر صفر است.
      """
    case .countForms:
      """
      شمارش‌ها در برگه باز همین خودرو می‌آید و شمارش دوباره جای پیشین را می‌گیرد. TEA-100x0 یعنی هیچ \
      نمانده است. بدون کالا، برگه باز نشان داده می‌شود.
      """
    case .reconcileForms:
      """
      آنچه شمرده نشده نیست شمرده می‌شود. هر جا شمارش با انتظار نخواند دلیلش را بگویید: karvan van \
      count ITEM --reason WHY. آنگاه برگه بسته می‌شود و موجودی ثبت‌شده همان می‌شود که شمرده‌اید؛ اداره هر \
      اختلاف را می‌بیند.
      """
    case .aboutPlan: "از برنامه مسیر شما ویزیت‌های یک روز را می‌سازد."
    case .planForms:
      """
      تکرارش زیانی ندارد، روی دستگاه دیگر هم: هر ایستگاه در هر روز یک ویزیت می‌شود. برنامه و \
      ایستگاه ساخته می‌شود با: karvan journey-plan add و karvan journey-stop add
      """
    case .aboutNext: "نوبت کیست: چقدر راه است، شماره تماسش چیست و آنجا چه باید کرد."
    case .nextForms:
      """
      با ‎--at می‌گوید چقدر راه است. پیوند را برنامه‌های مسیریاب باز می‌کنند. ‎--nearest نزدیک‌ترین ویزیت \
      امروز را برمی‌گزیند، نه نوبت بعدی را.
      """
    case .aboutRoute: "راهی کوتاه میان ویزیت‌های مانده امروز."
    case .routeForms:
      """
      فاصله‌ها هوایی است. راه از جایی که هستید (‎--at) آغاز می‌شود، وگرنه از آغاز برنامه مسیر. مشتریانی که \
      جایشان دانسته نیست در پایان می‌آیند. ‎--apply ویزیت‌ها را به همین ترتیب شماره می‌زند.
      """
    case .aboutVisitPlan: "ویزیتی را دستی برنامه‌ریزی می‌کند."
    case .aboutVisitMiss: "می‌گوید که ویزیت برنامه‌ریزی‌شده انجام نشد."
    case .aboutVisitSkip: "ویزیت برنامه‌ریزی‌شده را لغو می‌کند."
    case .aboutVisitMissed: "ویزیت‌هایی که برنامه داشتند و انجام نشدند."
    case .aboutVisitPhoto: "عکسی به ویزیت در حال انجام پیوست می‌کند."
    case .aboutVisitSign: "امضایی به ویزیت در حال انجام پیوست می‌کند."
    case .aboutWorkdayStart: "روز شما را آغاز می‌کند: کیلومترشمار، و ویزیت‌های امروز از برنامه."
    case .aboutWorkdayEnd:
      "روز شما را پایان می‌دهد: کیلومترشمار؛ ویزیت‌های انجام‌نشده ازدست‌رفته می‌شود."
    case .aboutWorkdayMark: "جایی را که هستید نگه می‌دارد، در روزی که با آن موافقت کرده‌اید."
    case .aboutMileage: "روز به روز چند کیلومتر رانده‌اید."
    case .workdayForms:
      "موقعیت‌های راه نگه داشته نمی‌شود مگر آنکه در آغاز روز ‎--trail بگویید."
    case .aboutFormFill: "پرسش‌نامه‌ای را نزد مشتری پاسخ می‌دهد."
    case .fillForms:
      """
      QUESTION=ANSWER: پرسش با شماره ردیف یا آغاز متنش. چند گزینه با ویرگول جدا می‌شود. مشتری همان \
      مشتری ویزیت باز است، یا ‎--account. پرسش‌ها را ببینید با: karvan form show FORM
      """
    case .aboutAbsenceBegin: "غیبتی را آغاز می‌کند: از این پس جانشین مشتریان را در دست دارد."
    case .aboutAbsenceEnd: "غیبتی را پایان می‌دهد: جانشین مشتریان را پس می‌دهد."
    case .absenceForms:
      """
      دستگاه جانشین با همگام‌سازی بعدی مشتریان را می‌گیرد و ویزیت‌های برنامه‌ریزی‌شده آن روزها با اوست. \
      درخواست غیبت: karvan absence add starts_on=… ends_on=… substitute=…
      """
    case .aboutOrderQuick: "سفارشی را با همه ردیف‌هایش یک‌جا می‌نویسد."
    case .quickForms:
      """
      ITEM کالا و تعداد آن در یک واژه است: TEA-100x12، TEA-100×۱۲، 12xTEA-100، و TEA-100 برای یکی. یا \
      همه ردیف‌ها نوشته می‌شود یا هیچ‌کدام.
      """
    case .aboutOrderRepeat: "سفارشی مانند سفارش پیشین مشتری می‌نویسد، با قیمت امروز."
    case .aboutOrderMissing: "چه باید به این مشتری پیشنهاد شود و در سفارش نیست."
    case .helpItems: "کالاها با تعدادشان."
    case .helpPlace: "خودرو یا محل دیگر؛ بدون آن خودرو شما."
    case .helpFromPlace: "جایی که کالا از آن می‌آید؛ بدون آن تنها انبار."
    case .helpToPlace: "جایی که کالا به آن می‌رود؛ بدون آن تنها انبار."
    case .helpAll: "هر چه آنجا هست."
    case .helpSheet: "شماره برگه، یا یک گردش."
    case .helpCountReason: "چرا با موجودی ثبت‌شده نمی‌خواند."
    case .helpDate: "روز؛ بدون آن امروز."
    case .helpDays: "برای چند روز از آن روز به بعد، تا ۳۱."
    case .helpApply: "ویزیت‌ها را به همین ترتیب شماره بزنید."
    case .helpRep: "برای چه کسی؛ بدون آن خود شما."
    case .helpWhen: "روز، و اگر مهم است ساعت: «۱۴۰۴/۰۱/۰۱ 14:30»."
    case .helpPurposes: "برای چه، جدا با ویرگول."
    case .helpSkipReason: "چرا، به زبان خودتان."
    case .helpOdometer: "کیلومترشمار، به کیلومتر."
    case .helpVehicle: "خودرو."
    case .helpTrail: "موافقید که امروز موقعیت‌های راه نگه داشته شود."
    case .helpNoPlan: "ویزیتی برنامه‌ریزی نشود."
    case .helpKeepPlanned: "ویزیت‌های انجام‌نشده همان برنامه‌ریزی‌شده بماند."
    case .helpFrom: "نخستین روز؛ بدون آن چهار هفته پیش."
    case .helpUntil: "واپسین روز؛ بدون آن امروز."
    case .helpForm: "پرسش‌نامه: نام، کد یا شناسه."
    case .helpAnswers: "پرسش‌ها با پاسخشان."
    case .helpFormAccount: "مشتری؛ بدون آن مشتری ویزیت باز."
    case .helpAbsence: "غیبت: شناسه آن."
    case .helpSubmit: "بی‌درنگ ثبت شود."
    case .helpLikeOrder: "مانند این سفارش، نه واپسین سفارش."
    case .helpNearest: "نزدیک‌ترین، نه نوبت بعدی؛ ‎--at یا ورودی ثبت‌شده می‌خواهد."
    case .helpVisitFile: "پرونده."
    case .returnForms:
      """
      کالای آسیب‌دیده، تاریخ‌گذشته یا بی‌کیفیت همان‌جا از موجودی کم می‌شود؛ بقیه دوباره فروختنی است. با \
      ‎--exchange همان اندازه از همان کالا دوباره به مشتری داده می‌شود. با ‎--order در تحویل‌های سفارش هم می‌آید.
      """
    case .helpNoPromotions: "بدون آنچه پروموشن‌ها می‌دهند."
    case .helpExchange: "همان کالا دوباره به مشتری داده شود."
    case .helpLot: "سری ساخت کالا."
    case .product: "کالا"
    case .unit: "واحد"
    case .opening: "آغاز روز"
    case .loaded: "بارگیری"
    case .sold: "فروش"
    case .returned: "مرجوعی"
    case .unloaded: "تخلیه"
    case .other: "دیگر"
    case .onHand: "موجودی"
    case .expected: "انتظار"
    case .counted: "شمارش"
    case .difference: "اختلاف"
    case .why: "دلیل"
    case .dueStops: "در برنامه شما، هنوز بی‌ویزیت"
    case .missedVisits: "ازدست‌رفته‌های این روزها"
    case .onTheRoad: "در مسیر از"
    case .distance: "فاصله"
    case .leg: "از پیشین"
    case .phone: "تلفن"
    case .address: "نشانی"
    case .navigation: "مسیریابی"
    case .lastOrder: "واپسین سفارش"
    case .lastVisit: "واپسین ویزیت"
    case .mustSell: "پیشنهاد کنید"
    case .atLeast: "دست‌کم"
    case .ordered: "در سفارش"
    case .missing: "کم است"
    case .formsToAnswer: "پرسش‌نامه‌ها"
    case .sequence: "ردیف"
    case .planned: "زمان برنامه"
    case .account: "حساب"
    case .priority: "اولویت"
    case .note: "یادداشت"
    case .kilometres: "کیلومتر"
    case .purposes: "هدف‌ها"
    case .visit: "ویزیت"
    case .days: "روزها"
    case .moved: "{0} قلم جابه‌جا شد، برگه {1}."
    case .counting: "{0} قلم در {1} شمرده شد؛ بستنش: karvan van reconcile"
    case .reconciled: "{0} بسته شد؛ {1} اختلاف با نام ثبت شد."
    case .reconciledEven: "{0} بسته شد؛ با موجودی ثبت‌شده می‌خواند."
    case .nothingToCount: "هنوز چیزی اینجا شمرده نشده است. بشمارید: karvan van count ITEM…"
    case .noVan:
      """
      شما مسئول خودرویی نیستید، یا چند خودرو دارید. با ‎--place نامش را بگویید؛ اداره خودرو را چنین \
      می‌سازد: karvan stock-location add name=… kind=van keeper=…
      """
    case .noWarehouse:
      """
      انباری در کار نیست، یا چند تا هست. با ‎--from یا ‎--to نامش را بگویید؛ اداره انبار را چنین می‌سازد: \
      karvan stock-location add name=… kind=warehouse
      """
    case .nothingOnVan: "چیزی آنجا نیست."
    case .alreadySold: "همه {0} پیش‌تر تحویل شده است."
    case .plannedDay: "{0} ویزیت برای {1} برنامه‌ریزی شد."
    case .nothingDue: "برای {0} چیزی برای برنامه‌ریزی نیست."
    case .stopUnknown: "{0} ایستگاه برنامه نزد مشتریانی است که در دست شما نیستند؛ کنار گذاشته شد."
    case .nothingNext: "برای امروز ویزیتی نمانده است."
    case .openVisit: "از {1} نزد {0} هستید؛ ویزیت را پایان دهید: karvan visit end"
    case .dayDone: "{0} از {1} ایستگاه برنامه امروز انجام شد."
    case .lateVisits: "{0} ویزیت دیر شده است."
    case .unplannedStops: "{0} ایستگاه برنامه شما هنوز ویزیتی ندارد: karvan plan"
    case .routeTotal: "روی هم {0} هوایی."
    case .routeSaved: "{0} کمتر از ترتیب کنونی؛ با ‎--apply نگهش دارید."
    case .routeUnknown: "جای {0} دانسته نیست: karvan address set … latitude=… longitude=…"
    case .routeApplied: "{0} ویزیت به این ترتیب شماره خورد."
    case .visitPlanned: "ویزیت {0} برای {1} برنامه‌ریزی شد."
    case .visitMissed: "ویزیت {0} ازدست‌رفته شد."
    case .visitSkipped: "ویزیت {0} لغو شد."
    case .offSite:
      "{0} دور از جایی که {1} باید باشد؛ دلیلش را بگویید: karvan visit set {2} deviation_reason=…"
    case .workdayStarted: "روز از {0} آغاز شد؛ {1} ویزیت برنامه‌ریزی شد."
    case .workdayEnded: "روز در {0} پایان یافت؛ {1} ویزیت از دست رفت."
    case .workdayMarked: "نگه داشته شد."
    case .mileageOfDay: "امروز {0} کیلومتر."
    case .filled: "{0}: {1} پاسخ برای {2} ثبت شد."
    case .formsMissing: "در این ویزیت پاسخ داده نشد: {0}. پاسخ دهید: karvan form fill"
    case .absenceBegan: "غیبت {0} آغاز شد؛ {1} ویزیت برنامه‌ریزی‌شده به {2} می‌رسد."
    case .absenceEnded: "غیبت {0} پایان یافت."
    case .noLastOrder: "{0} هنوز سفارشی ندارد که بتوان تکرارش کرد."
    case .repeated: "مانند {0}: {1} ردیف."
    case .goneProducts: "کنار گذاشته شد، چون دیگر فروخته نمی‌شود: {0}."
    case .mustSellMissing: "در سفارش نیست ولی باید پیشنهاد شود: {0}."
    case .overdrawn:
      "از {0} بیش از آنچه ثبت شده برداشته شد: {1}. بارگیری‌ای از قلم افتاده است؟ وگرنه: karvan van count"
    case .unknownItem: "«{0}» نام کالایی نیست؛ بنویسید کدxتعداد، مانند TEA-100x12."
    case .needsVisit: "ویزیتی در حال انجام نیست؛ مشتری را با ‎--account بگویید."
    case .unknownQuestion: "«{0}» پرسشی از این پرسش‌نامه نیست؛ ببینید: karvan form show {1}"
    }
  }
}
