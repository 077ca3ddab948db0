// SPDX-License-Identifier: Apache-2.0

/// What taking back says; apart from the rest, as it is much.
extension Message {
  /// In English.
  var undoEnglish: String {
    switch self {
    case .aboutUndo: "Takes back your last command on this device, or a named one."
    case .helpUndoCommit: "The number of a command, as --list shows it."
    case .helpUndoList: "Show the last commands of this device and what became of them."
    case .undoForms:
      """
      Nothing is rewritten: what was shown before is written again, by a new commit that is sent \
      like any other, whether the first was sent or not. What somebody has changed since is left \
      as it is, and named. A second undo takes the undo back. An import is taken back whole, or \
      by the number of one of its commits that commit alone; where it is cut off, name it again.
      """
    case .wasUndone: "Took back {0} ({1}) by {2}."
    case .undoPlanned: "{0} ({1}) would be taken back; nothing was changed."
    case .undoRestored: "as before"
    case .undoOneOfConflict:
      """
      as displayed before. The conflict itself can't be opened again: its other value was written by \
      somebody else, and a command writes one. To have that one: karvan history {0}, then karvan \
      put-back {0} {1} NUMBER
      """
    case .undoDeleted: "deleted"
    case .undoUndeleted: "back"
    case .undoDeletedAgain: "deleted as before"
    case .undoChangedSince: "was changed since by {0}; left as it is"
    case .undoDeletedSince: "was deleted since by {0}; left as it is"
    case .undoInUse: "{0} refers to it; left as it is"
    case .undoTogether: "left with the others of its command"
    case .undoUnknownBefore: "what was there before is not known here; left as it is"
    case .undoNotHere: "is not on this device any more"
    case .undoMore: "and {0} more, not shown"
    case .undoneCommits: "Commits"
    case .undoneParts: "Restored"
    case .leftParts: "Left"
    case .takenBackBy: "Taken back by"
    case .workUndoing: "taking back"
    case .undoNextOrder: "An order that was submitted is called off: karvan order cancel {0}"
    case .undoNextDecision: "Decide anew: karvan review list --all"
    case .undoNextFact:
      """
      What has happened stays written down; a new record says what is right. An earlier command \
      is taken back by its number: karvan undo --list
      """
    case .undoNextMerge:
      "The records stand for themselves again by: karvan {0} unmerge {1}"
    case .undoNextOther: "Write what is right now: karvan {0} set {1} FIELD=VALUE"
    default: ""
    }
  }

  /// In Persian.
  var undoPersian: String {
    switch self {
    case .aboutUndo: "آخرین فرمان شما روی این دستگاه، یا فرمانی با شماره‌اش، را پس می‌گیرد."
    case .helpUndoCommit: "شماره فرمان، آن‌گونه که ‎--list نشان می‌دهد."
    case .helpUndoList: "آخرین فرمان‌های این دستگاه و سرانجام آن‌ها را نشان می‌دهد."
    case .undoForms:
      """
      چیزی از تاریخچه پاک نمی‌شود: آنچه پیش‌تر دیده می‌شد دوباره نوشته می‌شود، با ثبتی تازه که \
      مانند هر ثبت دیگر فرستاده می‌شود؛ چه نخستین فرستاده شده باشد چه نه. آنچه کسی پس از آن تغییر \
      داده دست نمی‌خورد و نام برده می‌شود. undo دوباره، همان پس‌گرفتن را پس می‌گیرد. ورود پرونده \
      یک‌جا پس گرفته می‌شود، و با شماره یکی از ثبت‌هایش تنها همان ثبت؛ اگر نیمه‌کاره ماند، دوباره \
      نامش را ببرید.
      """
    case .wasUndone: "{0} ({1}) با {2} پس گرفته شد."
    case .undoPlanned: "{0} ({1}) پس گرفته می‌شد؛ چیزی تغییر نکرد."
    case .undoRestored: "مانند پیش"
    case .undoOneOfConflict:
      """
      همان که دیده می‌شد. خود تعارض دوباره باز نمی‌شود: مقدار دیگرش را کس دیگری نوشته بود و یک فرمان \
      یک مقدار می‌نویسد. برای آن مقدار: karvan history {0} و سپس karvan put-back {0} {1} NUMBER
      """
    case .undoDeleted: "حذف شد"
    case .undoUndeleted: "بازگشت"
    case .undoDeletedAgain: "مانند پیش حذف شد"
    case .undoChangedSince: "پس از آن {0} تغییرش داده است؛ همان ماند"
    case .undoDeletedSince: "پس از آن {0} حذفش کرده است؛ همان ماند"
    case .undoInUse: "{0} به آن ارجاع دارد؛ همان ماند"
    case .undoTogether: "همراه دیگر رکوردهای فرمانش ماند"
    case .undoUnknownBefore: "مقدار پیشین اینجا دانسته نیست؛ همان ماند"
    case .undoNotHere: "دیگر روی این دستگاه نیست"
    case .undoMore: "و {0} تای دیگر که نشان داده نشد"
    case .undoneCommits: "ثبت‌ها"
    case .undoneParts: "بازگردانده"
    case .leftParts: "دست‌نخورده"
    case .takenBackBy: "پس گرفته با"
    case .workUndoing: "پس گرفتن"
    case .undoNextOrder: "سفارش ثبت‌شده لغو می‌شود: karvan order cancel {0}"
    case .undoNextDecision: "از نو تصمیم بگیرید: karvan review list --all"
    case .undoNextFact:
      """
      آنچه رخ داده نوشته می‌ماند؛ درستش را با رکوردی تازه بنویسید. فرمان‌های پیش از آن با شماره‌شان \
      پس گرفته می‌شوند: karvan undo --list
      """
    case .undoNextMerge:
      "رکوردها با این فرمان دوباره جدا می‌شوند: karvan {0} unmerge {1}"
    case .undoNextOther: "آنچه اکنون درست است بنویسید: karvan {0} set {1} FIELD=VALUE"
    default: ""
    }
  }
}
