// SPDX-License-Identifier: Apache-2.0

import KarvanCore

extension FailureText {
  static func persian(_ said: Said) -> String {
    let sentence =
      switch said.failure.code {
      case .required: "این مقدار لازم است. آن را وارد کنید."
      case .tooLong: "متن \(said[1]) بایت است و حد آن \(said[0]) بایت. آن را کوتاه کنید."
      case .outOfRange: "مقدار باید بین \(said[0]) و \(said[1]) باشد."
      case .notAChoice:
        "«\(said[0])» از گزینه‌ها نیست. یکی از این‌ها را برگزینید: \(said.list(from: 1))."
      case .wrongKind: "این نوع مقدار یا تغییر با این فیلد سازگار نیست."
      case .malformed: malformed(said)
      case .missingRecord:
        "رکورد \(said[0]) اینجا نیست. شاید بیرون از محدوده شما باشد؛ همگام‌سازی کنید یا رکورد دیگری برگزینید."
      case .wrongEntity:
        "رکورد \(said[0]) از نوع دیگری است (\(said[1])). رکورد دیگری برگزینید."
      case .deletedRecord:
        "رکورد \(said[1]) حذف شده است. آن را برگردانید یا رکورد دیگری برگزینید."
      case .alreadySet: "این مقدار یک بار نوشته می‌شود و دیگر تغییر نمی‌کند."
      case .moveNotAllowed: move(said)
      case .frozen:
        "سند در وضعیت «\(said.value(said[0]))» است و دیگر ویرایش نمی‌شود. آن را لغو کنید یا سند تازه‌ای بنویسید."
      case .appendOnly: "این رکوردها هرگز ویرایش نمی‌شوند. رکورد اصلاحی بنویسید."
      case .notDeletable: "این رکورد حذف نمی‌شود. اگر بشود، آن را لغو کنید."
      case .invariant: law(said)
      case .notGranted:
        "نقش شما مجوز \(said[0]) را ندارد. آن را از مدیر سامانه بخواهید یا کار را به دارنده مجوز بسپارید."
      case .notCreator: "تنها نویسنده آن یا دفتر می‌تواند این را تغییر دهد."
      case .outOfScope:
        "این رکورد بیرون از محدوده شماست. از مدیر سامانه بخواهید آن را به شما بسپارد."
      case .notOffice: "این کار اختیار دفتر می‌خواهد که نقش شما ندارد."
      case .inactive: inactive(said)
      case .notEnrolled: "این دستگاه عضو نشده است. نخست آن را عضو کنید."
      case .unknownEntity: "این نسخه، نوع رکورد \(said[0]) را نمی‌شناسد. برنامه را به‌روز کنید."
      case .unknownField: "چنین فیلدی نیست. فیلدها این‌ها هستند: \(said.list(from: 0))."
      case .unknownGroup: "این نسخه، گروه فیلد \(said[0]) را نمی‌شناسد. برنامه را به‌روز کنید."
      case .dependsOnRejected:
        "این تغییر بر تغییری ردشده استوار است. نخست آن را حل کنید و سپس این را دوباره بفرستید."
      case .discarded: "دفتر آن را کنار گذاشت: از دستگاهی آمد که گم‌شده اعلام شده بود."
      case .withdrawn: "پیش‌تر رد شده بود و همچنان رد است."
      case .quarantineFull:
        "سرور هنوز نمی‌تواند درباره‌اش تصمیم بگیرد و بیش از \(said[0]) تغییر از این دست را از یک"
          + " دستگاه نگه نمی‌دارد. اینجا نگه داشته شد: پس از به‌روزرسانی سرور دوباره بفرستید."
      case .undecodable: "داده خوانده نمی‌شود. دوباره بفرستید یا گزارش دهید."
      case .other: "سرور به دلیلی که این نسخه نمی‌شناسد نپذیرفت: \(said[0])"
      case .tooLarge: "این بیش از حد \(said[0]) است. آن را چند بخش کنید."
      }
    return sentence
  }

  private static func malformed(_ said: Said) -> String {
    if let code = DomainError.Code(rawValue: said[0]) { return code.persian }
    switch said[0] {
    case "integer": return "«\(said[1])» عدد صحیح نیست."
    case "truth": return "«\(said[1])» نه بله است و نه خیر."
    case "reference": return "«\(said[1])» شناسه رکورد نیست."
    case "assignment": return "«\(said[1])» به شکل فیلد=مقدار نیست."
    default: return "شکل مقدار درست نیست. آن را اصلاح کنید."
    }
  }

  private static func move(_ said: Said) -> String {
    let ways = said.list(from: 2)
    let start = "از «\(said.value(said[0]))» به «\(said.value(said[1]))» نمی‌رود."
    return ways.isEmpty
      ? start + " این وضعیت پایانی است." : start + " می‌تواند برود به: \(ways)."
  }

  private static func law(_ said: Said) -> String {
    if let law = DomainLaw(rawValue: said[0]) {
      if law.namesChoices {
        let choices = said.failure.arguments.dropFirst().joined(separator: "، ")
        return law.persian
          + (choices.isEmpty ? " قاعده خودش می‌ماند." : " این‌ها می‌شود: \(choices).")
      }
      if law.namesSubject {
        return "\(law.persian) \(said.failure.arguments.dropFirst().joined(separator: "، "))."
      }
      if law.namesMissing {
        return "\(law.persian) \(said.names(from: 1))."
      }
      if law.namesSubject { return "\(law.persian) \(said[1])." }
      let users = law.namesUsers ? said.list(from: 1) : ""
      return users.isEmpty ? law.persian : law.persian + " اکنون در دست: \(users)."
    }
    if let code = DomainError.Code(rawValue: said[0]) { return code.persian }
    return "یکی از قانون‌های کار این را روا نمی‌دارد (\(said[0]))."
  }

  private static func inactive(_ said: Said) -> String {
    said[0].isEmpty
      ? "این کاربر فعال نیست. از مدیر سامانه بپرسید." : "«\(said[0])» فعال نیست. دیگری را برگزینید."
  }
}

extension DomainLaw {
  /// The law in Persian, with what to do.
  var persian: String {
    switch self {
    case .normalizedValue: "مقدار یکدست با مقدار نمی‌خواند. آن را دوباره وارد کنید."
    case .correctsSame: "اصلاح باید درباره همان مشتری باشد."
    case .callTimes: "پاسخ تماس پس از آغاز آن و پایانش پس از پاسخ است."
    case .workRule:
      "قاعده نوعی رکورد را می‌پاید که کار درباره آن می‌تواند باشد، فیلدی از آن و مقداری را."
    case .reminderForm:
      "یادآوری به این شکل نوشته می‌شود: 30m، 2h، 1d یا 1w، یعنی چه مدت پیش از سررسید."
    case .recurrenceNeedsDue: "آنچه تکرار می‌شود سررسید می‌خواهد تا از آن شمرده شود."
    case .contactOfAccount: "این رابط از حساب دیگری است. یکی از رابط‌های همین حساب را برگزینید."
    case .partOfRecord: "این از رکورد دیگری است. یکی از آنِ همین رکورد را برگزینید."
    case .namesRecord: "اینجا تنها شناسه رکوردها جا دارد. یک شناسه بدهید."
    case .quantityPositive: "تعداد باید بیش از صفر باشد. به‌جای آن ردیف را بردارید."
    case .amountNotNegative: "مبلغ نباید منفی باشد."
    case .oneDiscount: "تخفیف را یا به درصد بدهید یا به مبلغ، نه هر دو."
    case .differentIdentity:
      "شماره این دو در اینجا فرق دارد، پس یکی نیستند. اگر یکی اشتباه است نخست درستش کنید."
    case .redirectOrder: "رکوردی جای بقیه را می‌گیرد که از همه قدیمی‌تر است."
    case .priceCurrency: "قیمت بدون ارز نمی‌شود. ارز را بدهید."
    case .amountSeen:
      """
      سند از جای دیگری تغییر کرده و مبلغش دیگر همان نیست که دیده بودید. آن را ببینید و دوباره صادر کنید.
      """
    case .orderHasLines: "سند ردیفی ندارد. نخست یک ردیف بیفزایید."
    case .orderIsDraft: "سند دیگر پیش‌نویس نیست. برای ردیف‌های تازه سند دیگری بنویسید."
    case .quoteExpired: "اعتبار پیش‌فاکتور پیش از آن روز پایان یافته است. بازنگری آن را بفرستید."
    case .documentIssued: "فاکتور هنوز پیش‌نویس است. نخست آن را صادر کنید."
    case .creditNoteOf:
      "برگشت از فروش یک فاکتور صادرشده با همان ارز را تصحیح می‌کند: karvan invoice credit"
    case .voidBeforeTax:
      "این فاکتور نزد سازمان مالیاتی است. برگشت از فروش بنویسید: karvan invoice credit"
    case .voidBeforeCredit:
      "این فاکتور برگشت از فروش دارد. نخست آن را باطل کنید یا اگر پیش‌نویس است حذفش کنید."
    case .nothingLeft: "چیزی از آن نمانده است."
    case .moreThanLeft: "این بیش از مانده است:"
    case .orderGoesOut: "پیش از تحویل کالا یا صدور فاکتور، دفتر باید این سفارش را تأیید کند."
    case .cancelBeforeDelivery:
      "کالای این سفارش تحویل شده است. نخست آن را پس بگیرید: karvan order return"
    case .cancelBeforeInvoice:
      "این سفارش فاکتور دارد. نخست فاکتور را باطل کنید، پیش‌نویسش را حذف کنید یا برگشت از فروش بنویسید."
    case .deliveryDirection: "با تحویل، کالا داده می‌شود و با مرجوعی پس گرفته می‌شود."
    case .reversedBefore: "پیش‌تر برگشت خورده است، یا خودش سند برگشت است."
    case .amountPositive: "مبلغ باید بیش از صفر باشد."
    case .allocationFits:
      """
      دریافت، فاکتورهای همان مشتری و همان ارز را تسویه می‌کند و پرداخت، برگشت از فروش را؛ هر تخصیص \
      یک بار برمی‌گردد.
      """
    case .chequeFields: "تنها چک این را دارد. آن را خالی بگذارید یا روش را چک بگویید."
    case .chequeState: "تنها چک واگذار، وصول، برگشت یا مسترد می‌شود."
    case .chequeKnown: "این چک پیش‌تر ثبت شده است؛ با شناسه صیاد پیدا می‌شود."
    case .quoteOfLost:
      "فرصت فروش آن از دست رفته است. نخست آن را بازگشایی کنید: karvan opportunity reopen"
    case .termsWhileHeld: "اعتبار این مشتری متوقف است. نخست توقف را بردارید."
    case .chequeByMove: "گردش چک نگه داشته می‌شود؛ با این جابه‌جا کنید: karvan payment cheque"
    case .handsInOwn: "کس دیگری آن را گرفته است و خودش تحویل می‌دهد: karvan payment hand-in"
    case .voidSameDay:
      "دریافت را تنها نویسنده‌اش تا یک روز پس از ثبت باطل می‌کند. به جای آن پول را پس بدهید."
    case .voidOnItsWay:
      "تحویل داده شده یا چک آن به گردش افتاده است و باطل نمی‌شود. به جای آن پول را پس بدهید."
    case .numberSeries: "هر سری شماره برای یک نوع سند و یک حافظه مالیاتی است. سری دیگری برگزینید."
    case .startingState: "رکورد تازه از این وضعیت آغاز نمی‌شود. آن را آغاز کنید و پیش ببرید."
    case .checkOutAfterCheckIn: "خروج باید پس از ورود باشد. نخست ورود را ثبت کنید."
    case .visitingRep: "تنها ویزیتورِ همین ویزیت ورود و خروج را ثبت می‌کند."
    case .oneVisitInProgress: "یک ویزیت در حال انجام است. نخست آن را پایان دهید."
    case .noVisitInProgress: "ویزیتی در حال انجام نیست. نخست یکی را آغاز کنید."
    case .accountHasDocuments: "این حساب سندهایی دارد که پیش‌نویس نیستند، و حذف نمی‌شود."
    case .decisionStands: "تصمیم گرفته‌شده پس گرفته نمی‌شود؛ از نو تصمیم گرفته می‌شود."
    case .nothingToResolve: "اینجا چیزی برای حل کردن نیست یا آن نسخه دیگر نیست."
    case .wholePosition: "مکان، هم عرض و هم طول جغرافیایی می‌خواهد."
    case .attachmentWhole: "هر پیوست تنها به یک رکورد تعلق دارد که پیوست می‌پذیرد."
    case .attachmentContent:
      "پیوست از روی یک پرونده ساخته می‌شود: karvan attach RECORD FILE"
    case .loginForm: "نام کاربری تنها حروف کوچک a-z، رقم، نقطه، خط تیره و زیرخط دارد."
    case .roleInUse:
      "کاربران فعال این نقش را دارند. نخست به آن‌ها نقش دیگری بدهید یا غیرفعالشان کنید."
    case .territoryInUse:
      "حساب‌ها، کاربران یا قلمروهایی در این قلمرو هستند. نخست آن‌ها را به قلمرو دیگری ببرید."
    case .lastAdministrator:
      "این کاربر آخرین کسی است که همه مجوزها (*) را دارد. نخست آن را به کاربر فعال دیگری بدهید، وگرنه دیگر کسی نمی‌تواند سامانه را اداره کند."
    case .officeOnly: "این را تنها خود دفتر می‌نویسد."
    case .territoryCycle: "قلمرو درون خودش جا نمی‌گیرد. بالادست دیگری برگزینید."
    case .escrowResource: "موجودی کالا می‌خواهد، اعتبار حساب و بودجه نام. کمبود را بدهید."
    case .escrowHolder: "این سهمیه از آنِ دستگاه دیگری است. آن را همان‌جا پس بدهید."
    case .escrowPool: "مخزن این اندازه ندارد. آن را پر کنید یا کمتر واگذار کنید."
    case .escrowEntry: "این ردیف با حساب سهمیه نمی‌خواند."
    case .escrowOpen: "این سهمیه پس خواسته شده است. سهمیه تازه‌ای واگذار کنید."
    case .escrowAtOffice: "این کار در دفتر مرکزی انجام می‌شود، با: karvan-server allocation"
    case .numberBlock: "این شماره‌ها در دست دیگری است یا به کار رفته‌اند."
    case .numberHolder: "این دسته شماره از آنِ دستگاه دیگری است. آن را همان‌جا پس بدهید."
    case .numberForm: "این شماره از دسته خود نیست. با karvan order number شماره بگیرید."
    case .escrowStillHeld:
      "دارنده هنوز می‌تواند با آن بفروشد و در همگام‌سازی بعدی باقی‌مانده را پس می‌دهد."
    case .ruleEntity: "چنین نوع رکوردی نیست."
    case .ruleGroup: "چنین گروه فیلدی نیست."
    case .ruleChoice: "این گروه فیلد آن قاعده را نمی‌پذیرد."
    case .ruleOnce: "این گروه فیلد قاعده جایگزین دارد. همان را تغییر دهید."
    case .fieldAtOffice: "فیلدها در دفتر مرکزی تعریف می‌شوند، با: karvan-server field"
    case .fieldEntity: "این نوع رکورد فیلد سفارشی نمی‌پذیرد."
    case .fieldKey:
      "کلید تنها حروف کوچک a-z، رقم و زیرخط تکی دارد، با حرف آغاز می‌شود و حداکثر \(Digits.toPersian("\(DeclaredField.keyBytes)")) نویسه است."
    case .fieldLabel:
      "برچسب یک خط و حداکثر \(Digits.toPersian("\(DeclaredField.labelBytes)")) بایت است، پیش و پس از آن فاصله نیست و نشانه‌های = < > ! ~ ، ؛ ندارد و با + یا - آغاز و پایان نمی‌یابد."
    case .fieldRule: "فیلدی از این نوع آن قاعده را نمی‌پذیرد."
    case .fieldChoices:
      "فیلد گزینه‌ای ۱ تا \(Digits.toPersian("\(DeclaredField.choiceLimit)")) گزینه می‌خواهد و نوع‌های دیگر گزینه ندارند."
    case .fieldChoice: "هر گزینه کد (a-z، 0-9، _ و -) و برچسبی می‌خواهد که گزینه دیگری ندارد:"
    case .fieldChoiceKept: "گزینه‌ای که بوده می‌ماند، چون شاید رکوردی آن را داشته باشد:"
    case .fieldSearch: "تنها متن، عدد صحیح و مجموعه متن را می‌توان جست‌وجو کرد."
    case .fieldLimit: "این نوع رکورد، با کنارگذاشته‌ها، بیش از این فیلد سفارشی نمی‌پذیرد:"
    case .fieldNumber: "این شماره از آنِ فیلد دیگری است. با karvan-server field add تعریف کنید."
    case .fieldName: "این نام با فیلد دیگری اشتباه می‌شود:"
    case .fieldTarget: "فیلدی که به رکورد دیگری ارجاع می‌دهد، و تنها همان، می‌گوید به چه نوعی."
    case .invoiceOfCalledOff:
      "سفارش آن لغو یا رد شده است و کسی بدهکارش نیست. پیش‌نویس را حذف کنید یا سفارش تازه‌ای بنویسید."
    case .stateByCommand:
      "این مقدار را نمی‌نویسند؛ دستوری هست که آن را می‌سنجد و کارهای همراهش را انجام می‌دهد:"
    case .fieldRetired: "این فیلد کنار گذاشته شده است و مقدار تازه نمی‌پذیرد."
    case .vanKeeper: "خودرو پخش مسئول می‌خواهد: ویزیتوری که از آن می‌فروشد."
    case .vanEmpty: "روی خودرو کالا هست. پیش از سپردنش به دیگری تخلیه‌اش کنید."
    case .vanOfRep:
      "این کالاها روی خودرو ویزیتور دیگری است. تنها مسئول آن، یا دفتر، جابه‌جایشان می‌کند."
    case .stockEnds: "این نوع گردش میان چنین جاهایی نیست. بگویید از کجا به کجا می‌رود."
    case .stockTakenBack: "هر گردش یک بار برگردانده می‌شود، با همان کالا و همان جاها."
    case .countDifferences:
      "این‌ها با دفتر موجودی نمی‌خواند و هر یک دلیلی می‌خواهد (karvan van count ITEM --reason WHY):"
    case .periodOrder: "دوره پیش از آغازش پایان می‌یابد. یکی از دو روز را درست کنید."
    case .cycleWeek: "هفته باید از چرخه باشد: از ۱ تا شمار هفته‌های آن."
    case .oneWorkday: "روز کاری دیگری باز است. نخست پایانش دهید: karvan workday end"
    case .noWorkday: "روز کاری باز نیست. نخست آغازش کنید: karvan workday start"
    case .odometerOrder: "کیلومترشمار کمتر از آغاز روز است. دوباره بخوانیدش."
    case .trailAgreed:
      "موقعیت‌های راه تنها با موافقت ویزیتور نگه داشته می‌شود: karvan workday start --trail"
    case .substituteIsAnother: "کسی جانشین خودش نمی‌شود. دیگری را برگزینید."
    case .answerKind: "پاسخ از نوعی نیست که پرسش می‌خواهد."
    case .formAnswers: "پاسخی نیامده یا جور نیست:"
    case .leadNamed: "سرنخ، نام شخص یا سازمان می‌خواهد. یکی را بدهید."
    case .leadConverts:
      "سرنخ همراه با آنچه از آن پدید می‌آید تبدیل می‌شود: karvan lead convert LEAD"
    case .pipelineStages: "کاریز سه تا هفت مرحله فعال دارد، مگر آنکه free_stages آن بله باشد."
    case .pipelineMissing: "کاریز فعالی با مرحله نیست. دفتر آن را می‌سازد: karvan pipeline new"
    case .stageOfPipeline: "این مرحله از کاریز دیگری است. یکی از مراحل همین کاریز را برگزینید."
    case .stageByMove:
      "تاریخچه مراحل نگه داشته می‌شود؛ با این‌ها جابه‌جا کنید: karvan opportunity move، win، lose، abandon یا reopen"
    case .stageRequires: "پیش از گذر از این مرحله این‌ها لازم است:"
    case .amountOfLines: "مبلغ آن جمع ردیف‌هایش است. ردیف‌ها را تغییر دهید."
    case .lineNamed: "ردیف، کالا یا شرح می‌خواهد."
    case .targetSubject: "هدف از آنِ یک ویزیتور یا یک قلمرو است. یکی از این دو را بدهید."
    case .targetGoal: "برای سنجه پولی مبلغ بدهید و برای سنجه شمردنی تعداد."
    case .twoAccounts: "رابطه میان دو حساب جداست."
    case .twoUsers: "هر دو یک کاربرند. دیگری را نام ببرید."
    case .contractEndless: "قرارداد پایانی ندارد، پس تمدید نمی‌خواهد."
    case .numberPositive: "عدد باید بیش از صفر باشد."
    case .saleTarget: "تنها همان چیزی را نام ببرید که دامنه گفته است: کالا، برند یا گروه کالا."
    case .priceTerms:
      "این مقدار با روش قیمت نمی‌خواند: قیمت ثابت، قیمت می‌خواهد؛ درصد تخفیف، درصد؛ سود روی بها، درصد سود؛ و گرد کردن و حد سود تنها در فرمول است."
    case .rateTerms: "نرخ، بیش از صفر و میان دو ارز گوناگون است."
    case .promotionTerms:
      "این طرح چیزی برای دادن ندارد یا بیش از یک چیز می‌دهد. آنچه نوع طرح می‌خواهد بدهید و باقی را بردارید."
    case .lineUnits: "تعداد با بسته‌بندی نمی‌خواند. آن را با karvan order quantity تغییر دهید."
    case .unitOfProduct: "این کالا در این بسته‌بندی فروخته نمی‌شود."
    case .promotionsChanged:
      "طرح‌های فروش با ردیف‌ها نمی‌خواند. دوباره به کارشان ببرید: karvan order promote"
    }
  }
}

extension DomainError.Code {
  /// What is wrong, in Persian.
  var persian: String {
    switch self {
    case .amountOverflow: "مبلغ بزرگ‌تر از گنجایش است."
    case .amountInvalid: "این مبلغ خوانده نمی‌شود. عدد را با واحد بنویسید، مانند ۱۲۵۰۰ تومان."
    case .amountUnitMissing: "بنویسید که مبلغ به تومان است یا ریال."
    case .amountTooPrecise: "مبلغ کسری کوچک‌تر از کوچک‌ترین واحد پول دارد."
    case .currencyMismatch: "ارز دو مبلغ یکی نیست."
    case .currencyInvalid: "این ارز شناخته نیست."
    case .quantityInvalid: "تعداد باید عددی نامنفی با حداکثر سه رقم اعشار باشد، مانند ۲٫۵."
    case .percentInvalid: "درصد باید عددی از ۰ تا ۱۰۰ با حداکثر دو رقم اعشار باشد."
    case .priceInvalid: "قیمت، تخفیف و گام گرد کردن منفی نمی‌شوند."
    case .discountTooLarge: "تخفیف از مبلغ بیشتر است."
    case .weightsInvalid: "این مبلغ را نمی‌توان میان ردیف‌ها پخش کرد."
    case .tooManyLines: "شمار ردیف‌های سند بیش از حد است."
    case .taxRateMissing: "برای این طبقه و این روز نرخ مالیاتی نیست."
    case .taxRateConflict: "دو نرخ مالیاتی هم‌زمان برای یک طبقه هست یا پایانی پیش از آغاز است."
    case .dateInvalid: "این تاریخ درست نیست. سال، ماه و روز را بنویسید، مانند ۱۴۰۴/۰۱/۰۱."
    case .instantInvalid: "این زمان درست نیست."
    case .phoneInvalid:
      "این شماره تلفن درست نیست. آن را با پیش‌شماره شهر بنویسید؛ اگر از کشور دیگری است با پیش‌شماره کشور، مانند ‎+49 30 1234567."
    case .nationalIDInvalid: "کد ملی درست نیست؛ ده رقم با رقم کنترل درست است."
    case .legalIDInvalid: "شناسه ملی درست نیست؛ یازده رقم با رقم کنترل درست است."
    case .economicCodeInvalid: "کد اقتصادی درست نیست؛ دوازده یا چهارده رقم است."
    case .goodIDInvalid: "شناسه کالای مؤدیان درست نیست؛ سیزده رقم است."
    case .rateMissing: "برای این دو ارز و این روز نرخی ثبت نشده است: karvan exchange-rate add"
    case .priceMissing: "برای این کالا قیمتی تعیین نشده است."
    case .postalCodeInvalid: "کد پستی درست نیست؛ ده رقم است."
    case .sayadIDInvalid: "شناسه صیاد درست نیست؛ شانزده رقم است."
    case .shebaInvalid: "شماره شبا درست نیست؛ IR و بیست‌وچهار رقم با رقم‌های کنترل درست است."
    case .cardNumberInvalid: "شماره کارت درست نیست؛ شانزده رقم با رقم کنترل درست است."
    case .emailInvalid: "این نشانی ایمیل درست نیست."
    case .taxNumberInvalid: "از این شناسه حافظه، تاریخ و سریال شماره مالیاتی ساخته نمی‌شود."
    }
  }
}
