// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync

extension Office {
  /// Writes every record of the workspace as lines of JSON, as one snapshot, while others write.
  ///
  /// - Returns: How many there were.
  func export(now: Int64, _ write: (String) throws -> Void) throws -> Int {
    let lines = RecordLines(schema: schema)
    let hashing = WorkspaceHashing.ofExports()
    return try database.read { reader in
      try write(lines.header(at: now, isWhole: true))
      var count = 0
      var digests: [(entity: String, digest: String)] = []
      for entity in reader.schema.entities {
        var sum = DigestSum()
        try reader.forEach(entity.tag) { view in
          try write(lines.line(view))
          sum.add(hashing.hash(view.state))
          count += 1
        }
        digests.append((entity.name, sum.text))
      }
      try write(lines.trailer(records: count, digests: digests))
      return count
    }
  }

  /// Makes a workspace of such lines: the same records with the same digests, under new keys.
  ///
  /// Nothing is made unless all of it was read and its digests agree. Devices enrol anew.
  /// - Returns: The office and the login of an administrator.
  /// - Throws: ``ServerError`` that names the line.
  static func create(
    in folder: OfficeFolder, from file: String, attachments: String? = nil, now: Int64
  ) throws -> (office: Office, administrator: String, contents: ReadContents) {
    var login = ""
    var contents = ReadContents()
    let office = try create(in: folder, now: now) { office in
      let reading = try RecordFile(path: file, schema: office.schema)
      try office.database.transaction { writer in
        var restoring = Restoring(schema: office.schema, transaction: writer)
        try reading.read { try restoring.add($0) }
        try reading.named { try restoring.finish() }
        let administrator = try office.administrator(writer, file)
        login = administrator[User.shape.login].text ?? ""
        try writer.set(officeUser, administrator.id.bytes)
        try office.skipNumbers(writer)
        if let attachments {
          contents = try office.takeContents(from: attachments, writer, now: now)
        }
      }
    }
    return (office, login, contents)
  }

  private func administrator(_ writer: OfficeWriter, _ file: String) throws -> RecordView {
    var found: RecordView?
    try writer.forEach(User.tag) { user in
      guard found == nil, user.life != .deleted,
        let author = try knowledge.author(user.id, writer), author.isActive, author.office,
        author.grants.contains("*")
      else { return }
      found = user
    }
    guard let found else {
      throw ServerError(.usage, "\(file): nobody in it is an active administrator")
    }
    return found
  }

  /// New devices get codes that no document number in the records begins with.
  private func skipNumbers(_ writer: OfficeWriter) throws {
    var greatest: UInt64 = 0
    for entity in schema.entities {
      guard let field = entity.about.number else { continue }
      try writer.forEach(entity.tag) { view in
        guard let code = view[field].text?.prefix(while: { $0 != "-" }) else { return }
        greatest = max(greatest, DeviceCode.number(of: code) ?? 0)
      }
    }
    while try writer.nextNumber("device") < greatest {}
  }
}

/// A file of records as lines, read one at a time.
struct RecordFile {
  let path: String
  let schema: Schema
  private let place = Place()

  /// Where reading is, for errors.
  private final class Place { var line = 0 }

  /// The longest line: a record's state in hexadecimal, and its values.
  private static let lineBytes = 64 << 20

  init(path: String, schema: Schema) throws {
    self.path = path
    self.schema = schema
  }

  /// Reads every record and checks the count and the digests of the last line.
  func read(_ body: (RecordState) throws -> Void) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw ServerError(.notFound, "\(path): the file can't be read")
    }
    defer { try? handle.close() }
    var sums: [String: DigestSum] = [:]
    var count = 0
    var trailer: [String: Any]?
    try lines(of: handle) { line in
      guard trailer == nil else { throw bad("there is more after the last line") }
      guard let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any] else {
        throw bad("not a JSON object")
      }
      if place.line == 1 { return try check(header: object) }
      if object["records"] != nil {
        trailer = object
        return
      }
      let (entity, state) = try record(object)
      try named { try body(state) }
      sums[entity, default: DigestSum()].add(WorkspaceHashing.ofExports().hash(state))
      count += 1
    }
    guard let trailer else { throw bad("the file is cut: its last line is missing") }
    try check(trailer: trailer, count, sums)
  }

  /// Names the line in whatever a body refuses.
  func named<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as Failure {
      throw bad(FailureText.say(failure, schema: schema, language: .english))
    }
  }

  private func check(header: [String: Any]) throws {
    guard header["format"] as? String == RecordLines.format else {
      throw bad("not a file that `karvan-server export` wrote")
    }
    guard header["version"] as? Int64 == RecordLines.version,
      let version = header["schema"] as? Int64, version <= Int64(schema.version)
    else { throw bad("written by a newer Karvan; upgrade this one first") }
    guard header["whole"] as? Bool == true else {
      throw bad("it has only some of the records; a workspace needs all of them")
    }
  }

  private func record(_ object: [String: Any]) throws -> (String, RecordState) {
    guard let text = object["state"] as? String, let bytes = KarvanCore.Hexadecimal.bytes(of: text)
    else { throw bad("a record without its state") }
    let state: RecordState
    do {
      state = try RecordState(packedAlone: bytes)
    } catch {
      throw bad("the state is damaged at byte \(error.offset): \(error.expected)")
    }
    guard let name = object["entity"] as? String, let entity = schema[name],
      entity.tag == state.entity, object["id"] as? String == "\(state.id)"
    else { throw bad("the state is another record's") }
    return (name, state)
  }

  private func check(
    trailer: [String: Any], _ count: Int, _ sums: [String: DigestSum]
  ) throws {
    guard trailer["records"] as? Int == count else {
      throw bad("the file has \(count) records, not \(trailer["records"] ?? "so many")")
    }
    guard let digests = trailer["digests"] as? [String: String] else {
      throw bad("the digests are missing")
    }
    for entity in schema.entities {
      let sum = sums[entity.name, default: DigestSum()].text
      guard digests[entity.name, default: DigestSum().text] == sum else {
        throw bad("the records of \(entity.name) are not those that were exported")
      }
    }
  }

  private func bad(_ why: String) -> ServerError {
    ServerError(.usage, "\(path), line \(place.line): \(why); nothing was made")
  }

  private func lines(of handle: FileHandle, _ body: (Data) throws -> Void) throws {
    var rest = Data()
    while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
      rest.append(chunk)
      var start = rest.startIndex
      while let end = rest[start...].firstIndex(of: 0x0A) {
        place.line += 1
        try body(rest[start..<end])
        start = rest.index(after: end)
      }
      rest = Data(rest[start...])
      guard rest.count <= Self.lineBytes else { throw bad("a line without an end") }
    }
    place.line += 1
    if !rest.isEmpty { try body(rest) }
  }
}
