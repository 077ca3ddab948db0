// SPDX-License-Identifier: Apache-2.0

extension ContentMessage {
  /// The words in English.
  var english: String {
    switch self {
    case .aboutAttach: "Attach a file to an account, a contact, a visit or an order."
    case .attachForms:
      """
      The file is copied, sealed, into this workspace at once; the original may go. Everybody who \
      holds the record learns of it with the next sync, and gets the content when they ask for it. \
      The content is sent by `karvan sync`, after all other work, and goes on where a line was cut.
      """
    case .aboutAttachments: "List the attachments of a record, or those that wait to be sent."
    case .attachmentsForms:
      """
      here: the content is on this device. at the office only: `karvan attachment get` fetches it. \
      waiting: this device has not sent all of it yet.
      """
    case .aboutGet: "Write an attachment to a file; fetch it first where it is not here."
    case .getForms:
      """
      Without --to it is written into the present folder under its own name. A fetch that was cut \
      goes on where it was. What is fetched stays here, sealed, until `attachment drop-copy`.
      """
    case .aboutDropCopy: "Free the room of an attachment here; the office keeps it."
    case .dropCopyForms:
      "Only what the office has said that it has all of is dropped; it can be fetched again."
    case .helpWhole: "The record: number, name, phone or identifier."
    case .helpOptionalWhole: "The record; without it, everything that waits to be sent."
    case .helpFile: "The file."
    case .helpAttachmentName: "What it is called; without it, as the file is."
    case .helpAttachmentNote: "A note."
    case .helpAttachment: "The attachment: its name or identifier."
    case .helpTo: "The file to write, or the folder to write it into."
    case .helpForce: "Write over a file that is there."
    case .helpSendAttachments:
      "Send the contents of attachments, or don't; by itself only where the network is not metered."
    case .helpPackAttachments:
      "Take contents of attachments along, at most 40 MiB a file, or don't."
    case .helpFetchByFile:
      "An attachment whose content the answer is to bring, at most 16 MiB a file; repeat for more."
    case .helpExportAttachments:
      "A new folder for the contents that are here, opened, each under the address in “content”."
    case .type: "Type"
    case .size: "Size"
    case .state: "Content"
    case .of: "Of"
    case .stateHere: "here"
    case .stateOffice: "at the office only"
    case .stateAway: "not here"
    case .stateWaiting: "waiting to be sent, {0} %"
    case .stateTooLarge: "here only: the office takes at most {0}"
    case .stateNoShare: "here only: your room at the office ({0}) is full"
    case .stateNoRoom: "here only: the office's room ({0}) is full"
    case .stateDamaged: "damaged here"
    case .attached: "Attached {0} ({1}, {2}) to {3}"
    case .gotTo: "Wrote {0} ({1}) to {2}"
    case .dropped: "Dropped the copy of {0}; the office keeps it."
    case .sentAll: "Attachments sent: {0} ({1})."
    case .sentSome: "Attachments sent: {0} ({1}); {2} {2:waits|wait}."
    case .waitMetered:
      """
      {0} {0:attachment waits|attachments wait} ({1}): the network is metered. To send anyway: karvan \
      sync now --attachments
      """
    case .waitOff: "{0} {0:attachment waits|attachments wait} ({1})."
    case .waitCut:
      "Attachments: the line was cut ({0}). {1} {1:waits|wait}; the next sync goes on from there."
    case .waitFile:
      """
      {0} {0:attachment waits|attachments wait} for the next file ({1}): export again when the answer \
      to this one was imported.
      """
    case .waitOthers: "{0} could not be read and was not sent: {1}"
    case .refusedTooLarge:
      """
      {0} stays on this device: it has {1}, and the office takes at most {2}. Make it smaller and \
      attach it anew, or ask an administrator (karvan-server attachments room).
      """
    case .refusedNoShare:
      """
      {0} stays on this device: it needs {1}, and your room at the office, {2}, is full. Delete \
      attachments, or ask an administrator (karvan-server attachments room).
      """
    case .refusedNoRoom:
      """
      {0} stays on this device: it needs {1}, and the office's room, {2}, is full. Ask an \
      administrator (karvan-server attachments room).
      """
    case .sending: "sending attachments: {0} of {1}, {2} %"
    case .fetching: "fetching {3}: {0} of {1}, {2} %"
    case .unsendable: "Attachments could not be sent: {0}"
    case .packed: "Attachments"
    case .cameByFile: "Attachment {0} came ({1}); karvan attachment get writes it to a file."
    case .absentByFile: "{0}: the office does not have its content yet, or can't read it."
    case .contentsExported: "{0} {0:content|contents} of attachments written to {1}."
    case .contentsNotHere:
      "{0} {0:attachment has its|attachments have their} content only at the office, or nowhere yet."
    case .checkContents: "Attachments"
    case .contentsAreWell: "no content is damaged"
    case .contentsWait: "{0} {0:waits|wait} to be sent ({1})"
    case .contentDamaged: "{0}: the content is damaged"
    case .contentLost: "{0}: its content was never sent and is gone"
    case .contentStrays: "{0} {0:content|contents} that no record names ({1})"
    case .nextContentDamaged: "karvan attachment get {0} --force"
    case .nextContentLost: "attach the file again"
    }
  }
}
