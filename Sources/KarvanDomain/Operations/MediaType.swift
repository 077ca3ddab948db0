// SPDX-License-Identifier: Apache-2.0

/// What a file is, by its first bytes: a name can say anything.
public enum MediaType {
  /// How many bytes are looked at.
  public static let lookedAt = 4_096
  /// What a file is that looks like nothing known.
  public static let unknown = "application/octet-stream"

  /// The media type of a content that begins with these bytes.
  public static func of(_ first: some Collection<UInt8>) -> String {
    let bytes = Array(first.prefix(lookedAt))
    for mark in marks where has(mark.text, at: mark.place, in: bytes) { return mark.type }
    if has("PK\u{3}\u{4}", at: 0, in: bytes) { return package(bytes) }
    if has("ftyp", at: 4, in: bytes) { return film(bytes) }
    if has("RIFF", at: 0, in: bytes) { return riff(bytes) }
    return isText(bytes, isWhole: first.count <= lookedAt) ? "text/plain" : unknown
  }

  /// Marks are written as Latin-1: a scalar is a byte. From the formats' own descriptions.
  private static let marks: [(place: Int, text: String, type: String)] = [
    (0, "%PDF-", "application/pdf"), (0, "\u{89}PNG\r\n\u{1A}\n", "image/png"),
    (0, "\u{FF}\u{D8}\u{FF}", "image/jpeg"), (0, "GIF87a", "image/gif"),
    (0, "GIF89a", "image/gif"), (0, "II*\0", "image/tiff"), (0, "MM\0*", "image/tiff"),
    (0, "OggS", "audio/ogg"), (0, "ID3", "audio/mpeg"), (0, "#!AMR", "audio/amr"),
    (0, "{\\rtf", "application/rtf"), (0, "\u{1F}\u{8B}", "application/gzip"),
    (0, "7z\u{BC}\u{AF}\u{27}\u{1C}", "application/x-7z-compressed"),
    (0, "\u{D0}\u{CF}\u{11}\u{E0}\u{A1}\u{B1}\u{1A}\u{E1}", "application/x-ole-storage"),
  ]

  private static func has(_ mark: String, at place: Int, in bytes: [UInt8]) -> Bool {
    guard bytes.count > place else { return false }
    return bytes[place...].starts(
      with: mark.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
  }

  /// A ZIP archive: documents of office programs are such, and say so among their first entries.
  private static func package(_ bytes: [UInt8]) -> String {
    let openDocument = "mimetypeapplication/vnd.oasis.opendocument."
    if has(openDocument, at: 30, in: bytes) {
      let name = bytes.dropFirst(30 + openDocument.utf8.count).prefix { (97...122).contains($0) }
      return "application/vnd.oasis.opendocument." + String(decoding: name, as: UTF8.self)
    }
    let kinds = [
      ("word/", "wordprocessingml.document"), ("xl/", "spreadsheetml.sheet"),
      ("ppt/", "presentationml.presentation"),
    ]
    for (folder, kind) in kinds where contains(folder, bytes) {
      return "application/vnd.openxmlformats-officedocument." + kind
    }
    return "application/zip"
  }

  /// An entry of that folder: its name comes 30 bytes after the entry's mark.
  private static func contains(_ folder: String, _ bytes: [UInt8]) -> Bool {
    bytes.indices.contains { start in
      bytes[start] == UInt8(ascii: "P") && has("PK\u{3}\u{4}", at: start, in: bytes)
        && has(folder, at: start + 30, in: bytes)
    }
  }

  /// An ISO base media file, by its major brand.
  private static func film(_ bytes: [UInt8]) -> String {
    switch String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self) {
    case "heic", "heix", "hevc", "mif1": "image/heic"
    case "avif": "image/avif"
    case "M4A ": "audio/mp4"
    case "qt  ": "video/quicktime"
    default: "video/mp4"
    }
  }

  private static func riff(_ bytes: [UInt8]) -> String {
    switch String(decoding: bytes.dropFirst(8).prefix(4), as: UTF8.self) {
    case "WEBP": "image/webp"
    case "WAVE": "audio/wav"
    default: unknown
    }
  }

  /// Well-formed UTF-8 without control characters other than those that text has. A scalar may be
  /// cut where no more was looked at.
  private static func isText(_ bytes: [UInt8], isWhole: Bool) -> Bool {
    let controls = bytes.contains { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }
    guard !controls, !bytes.contains(0x7F) else { return false }
    return (0...(isWhole ? 0 : 3)).contains { cut in
      String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    }
  }
}
