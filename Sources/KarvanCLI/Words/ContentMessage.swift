// SPDX-License-Identifier: Apache-2.0
import KarvanDomain

/// What is said of attachments.
enum ContentMessage: String, CaseIterable, Sendable {
  // Help.
  case aboutAttach, attachForms, aboutAttachments, attachmentsForms, aboutGet, getForms
  case aboutDropCopy, dropCopyForms, helpWhole, helpFile, helpAttachmentName, helpAttachmentNote
  case helpAttachment, helpTo, helpForce, helpSendAttachments, helpOptionalWhole
  case helpPackAttachments, helpFetchByFile, helpExportAttachments
  // Labels and states.
  case type, size, state, stateHere, stateOffice, stateAway, stateWaiting, stateTooLarge
  case stateNoShare, stateNoRoom, stateDamaged, of
  // Sentences.
  case attached, gotTo, dropped, sentAll, sentSome, waitMetered, waitOff, waitCut
  case waitFile, waitOthers, refusedTooLarge, refusedNoShare, refusedNoRoom, sending, fetching
  case unsendable, packed, cameByFile, absentByFile, contentsExported, contentsNotHere
  // Doctor.
  case checkContents, contentsAreWell, contentsWait, contentDamaged, contentLost, contentStrays
  case nextContentDamaged, nextContentLost

  func text(in language: TextLanguage) -> String {
    switch language {
    case .english: english
    case .persian: persian
    }
  }
}

extension Words {
  /// A message about attachments with its places filled in.
  func callAsFunction(_ message: ContentMessage, _ arguments: String...) -> String {
    Self.fill(message.text(in: language), arguments)
  }

  /// A number of bytes as people read it.
  func size(_ bytes: UInt64) -> String {
    let unit: (UInt64, String, String) =
      switch bytes {
      case ..<1_024: (1, "B", "بایت")
      case ..<1_048_576: (1_024, "KiB", "کیبی‌بایت")
      case ..<1_073_741_824: (1_048_576, "MiB", "مبی‌بایت")
      default: (1_073_741_824, "GiB", "گیبی‌بایت")
      }
    let tenths = bytes / unit.0 * 10 + bytes % unit.0 * 10 / unit.0
    let point = language == .persian ? "٫" : "."
    let text =
      tenths < 100 && tenths % 10 > 0 ? "\(tenths / 10)\(point)\(tenths % 10)" : "\(tenths / 10)"
    return digits(text) + " " + (language == .persian ? unit.2 : unit.1)
  }
}

extension Tongue {
  /// A message about attachments in the present language, for help.
  static func say(_ message: ContentMessage) -> String { Words(current.language)(message) }
}
