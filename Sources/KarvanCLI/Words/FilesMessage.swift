// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of files of other programs: cards, calendars, maps, books, pages.
enum FilesMessage: String, CaseIterable, Sendable {
  // Help.
  case aboutImportVCard, importVCardForms, aboutExportVCard, exportVCardForms
  case aboutImportICal, importICalForms, aboutExportICal, exportICalForms
  case aboutExportGeoJSON, exportGeoJSONForms, aboutExportGPX, exportGPXForms
  case aboutExportAccounting, exportAccountingForms
  case helpFile, helpCards, helpWhat, helpCodes, helpCode, helpPDF, helpFrom, helpUntil, helpYears
  case helpMakeMap, mapHead, mapKey, mapUnread, mapFree, mapMade
  // Labels and notes.
  case read, visit, occasion, account, calendarName, routeName
  case withoutPlace, entries, pdfWritten, lettersGuessed
  // Errors.
  case noPDFProgram, pdfFailed, pdfTooSlow, badCode

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about files with its places filled in.
  func callAsFunction(_ message: FilesMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// A message about files in the present language, for help.
  static func say(_ message: FilesMessage) -> String { Words(current.language)(message) }
}

extension FilesMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutImportVCard: "Takes cards of an address book (vCard 4.0, 3.0, 2.1), each once."
    case .importVCardForms:
      """
      Organisations become accounts, persons contacts of the account that ORG names (which is opened \
      where there is none), and persons without one accounts of their own. A card is of the record \
      that its UID names, else of the one with one of its numbers or addresses and a name in common; \
      --duplicates says what is done then. Numbers, addresses and days are only added. Pictures, \
      sounds and keys are left out and told. `karvan undo` takes the import back.
      """
    case .aboutExportVCard: "Writes accounts and contacts as cards of an address book (vCard 4.0)."
    case .exportVCardForms:
      "All of them, or those that are named. The UID is the record's identifier."
    case .aboutImportICal: "Takes tasks and planned visits of a calendar (iCalendar), each once."
    case .importICalForms:
      """
      Tasks (VTODO) are known again by their UID. An event is taken as a planned visit where it names \
      one account that is known here: in CONTACT, by the e-mail address of an ATTENDEE, in LOCATION or \
      as its SUMMARY. Of what comes back by a rule the first time is taken. What is over is left out.
      """
    case .aboutExportICal: "Writes tasks, visits and occasions as a calendar (iCalendar)."
    case .exportICalForms:
      """
      Tasks and visits are your own or those of --rep; occasions are those of all customers here. \
      Reminders are alarms. Days of the Jalali calendar are written for --years years to come, as no \
      program counts in it; write the calendar again every year.
      """
    case .aboutExportGeoJSON: "Writes a day's visits or all customers for a map (GeoJSON)."
    case .exportGeoJSONForms:
      """
      `route` has the visits of the day in their order and the line through them, `accounts` all \
      places that are known by position. Longitude comes before latitude, as the format has it.
      """
    case .aboutExportGPX: "Writes a day's visits for a navigation device (GPX)."
    case .exportGPXForms: "The visits of the day in their order, as waypoints and as a route."
    case .aboutExportAccounting: "Writes invoices and payments as entries for the books (CSV)."
    case .exportAccountingForms:
      """
      Every document is one entry whose debits equal its credits; its number is that of the document, \
      so that a program which takes the file twice knows it again. Tax, discounts and rounding have \
      lines of their own, amounts are exact in the currency's smallest unit. Void documents are left \
      out; a cheque stays among the cheques until it is cleared or bounces. The accounts' codes are a \
      suggestion: change them with --code or in a file of lines `receivable = 1103`. Accounts: {0}.
      """
    case .helpFile: "The file; '-' for standard input."
    case .helpCards: "Accounts or contacts: name, phone or short id; all without it."
    case .helpWhat: "route or accounts."
    case .helpCodes: "A file with the codes of accounts, one `account = code` a line."
    case .helpCode: "The code of one account; repeatable, and counts before the file."
    case .helpPDF:
      "Write a PDF to this file instead, with Chromium, WeasyPrint or what KARVAN_PDF names."
    case .helpFrom: "The first day, in either calendar."
    case .helpUntil: "The last day, in either calendar."
    case .helpYears: "How many years of Jalali days are written."
    case .read: "Read"
    case .visit: "Visit: {0}"
    case .occasion: "{0}: {1}"
    case .account: "Account"
    case .calendarName: "Karvan"
    case .routeName: "Route of {0}"
    case .withoutPlace: "Without a known position, and left out: {0}"
    case .entries: "{0} {0:entry|entries}."
    case .pdfWritten: "Written: {0}"
    case .helpMakeMap:
      "Write a mapping to this file as the columns suggest, to be looked over; import nothing."
    case .mapHead:
      """
      How the columns of {0} become records. Look it over, then try it without effect:
        karvan import csv {0} --mapping {1} --dry-run
      A line `field = …` sets a field, `field += …` adds an element; {Column} is what the row has
      there, {Column|lower} the same in lower case. Other filters: upper, code, whole, fraction,
      calling, `table NAME`, `if SOME NONE`, `else TEXT`; {{ is a brace. `field.external_id = …`
      names another record by what it is known by. What begins with # is not read.
      """
    case .mapKey: "What finds a record that is there already: one field, or several with commas."
    case .mapUnread: "Columns that no field was found for; they are not read:"
    case .mapFree: "Fields that no column was found for:"
    case .mapMade:
      "Written: {0}. Look it over, then: karvan import csv {1} --mapping {0} --dry-run"
    case .lettersGuessed:
      "{0} is not in Unicode: its letters were guessed (windows-1256 or 1252). Look at a few names."
    case .noPDFProgram:
      """
      No program that makes PDFs was found. Install one (`apt-get install chromium`, or `apt-get \
      install weasyprint`), or name one in KARVAN_PDF. Without --pdf the page is written as HTML.
      """
    case .pdfFailed: "{0} could not make the PDF ({1}). Without --pdf the page is written as HTML."
    case .pdfTooSlow:
      "{0} was stopped after {1} seconds without a PDF. KARVAN_PDF_SECONDS gives it more."
    case .badCode: "{0}: “{1}” is not `account = code`. Accounts are: {2}."
    }
  }

  /// The words in Persian.
  var persian: String {
    switch self {
    case .aboutImportVCard:
      "کارت‌های دفتر تلفن (vCard 4.0، ‏3.0، ‏2.1) را وارد می‌کند، هر یک را یک بار."
    case .importVCardForms:
      """
      سازمان‌ها حساب می‌شوند، اشخاص رابطِ حسابی که ORG نام می‌برد (اگر نباشد گشوده می‌شود)، و اشخاص \
      بی‌سازمان خود یک حساب. هر کارت از آنِ رکوردی است که UID آن می‌گوید، وگرنه از آنِ کسی که یکی از \
      شماره‌ها یا نشانی‌های آن را دارد و در نام با آن مشترک است؛ ‎--duplicates می‌گوید آنگاه چه شود. \
      شماره‌ها، نشانی‌ها و روزها تنها افزوده می‌شوند. عکس، صدا و کلید کنار گذاشته و گفته می‌شود. \
      `karvan undo` ورود را بازمی‌گرداند.
      """
    case .aboutExportVCard: "حساب‌ها و رابط‌ها را به کارت‌های دفتر تلفن (vCard 4.0) می‌نویسد."
    case .exportVCardForms: "همه، یا آن‌هایی که نام برده شوند. UID همان شناسه رکورد است."
    case .aboutImportICal: "کارها و ویزیت‌های یک تقویم (iCalendar) را وارد می‌کند، هر یک را یک بار."
    case .importICalForms:
      """
      کارها (VTODO) با UID بازشناخته می‌شوند. رویداد، اگر یک حساب شناخته‌شده را نام ببرد، ویزیت \
      برنامه‌ریزی‌شده می‌شود: در CONTACT، با ایمیل ATTENDEE، در LOCATION یا به عنوان SUMMARY. از آنچه \
      با قاعده تکرار می‌شود نوبت نخست گرفته می‌شود. آنچه گذشته است کنار می‌ماند.
      """
    case .aboutExportICal: "کارها، ویزیت‌ها و مناسبت‌ها را به تقویم (iCalendar) می‌نویسد."
    case .exportICalForms:
      """
      کارها و ویزیت‌ها از آنِ شما یا ‎--rep است؛ مناسبت‌ها از آنِ همه مشتریان این دستگاه. یادآوری‌ها \
      زنگ می‌شوند. روزهای تقویم جلالی برای ‎--years سال آینده نوشته می‌شوند، چون برنامه‌ها با آن \
      نمی‌شمارند؛ هر سال تقویم را دوباره بنویسید.
      """
    case .aboutExportGeoJSON: "ویزیت‌های یک روز یا همه مشتریان را برای نقشه (GeoJSON) می‌نویسد."
    case .exportGeoJSONForms:
      """
      ‏route ویزیت‌های روز را به ترتیب و خطِ میان آن‌ها را دارد، accounts همه جاهایی را که موقعیتشان \
      شناخته است. چنان‌که قالب می‌خواهد، طول پیش از عرض می‌آید.
      """
    case .aboutExportGPX: "ویزیت‌های یک روز را برای مسیریاب (GPX) می‌نویسد."
    case .exportGPXForms: "ویزیت‌های روز به ترتیب، هم به صورت نقطه و هم مسیر."
    case .aboutExportAccounting: "فاکتورها و دریافت‌ها را به صورت سند حسابداری (CSV) می‌نویسد."
    case .exportAccountingForms:
      """
      هر مدرک یک سند است که بدهکار و بستانکار آن برابر است؛ شماره سند همان شماره مدرک است تا برنامه‌ای \
      که پرونده را دو بار می‌گیرد آن را بازشناسد. مالیات، تخفیف و گرد کردن ردیف جدا دارند و مبلغ‌ها به \
      کوچک‌ترین واحد پول دقیق‌اند. مدارک باطل کنار گذاشته می‌شوند؛ چک تا وصول یا برگشت در حساب چک‌ها \
      می‌ماند. کد حساب‌ها پیشنهاد است: با ‎--code یا در پرونده‌ای با سطرهای `receivable = 1103` تغییرشان \
      دهید. حساب‌ها: {0}.
      """
    case .helpFile: "پرونده؛ '-' برای ورودی استاندارد."
    case .helpCards: "حساب‌ها یا رابط‌ها: نام، تلفن یا شناسه کوتاه؛ بدون آن همه."
    case .helpWhat: "‏route یا accounts."
    case .helpCodes: "پرونده کد حساب‌ها، هر سطر یک `حساب = کد`."
    case .helpCode: "کد یک حساب؛ تکرارپذیر، و مقدم بر پرونده."
    case .helpPDF:
      "به جای آن PDF در این پرونده نوشته شود؛ با Chromium، WeasyPrint یا برنامه KARVAN_PDF."
    case .helpFrom: "روز نخست، در هر یک از دو تقویم."
    case .helpUntil: "روز پایانی، در هر یک از دو تقویم."
    case .helpYears: "روزهای جلالی چند سال نوشته شود."
    case .read: "خوانده‌شده"
    case .visit: "ویزیت: {0}"
    case .occasion: "{0}: {1}"
    case .account: "حساب"
    case .calendarName: "کاروان"
    case .routeName: "مسیر {0}"
    case .withoutPlace: "بی‌موقعیت شناخته‌شده، و کنار گذاشته: {0}"
    case .entries: "{0} سند."
    case .pdfWritten: "نوشته شد: {0}"
    case .helpMakeMap:
      "نگاشتی را که از نام ستون‌ها برمی‌آید برای بازبینی در این پرونده بنویس؛ چیزی وارد نکن."
    case .mapHead:
      """
      ستون‌های {0} چگونه رکورد می‌شوند. بازبینی کنید، سپس بی‌اثر بیازمایید:
        karvan import csv {0} --mapping {1} --dry-run
      سطر `field = …` مقدار فیلد را می‌گوید و `field += …` عضوی می‌افزاید؛ {Column} آن است که سطر در
      آن ستون دارد و {Column|lower} همان با حروف کوچک. صافی‌های دیگر: upper، ‏code، ‏whole، ‏fraction،
      calling، ‏`table NAME`، ‏`if SOME NONE`، ‏`else TEXT`؛ {{ خودِ آکولاد است. ‏`field.external_id = …`
      رکورد دیگری را با آنچه بدان شناخته است نام می‌برد. آنچه با # آغاز شود خوانده نمی‌شود.
      """
    case .mapKey: "رکوردِ موجود با چه یافته می‌شود: یک فیلد، یا چند فیلد با ویرگول."
    case .mapUnread: "ستون‌هایی که فیلدی برایشان یافت نشد و خوانده نمی‌شوند:"
    case .mapFree: "فیلدهایی که ستونی برایشان یافت نشد:"
    case .mapMade:
      "نوشته شد: {0}. بازبینی کنید، سپس: karvan import csv {1} --mapping {0} --dry-run"
    case .lettersGuessed:
      "‏{0} یونیکد نیست: حروف آن حدس زده شد (windows-1256 یا 1252). چند نام را نگاه کنید."
    case .noPDFProgram:
      """
      برنامه‌ای برای ساختن PDF پیدا نشد. یکی را نصب کنید (`apt-get install chromium` یا `apt-get \
      install weasyprint`) یا در KARVAN_PDF نام ببرید. بدون ‎--pdf صفحه به HTML نوشته می‌شود.
      """
    case .pdfFailed: "‏{0} نتوانست PDF بسازد ({1}). بدون ‎--pdf صفحه به HTML نوشته می‌شود."
    case .pdfTooSlow:
      "‏{0} پس از {1} ثانیه بدون PDF متوقف شد. KARVAN_PDF_SECONDS زمان بیشتری به آن می‌دهد."
    case .badCode: "‏{0}: «{1}» به شکل `حساب = کد` نیست. حساب‌ها: {2}."
    }
  }
}
