// SPDX-License-Identifier: Apache-2.0

/// What is said of own commits that were dropped, and of how progress is told.
extension Message {
  /// In English.
  var journalEnglish: String {
    switch self {
    case .checkJournal: "own commits"
    case .journalHolds: "{0} on this device; {1} of them the office has kept long enough"
    case .journalPruned: "Dropped {0} own commits that the office has kept long enough; {1} stay."
    case .historyDropped:
      """
      Own commits written up to {0} were dropped here, since the office holds them: \
      karvan-server history.
      """
    case .wasCarried:
      """
      The server was restored from a backup and does not know this device any longer. Here it goes \
      on as device {0}; {1} {1:commit|commits} will be sent again and nothing was lost.
      """
    case .helpPrune:
      """
      First drop own commits that a backup of the office has had for long enough (it says how \
      long). A sync does the same bit by bit.
      """
    case .helpProgress:
      """
      How far long work has come, on standard error: plain, a line on a terminal; json, one \
      object a line with step, done, total (null where nobody knows) and unit; or none.
      """
    default: ""
    }
  }

  /// In Persian.
  var journalPersian: String {
    switch self {
    case .checkJournal: "ثبت‌های خود"
    case .journalHolds: "{0} ثبت روی این دستگاه؛ {1} تای آن‌ها را دفتر به اندازه کافی نگه داشته است"
    case .journalPruned:
      "{0} ثبت خود که دفتر به اندازه کافی نگه داشته بود از دستگاه برداشته شد؛ {1} تا ماند."
    case .historyDropped:
      """
      ثبت‌های خود تا {0} از این دستگاه برداشته شده‌اند، چون نزد دفتر هستند: \
      karvan-server history.
      """
    case .wasCarried:
      """
      سرور از پشتیبان بازگردانده شده است و این دستگاه را دیگر نمی‌شناسد. کار با نام دستگاه {0} \
      ادامه می‌یابد؛ {1} ثبت دوباره فرستاده می‌شود و چیزی از دست نرفت.
      """
    case .helpPrune:
      """
      نخست ثبت‌های خودی را برمی‌دارد که مدتی کافی در پشتیبان دفتر بوده‌اند (دفتر مدت را می‌گوید). \
      همگام‌سازی هم اندک‌اندک همین کار را می‌کند.
      """
    case .helpProgress:
      """
      پیشرفت کارهای طولانی در خطای استاندارد: plain، یک سطر در پایانه؛ json، هر سطر یک شیء با step، \
      done، total (اگر دانسته نباشد null) و unit؛ یا none.
      """
    default: ""
    }
  }
}
