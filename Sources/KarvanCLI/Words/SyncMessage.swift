// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of the way to the office, apart from the rest.
enum SyncMessage: String, CaseIterable, Sendable {
  case serverBusy, cardTaken, cardKnown, cardSerial, cardIsNew

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }

  private var english: String {
    switch self {
    case .serverBusy: "The server is busy ({0}). Next try in {1} {1:second|seconds}."
    case .cardTaken:
      """
      The office's new key is here. Requests that were written before cannot be opened any more: write \
      a new one with karvan sync export.
      """
    case .cardKnown: "This device has this key of the office, or a newer one; nothing changed."
    case .cardSerial: "Key of the office"
    case .cardIsNew: "New"
    }
  }

  private var persian: String {
    switch self {
    case .serverBusy: "سرور مشغول است ({0}). تلاش بعد {1} ثانیه دیگر."
    case .cardTaken:
      """
      کلید تازه دفتر رسید. درخواست‌هایی که پیش از این نوشته شده‌اند دیگر باز نمی‌شوند: با karvan sync \
      export درخواست تازه‌ای بنویسید.
      """
    case .cardKnown: "این دستگاه همین کلید دفتر یا تازه‌تر از آن را دارد؛ چیزی تغییر نکرد."
    case .cardSerial: "کلید دفتر"
    case .cardIsNew: "تازه"
    }
  }
}

extension Words {
  /// A message about the way to the office with its places filled in.
  func callAsFunction(_ message: SyncMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }
}

extension Tongue {
  /// The same in the present language, for help.
  static func say(_ message: SyncMessage) -> String { Words(current.language)(message) }
}
