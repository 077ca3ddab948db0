// SPDX-License-Identifier: Apache-2.0

extension SellingMessage {
  /// The words in Persian.
  var persian: String {
    switch self {
    case .aboutWork: "سرنخ را در دست پیگیری می‌گیرد، یا سرنخ ردشده‌ای را از نو."
    case .aboutQualify: "سرنخ را واجد شرایط می‌داند."
    case .aboutDisqualify: "سرنخ را رد می‌کند و دلیلش را می‌گوید."
    case .aboutConvert: "سرنخ را یک‌جا به حساب، رابط و فرصت فروش تبدیل می‌کند."
    case .convertForms:
      """
      هر رکورد نام سرنخ مبدأ را نگه می‌دارد. سرنخِ تبدیل‌شده دوباره تبدیل نمی‌شود و فرمان \
      می‌گوید چه شده است. اگر کسی با همان تلفن، ایمیل یا شماره شناخته باشد، تا نگویید همان \
      حساب است (‎--account) یا حسابی تازه (‎--new) چیزی ساخته نمی‌شود.
      """
    case .aboutScore: "می‌گوید چقدر امیدبخش است و از چه روی."
    case .aboutLeadShow: "سرنخ را با امتیاز و آنچه شده است نشان می‌دهد."
    case .helpLead: "سرنخ: نام، سازمان، تلفن یا شناسه."
    case .helpDisqualifyReason:
      """
      دلیل: no_need، no_budget، no_authority، unreachable، out_of_area، competitor، duplicate، \
      spam، other یا برچسب فارسی آن.
      """
    case .helpNoteText: "به زبان خودتان."
    case .helpConvertAccount: "حسابی که از آنِ اوست؛ بدون آن، حسابی تازه."
    case .helpConvertContact:
      "رابطی که همان است؛ بدون آن، رابطی از حساب با همین تلفن یا نام، یا رابطی تازه."
    case .helpNewAccount: "حسابی تازه، هرچند کسی همانند شناخته است."
    case .helpNoOpportunity: "بی فرصت فروش: مشتری است ولی هنوز معامله‌ای نیست."
    case .helpDealAssignments: "آنچه از فرصت فروش دانسته است، به شکل field=value."
    case .leadConverted: "{0} تبدیل شد به {1}."
    case .leadWasConverted: "{0} پیش‌تر تبدیل شده است به {1}."
    case .leadOverruled: "هنگام تبدیل، جای دیگر رد شده بود: {0}"
    case .leadMoved: "{0} اکنون {1} است."
    case .labelScore: "امتیاز"
    case .labelGrade: "رده"
    case .labelPoints: "امتیاز"
    case .labelMost: "از"
    case .labelKnown: "دانسته از ۱۰۰"
    case .labelAnswer: "پاسخ"
    case .labelUnknown: "نامعلوم"
    case .labelScoreParts: "اجزای امتیاز"
    case .aboutOpportunityNew: "فرصت فروشی با یک حساب آغاز می‌کند."
    case .aboutOpportunityAdd: "ردیفی به فرصت فروش می‌افزاید؛ از آن پس ارزشش جمع ردیف‌هاست."
    case .aboutMove:
      "فرصت فروش را به مرحله دیگری می‌برد: با نام، شماره، next یا back؛ بی‌نام، به مرحله بعد."
    case .moveForms:
      """
      فیلدهای لازم مرحله‌ای که ترک می‌شود باید پر و بررسی‌هایش انجام شده باشد؛ karvan \
      opportunity show کمبودها را می‌گوید. بازگشت چیزی نمی‌خواهد.
      """
    case .aboutWin: "فرصت فروش را موفق می‌کند."
    case .aboutLose: "فرصت فروش را ازدست‌رفته می‌کند: چرا و به سود که."
    case .aboutAbandon: "فرصت فروش را رها می‌کند، چون کسی تصمیمی نگرفت."
    case .aboutReopen: "فرصت فروش بسته را از همان‌جا که مانده بود از سر می‌گیرد."
    case .aboutCheck:
      "بررسی‌های خروج مرحله را با شماره یا متن تأیید می‌کند؛ بدون آن، فهرستشان می‌کند."
    case .aboutOpportunityShow:
      "فرصت فروش را نشان می‌دهد: ارزش، بخت، مرحله و راهنما، کمبودها، ردیف‌ها و تاریخچه."
    case .aboutBoard: "شمار و ارزش فرصت‌های باز هر مرحله را نشان می‌دهد."
    case .aboutStalled: "فرصت‌های بازی را فهرست می‌کند که بیش از اندازه در مرحله خود مانده‌اند."
    case .aboutNoNextStep: "فرصت‌ها و سرنخ‌های بازی را فهرست می‌کند که گام بعدی ندارند."
    case .aboutWinBack:
      "معامله‌های ازدست‌رفته‌ای را که می‌توان دوباره آزمود با دلیلشان فهرست می‌کند."
    case .helpOpportunity: "فرصت فروش: نام یا شناسه."
    case .helpStage: "مرحله: نام، شماره‌اش در کاریز، next یا back."
    case .helpChecked: "همه بررسی‌های مانده خروج را هم تأیید می‌کند."
    case .helpCheck: "بررسی: شماره یا متن آن."
    case .helpLostReason:
      """
      دلیل: price، competitor، terms، product، delivery، no_budget، no_decision، no_contact، \
      service، duplicate، other یا برچسب فارسی آن.
      """
    case .helpLostTo: "رقیبی که آن را گرفت."
    case .helpOn: "روز، با نام هم (فردا، دوشنبه، ‎+3)؛ بدون آن، امروز."
    case .helpPipeline: "کاریز؛ بدون آن، کاریز اصلی."
    case .helpEverybody: "از همه، نه تنها از من."
    case .helpSince: "تنها از چند روز گذشته."
    case .helpWhyLost: "تنها آن‌ها که به این دلیل از دست رفتند."
    case .dealMoved: "{0} اکنون در {1} است."
    case .wonNow: "{0} موفق شد."
    case .lostNow: "{0} از دست رفت: {1}."
    case .abandonedNow: "{0} رها شد."
    case .reopenedNow: "{0} دوباره باز است، در {1}."
    case .confirmedNow: "برای {0} تأیید شد: {1}."
    case .noSuchStage: "مرحله"
    case .labelWorth: "ارزش"
    case .labelWeighted: "موزون"
    case .labelChance: "بخت"
    case .labelInStage: "روز در مرحله"
    case .labelPlaybook: "راهنما"
    case .labelMissing: "لازم برای ادامه"
    case .labelOpenChecks: "بررسی‌های مانده"
    case .labelStages: "مراحل"
    case .labelStage: "مرحله"
    case .labelSince: "از"
    case .labelDays: "روز"
    case .labelCount: "تعداد"
    case .labelReason: "دلیل"
    case .labelProgress: "روند معامله"
    case .reasonProbability: "احتمال مرحله یا همین معامله"
    case .reasonDecider: "تصمیم‌گیرنده شناخته است"
    case .reasonNoDecider: "تصمیم‌گیرنده شناخته نیست"
    case .reasonNextStep: "گام بعدی روشن است"
    case .reasonNoNextStep: "گام بعدی روشن نیست"
    case .reasonOverdue: "گام بعدی عقب افتاده است"
    case .reasonStalled: "بیش از اندازه در مرحله مانده"
    case .reasonCompetitors: "رقیبان هم خواهان آن‌اند"
    case .reasonLate: "تاریخ برآوردی گذشته است"
    case .reasonNoAmount: "ارزشش گفته نشده است"
    case .reasonReferral: "با معرفی آمده‌اند"
    case .aboutPipelineNew: "کاریزی با مرحله‌هایش می‌سازد."
    case .pipelineForms:
      """
      هر مرحله به شکل نام:درصد است، مانند پیشنهاد:۵۰؛ سه تا هفت مرحله، یا هر شمار با \
      free_stages=yes. بی‌مرحله، چهار مرحله رایج می‌گیرد. راهنما، فیلدهای لازم و بررسی‌ها: \
      karvan stage set.
      """
    case .helpPipelineName: "نام کاریز."
    case .helpStages: "نام:درصدِ هر مرحله، یا field=value کاریز."
    case .aboutSign: "قرارداد را امضاشده می‌کند."
    case .aboutTerminate: "قرارداد امضاشده را پیش از پایانش فسخ می‌کند."
    case .aboutContractCancel: "پیش‌نویس قرارداد را کنار می‌گذارد."
    case .aboutRenew: "پیش‌نویس قرارداد بعدی را می‌سازد."
    case .aboutEnding:
      "قراردادهایی را فهرست می‌کند که تا چند روز دیگر پایان می‌یابند یا مهلت اعلامشان می‌رسد."
    case .aboutContractShow: "قرارداد و وضع امروزش را نشان می‌دهد."
    case .helpContract: "قرارداد: شماره، عنوان یا شناسه."
    case .helpMonths: "برای چند ماه؛ بدون آن، همان که در قرارداد است."
    case .helpDays: "تا چند روز بعد؛ بدون آن ۳۰."
    case .signedNow: "{0} امضا شد."
    case .terminatedNow: "{0} فسخ شد."
    case .cancelledNow: "{0} کنار گذاشته شد."
    case .renewedNow: "پیش‌نویس {0} از {1} تا {2} ساخته شد."
    case .wasRenewed: "پیش‌تر با {0} ادامه یافته است."
    case .labelStanding: "وضع"
    case .labelTermEnd: "پایان دوره کنونی"
    case .labelNoticeBy: "مهلت اعلام تا"
    case .labelContinuedBy: "ادامه با"
    case .termDraft: "پیش‌نویس"
    case .termCancelled: "لغوشده"
    case .termUpcoming: "آغازنشده"
    case .termRunning: "جاری"
    case .termExpired: "پایان‌یافته"
    case .termTerminated: "فسخ‌شده"
    case .aboutTargetProgress: "پیشرفت هدف‌ها را نشان می‌دهد: هدف‌های امروز یا یکی را."
    case .helpTarget: "یک هدف؛ بدون آن همه هدف‌هایی که امروز در دوره‌شان است."
    case .labelGoal: "هدف"
    case .labelReached: "رسیده"
    case .labelShare: "سهم"
    case .labelExpected: "انتظار تا امروز"
    case .labelOnCourse: "در مسیر"
    case .labelRecords: "رکوردها"
    case .labelSubject: "برای"
    case .aboutRelations: "پیوندهای یک حساب با حساب‌های دیگر را از هر دو سو نشان می‌دهد."
    case .labelRelation: "نسبت"
    case .aboutReassign:
      """
      دفتر کار یک کاربر را به دیگری می‌سپارد: حساب‌ها، سرنخ‌ها و فرصت‌های باز، قراردادها، ویزیت‌های \
      برنامه‌ریزی‌شده، کارها، سندها، برنامه‌های مسیر، هدف‌ها و خودروهای خالی.
      """
    case .reassignForms:
      """
      آنچه گذشته است از آنِ خودشان می‌ماند: معامله‌های بسته، ویزیت‌های انجام‌شده و اینکه چه \
      کسی چه نوشته است. اجرای نیمه‌کاره را فقط تکرار کنید؛ karvan undo آن را پس می‌گیرد.
      """
    case .helpFrom: "کاربری که می‌رود: نام کاربری یا نام."
    case .helpTo: "کاربری که جای او را می‌گیرد."
    case .helpTerritories: "جانشین قلمروهای او را هم می‌گیرد."
    case .helpDeactivate:
      "آن که می‌رود غیرفعال می‌شود؛ دستگاهش را دفتر می‌بندد: karvan-server device."
    case .reassignQuestion: "{0} رکورد از {1} به {2} سپرده شود؟"
    case .reassigned: "{0} رکورد از {1} به {2} سپرده شد."
    case .wouldReassign: "{0} رکورد از {1} به {2} می‌رفت؛ چیزی تغییر نکرد."
    case .labelAnswersFor: "مسئول"
    case .labelTakesPart: "مشارکت"
    case .aboutFollowups:
      "گام‌های بعدیِ سرنخ‌ها، فرصت‌ها و حساب‌ها را فهرست می‌کند: عقب‌افتاده و امروز."
    case .helpAhead: "آنچه تا این چند روز می‌رسد هم."
    case .labelDue: "زمان"
    case .labelOverdue: "عقب‌افتاده"
    case .labelNextStep: "گام بعدی"
    case .inverseParent: "زیرمجموعه"
    case .inverseInfluencer: "اثرپذیر از"
    case .inverseSupplier: "خریدار از"
    case .inverseReferrer: "معرفی‌شده توسط"
    }
  }
}
