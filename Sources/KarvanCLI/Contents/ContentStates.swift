// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

/// What an attachment names.
struct NamedContent {
  let view: RecordView
  let address: Octets32
  let size: UInt64

  var record: RecordID { view.id }
  var text: String { "\(address)" }
  /// The media type that its first bytes said.
  var type: String { view[Attachment.shape.mediaType].text ?? MediaType.unknown }
  var chunks: Int { ContentLayout.chunks(in: size) ?? 1 }

  /// Nil where the record names nothing of the right form.
  init?(_ view: RecordView) {
    guard let text = view[Attachment.shape.content].text,
      let address = Octets32(hexadecimal: text),
      let size = view[Attachment.shape.size].integer, size > 0
    else { return nil }
    self.view = view
    self.address = address
    self.size = UInt64(size)
  }
}

/// A content that the office is to be sent.
struct OwedContent {
  let record: RecordID
  let address: Octets32
  let size: UInt64
  /// The attachment; nil where it left this device's scopes before all of it was sent.
  let view: RecordView?
  /// The chunks that the office has said that it has, from the first on.
  var sent = 0
  /// Whether the office did not take it when it was asked last.
  var isRefused = false

  var text: String { "\(address)" }
  var chunks: Int { ContentLayout.chunks(in: size) ?? 1 }

  func title(_ words: Words) -> String {
    view.map { RecordTitle.text($0, words) } ?? ShortID.of(record)
  }
}

/// How contents stand on this device.
///
/// Nothing is queued: what waits to be sent follows from what is here, whose it is, and what the
/// office has said that it has. So no crash can lose a place in a queue. Only of records that leave
/// this device there must be a note before.
struct ContentStates {
  /// How one stands.
  enum State: Equatable {
    case here
    /// The office has said that it has all of it.
    case atOffice
    /// Not here; whether the office has it is not known.
    case away
    case waiting(percent: Int)
    /// The office does not take it, and why.
    case refused(ContentStanding.State, room: UInt64)
  }

  let vault: ContentVault?
  private let progress: [RecordID: ContentProgress]
  private let incarnation: IncarnationID?
  private let user: RecordID
  private let isEnrolled: Bool

  init(_ reader: ReplicaReader, vault: ContentVault?, user: RecordID, isEnrolled: Bool) throws {
    self.vault = vault
    self.user = user
    self.isEnrolled = isEnrolled
    incarnation = try reader.incarnation()
    progress = Dictionary(
      try reader.contentProgress().map { ($0.record, $0) }, uniquingKeysWith: { $1 })
  }

  /// Whether the office has all of it, by its word in its present life.
  func isHeld(_ content: NamedContent) -> Bool {
    guard let known = progress[content.record], known.address == content.text,
      let life = known.incarnation
    else { return false }
    return life == incarnation
  }

  func isHere(_ content: NamedContent) -> Bool { vault?.has(content.address) ?? false }

  /// Whether it is for this device to send it.
  func waits(_ content: NamedContent) -> Bool {
    isEnrolled && content.view.creator == user && !isHeld(content) && isHere(content)
  }

  func state(of content: NamedContent) -> State {
    guard isHere(content) else { return isHeld(content) ? .atOffice : .away }
    guard waits(content) else { return .here }
    let known = progress[content.record]
    if let refusal = known?.refusal.flatMap({ ContentStanding.State(rawValue: $0) }) {
      return .refused(refusal, room: known?.room ?? 0)
    }
    return .waiting(percent: min(99, (known?.sent ?? 0) * 100 / content.chunks))
  }

  /// What waits to be sent, the smallest first, so that a large one holds up no other.
  func waiting(_ reader: ReplicaReader) throws -> [NamedContent] {
    guard let vault, isEnrolled else { return [] }
    var found: [NamedContent] = []
    for address in vault.addresses() {
      found += try reader.records(
        Attachment.tag, where: Attachment.shape.content.tag, is: .text("\(address)")
      ).compactMap { NamedContent($0) }.filter { waits($0) }
    }
    return found.sorted { ($0.size, $0.record) < ($1.size, $1.record) }
  }
}

extension ContentStates {
  /// All that is to be sent: what waits, and what waited for records that left this device.
  func owed(_ reader: ReplicaReader) throws -> [OwedContent] {
    let here = try waiting(reader).map { content in
      let known = progress[content.record].flatMap { $0.address == content.text ? $0 : nil }
      return OwedContent(
        record: content.record, address: content.address, size: content.size, view: content.view,
        sent: known.map(Self.sent) ?? 0, isRefused: known?.refusal != nil)
    }
    return try (here + departed(reader)).sorted { ($0.size, $0.record) < ($1.size, $1.record) }
  }

  /// Another life of the office's database may have none of it.
  private static func sent(_ known: ContentProgress) -> Int {
    known.incarnation == nil ? known.sent : 0
  }

  private func departed(_ reader: ReplicaReader) throws -> [OwedContent] {
    guard let vault, isEnrolled else { return [] }
    return try progress.values.compactMap { known in
      guard known.incarnation == nil || known.incarnation != incarnation,
        let address = Octets32(hexadecimal: known.address), vault.has(address),
        try reader.record(Attachment.tag, known.record) == nil,
        let stored = try? vault.open(address)
      else { return nil }
      return OwedContent(
        record: known.record, address: address, size: stored.manifest.size, view: nil,
        sent: Self.sent(known), isRefused: known.refusal != nil)
    }
  }

  /// What waits and was never noted: its record may leave before it is sent.
  func unnoted(_ reader: ReplicaReader) throws -> [ContentProgress] {
    try waiting(reader).filter { progress[$0.record] == nil }.map {
      ContentProgress(record: $0.record, address: $0.text)
    }
  }
}

extension Desk {
  /// How contents stand on this device.
  func contentStates(_ reader: ReplicaReader) throws -> ContentStates {
    let database = try replica()
    return try ContentStates(
      reader, vault: try contents(), user: database.identity.user,
      isEnrolled: PlainFile.exists(places.keys))
  }
}

extension Words {
  /// The state of a content, for people.
  func state(_ state: ContentStates.State) -> String {
    switch state {
    case .here: self(.stateHere)
    case .atOffice: self(.stateOffice)
    case .away: self(.stateAway)
    case .waiting(let percent): self(.stateWaiting, number(percent))
    case .refused(.tooLarge, let room): self(.stateTooLarge, size(room))
    case .refused(.noShare, let room): self(.stateNoShare, size(room))
    case .refused(_, let room): self(.stateNoRoom, size(room))
    }
  }
}

extension ContentStates.State {
  /// The stable name for programs.
  var name: String {
    switch self {
    case .here: "here"
    case .atOffice: "office"
    case .away: "away"
    case .waiting: "waiting"
    case .refused(let why, _): why.rawValue
    }
  }
}
