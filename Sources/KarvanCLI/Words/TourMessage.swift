// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What the tour says.
enum TourMessage: String, CaseIterable, Sendable {
  // Help.
  case aboutTour, tourForms, helpStep, helpCheck, helpAnswers, helpRestart
  // Around the steps.
  case preparing, welcome, stepOf, typeThere, comeBack, inTour, questions, answerSo, thinkAgain
  case openQuote
  case passed
  // The steps.
  case whyBegin, learntBegin, whyVisit, learntVisit, whyOrder, learntOrder
  case whyPromotion, learntPromotion, whySubmit, learntSubmit, whyLeave, learntLeave
  case whySlip, learntSlip, whyLead, learntLead, whyTask, learntTask, whyEvening, learntEvening
  // The questions.
  case askNetwork, networkAsk, networkKept, networkLost
  case askMistake, mistakeUndo, mistakeDelete, mistakeOffice
  case askNames, namesFirst, namesFail, namesList

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message of the tour with its places filled in.
  func callAsFunction(_ message: TourMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message of the tour in the present language, for help.
  static func say(_ message: TourMessage) -> String { Words(current.language)(message) }
}

extension TourMessage {
  /// The words in English.
  private var english: String {
    switch self {
    case .aboutTour: "Learn Karvan in ten minutes by doing, in a playground."
    case .tourForms:
      """
      At a terminal it waits for each command and goes on where it was left; skip passes over a \
      step, quit leaves. Elsewhere it shows the present step, and --check looks whether it was \
      done. The playground lies beside the workspace, in a folder of its own (…-tour).
      """
    case .helpStep: "Show this step."
    case .helpCheck: "Look whether the step was done, and go on to the next."
    case .helpAnswers: "Answer the questions at the end."
    case .helpRestart: "Begin anew in a fresh playground."
    case .preparing: "A company to play with is being made; this takes a few seconds."
    case .welcome:
      """
      You are Maryam, and sell tea, rice and sweets in Tehran. Nothing here is real, and nothing \
      that you do can break anything: all of it stays in {0}.
      Type what you read; an empty line shows the step again, skip passes over it, quit leaves.
      """
    case .stepOf: "Step {0} of {1}"
    case .typeThere:
      "Type it with --home {0} (or KARVAN_HOME set to it), then: karvan tour --check"
    case .comeBack: "The tour goes on where you left it: karvan tour"
    case .inTour: "You are in it. Type the command of the step, or quit."
    case .openQuote: "A quotation mark is not closed."
    case .questions: "What was learnt? Three questions, one right answer each."
    case .answerSo: "Answer with the numbers: karvan tour --answers 1,1,1"
    case .thinkAgain: "Not quite. Once more?"
    case .passed:
      """
      Well done, you know the day on the road. What is yours: karvan init --demo to play on, \
      karvan enroll to join your company, karvan --help for all the rest.
      """
    case .whyBegin:
      """
      The day begins with a look at what waits: visits, tasks, birthdays, orders that were not \
      sent. Then say that you are on the road, with what the odometer shows.
      """
    case .learntBegin: "Your day has begun. In the evening, the kilometres are the difference."
    case .whyVisit:
      """
      next tells whom to see, how to get there, and what happened last. At the door, check in: \
      where and when you were is proof that nobody writes later.
      """
    case .learntVisit: "You are inside. One visit at a time: the next begins when this one ends."
    case .whyOrder:
      """
      They want ten packs of tea and twenty-four of sugar. A customer is named by name, number or \
      phone, a product by its code.
      """
    case .learntOrder: "The order has its number at once, although no office was asked."
    case .whyPromotion: "Of ten teas one is free just now. Give the order what promotions give."
    case .learntPromotion: "The free pack is on the order as a line of its own, with the reason."
    case .whySubmit:
      """
      Look at it once more, prices and tax, then send it off. Credit is looked at on your device: \
      an order beyond the limit waits for approval, and says so.
      """
    case .learntSubmit: "It is frozen now, and goes to the office with the next sync."
    case .whyLeave: "Check out and say what came of it; without an order, say why."
    case .learntLeave: "The visit is done. today counts it."
    case .whySlip:
      """
      Hands slip. Write that this customer likes e-mail, which is wrong, and take it back.
      """
    case .learntSlip: "undo takes back your last command; once more, and it is there again."
    case .whyLead:
      """
      Shima Azari asked for an offer at the fair: a lead. Look at her, then make her a customer \
      with a deal.
      """
    case .learntLead: "Account, contact and deal are there, and know the lead that they came from."
    case .whyTask: "What you promised is on your list; the most urgent comes first. Do one."
    case .learntTask: "Done. One that comes back would have been followed by the next."
    case .whyEvening: "It is evening. Say so, with the odometer, and look at the day once more."
    case .learntEvening:
      "Planned visits that nobody made are missed now. With an office, you would sync: karvan sync"
    case .askNetwork: "You submit an order in a cellar without any network. What happens?"
    case .networkAsk: "Karvan asks you to try again later."
    case .networkKept: "It is taken at once, and sent with the next sync."
    case .networkLost: "It is lost unless you write it on paper."
    case .askMistake: "You typed something wrong a moment ago. What do you do?"
    case .mistakeUndo: "karvan undo"
    case .mistakeDelete: "Delete the customer and begin anew."
    case .mistakeOffice: "Call the office."
    case .askNames: "Two customers have the name that you typed. What does Karvan do?"
    case .namesFirst: "It takes the first."
    case .namesFail: "It says that nothing was found."
    case .namesList: "It lists both, and does nothing."
    }
  }

  /// The words in Persian.
  private var persian: String {
    switch self {
    case .aboutTour: "کاروان را در ده دقیقه و با انجام دادن یاد بگیرید، در یک زمین بازی."
    case .tourForms:
      """
      در پایانه برای هر فرمان می‌ماند و از همان‌جا که رها شد ادامه می‌دهد؛ skip از گام می‌گذرد و quit \
      بیرون می‌رود. در جای دیگر گام کنونی را نشان می‌دهد و --check می‌سنجد که انجام شده است یا نه. \
      زمین بازی پوشه‌ای جدا کنار فضای کاری است (…-tour).
      """
    case .helpStep: "این گام را نشان بده."
    case .helpCheck: "بسنج که گام انجام شده است و به گام بعدی برو."
    case .helpAnswers: "پاسخ پرسش‌های پایانی."
    case .helpRestart: "از نو در زمین بازی تازه."
    case .preparing: "شرکتی برای بازی ساخته می‌شود؛ چند ثانیه طول می‌کشد."
    case .welcome:
      """
      شما مریم هستید و در تهران چای و برنج و شیرینی می‌فروشید. هیچ‌چیز این‌جا واقعی نیست و هیچ کاری \
      چیزی را خراب نمی‌کند: همه‌اش در {0} می‌ماند.
      آنچه می‌خوانید بنویسید؛ خط خالی گام را دوباره نشان می‌دهد، skip از آن می‌گذرد و quit بیرون می‌رود.
      """
    case .stepOf: "گام {0} از {1}"
    case .typeThere: "آن را با --home {0} (یا با KARVAN_HOME) بنویسید و سپس: karvan tour --check"
    case .comeBack: "تور از همان‌جا که رها کردید ادامه می‌یابد: karvan tour"
    case .inTour: "همین حالا در آن هستید. فرمان گام را بنویسید یا quit."
    case .openQuote: "گیومه‌ای بسته نشده است."
    case .questions: "چه یاد گرفتید؟ سه پرسش، هر کدام با یک پاسخ درست."
    case .answerSo: "با شمارهٔ پاسخ‌ها: karvan tour --answers 1,1,1"
    case .thinkAgain: "نه کاملاً. یک بار دیگر؟"
    case .passed:
      """
      آفرین، روز کاری در مسیر را می‌شناسید. از این پس: karvan init --demo برای بازی بیشتر، \
      karvan enroll برای پیوستن به شرکتتان و karvan --help برای بقیه.
      """
    case .whyBegin:
      """
      روز با نگاهی به آنچه در انتظار است آغاز می‌شود: ویزیت‌ها، کارها، زادروزها و سفارش‌های نفرستاده. \
      سپس بگویید که در مسیر هستید و کیلومترشمار چه نشان می‌دهد.
      """
    case .learntBegin: "روز شما آغاز شد. شب، مسافت همان تفاوت دو عدد است."
    case .whyVisit:
      """
      next می‌گوید نزد چه کسی بروید، از چه راهی، و بار پیش چه گذشت. دم در، ورود را ثبت کنید: این‌که \
      کجا و کِی بودید گواهی است که کسی بعداً نمی‌نویسد.
      """
    case .learntVisit: "اکنون داخل هستید. هر بار یک ویزیت: بعدی پس از پایان این آغاز می‌شود."
    case .whyOrder:
      """
      ده بسته چای و بیست‌وچهار بسته قند می‌خواهند. مشتری با نام، شماره یا تلفن و کالا با کدش شناخته \
      می‌شود.
      """
    case .learntOrder: "سفارش بی‌درنگ شماره گرفت، بی‌آنکه از دفتر پرسیده شود."
    case .whyPromotion: "این روزها از هر ده چای یکی رایگان است. طرح‌های فروش را به سفارش بدهید."
    case .learntPromotion: "بستهٔ رایگان ردیفی جدا در سفارش است و دلیلش کنار آن."
    case .whySubmit:
      """
      یک بار دیگر قیمت‌ها و مالیات را ببینید و ثبتش کنید. اعتبار روی دستگاه خودتان سنجیده می‌شود: \
      سفارشِ بیش از سقف در انتظار تأیید می‌ماند و این را می‌گوید.
      """
    case .learntSubmit: "اکنون دیگر تغییر نمی‌کند و با همگام‌سازی بعدی به دفتر می‌رود."
    case .whyLeave: "خروج را ثبت کنید و بگویید نتیجه چه بود؛ اگر سفارشی نبود، چرا."
    case .learntLeave: "ویزیت انجام شد و today آن را می‌شمارد."
    case .whySlip: "دست می‌لغزد. بنویسید که این مشتری ایمیل دوست دارد، که نادرست است، و پسش بگیرید."
    case .learntSlip: "undo آخرین فرمان شما را پس می‌گیرد؛ یک بار دیگر، و بازمی‌گردد."
    case .whyLead:
      """
      شیما آذری در نمایشگاه پیشنهاد قیمت خواست: یک سرنخ. او را ببینید و سپس مشتری‌اش کنید، همراه با \
      یک فرصت فروش.
      """
    case .learntLead: "حساب، رابط و فرصت فروش ساخته شدند و سرنخ خود را می‌شناسند."
    case .whyTask: "آنچه قول دادید در فهرست شماست؛ فوری‌ترین اول است. یکی را انجام دهید."
    case .learntTask: "انجام شد. کاری که تکرار می‌شود نوبت بعدی‌اش می‌آمد."
    case .whyEvening: "شب شد. با کیلومترشمار بگویید و یک بار دیگر به روز نگاه کنید."
    case .learntEvening:
      """
      ویزیت‌های برنامه که انجام نشدند اکنون ازدست‌رفته‌اند. اگر دفتری بود همگام می‌شدید: karvan sync
      """
    case .askNetwork: "در زیرزمینی بی‌شبکه سفارشی ثبت می‌کنید. چه می‌شود؟"
    case .networkAsk: "کاروان می‌خواهد بعداً دوباره بکوشید."
    case .networkKept: "بی‌درنگ پذیرفته و با همگام‌سازی بعدی فرستاده می‌شود."
    case .networkLost: "از دست می‌رود، مگر روی کاغذ بنویسید."
    case .askMistake: "لحظه‌ای پیش چیزی را نادرست نوشتید. چه می‌کنید؟"
    case .mistakeUndo: "با karvan undo پسش می‌گیرم."
    case .mistakeDelete: "مشتری را حذف می‌کنم و از نو می‌سازم."
    case .mistakeOffice: "به دفتر زنگ می‌زنم."
    case .askNames: "دو مشتری همان نامی را دارند که نوشتید. کاروان چه می‌کند؟"
    case .namesFirst: "اولی را برمی‌دارد."
    case .namesFail: "می‌گوید چیزی پیدا نشد."
    case .namesList: "هر دو را نشان می‌دهد و کاری نمی‌کند."
    }
  }
}
