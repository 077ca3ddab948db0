// SPDX-License-Identifier: Apache-2.0
import KarvanDomain
import Testing

@Suite struct MediaTypeTests {
  private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0x00]

  @Test(arguments: [
    (jpeg, "image/jpeg"), ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
    (Array("%PDF-1.7\n".utf8), "application/pdf"), (Array("GIF89a".utf8), "image/gif"),
    (Array("RIFF....WEBP".utf8), "image/webp"), (Array("....ftypheic".utf8), "image/heic"),
    (Array("....ftypisom".utf8), "video/mp4"), (Array("name,price\n".utf8), "text/plain"),
    (Array("قیمت‌ها\n".utf8), "text/plain"), (Array("<html><script>".utf8), "text/plain"),
    ([0x00, 0x01, 0x02], MediaType.unknown), ([], "text/plain"),
    ([0x41, 0xFF, 0x41], MediaType.unknown), ([0x1F, 0x8B, 0x08], "application/gzip"),
  ])
  func firstBytesSayIt(_ bytes: [UInt8], _ type: String) {
    #expect(MediaType.of(bytes) == type)
  }

  @Test func officeDocumentsAreArchivesThatSaySo() {
    func archive(_ names: [String]) -> [UInt8] {
      names.flatMap {
        Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 26) + Array($0.utf8)
      }
    }
    #expect(MediaType.of(archive(["a.txt"])) == "application/zip")
    #expect(
      MediaType.of(archive(["[Content_Types].xml", "xl/workbook.xml"])).hasSuffix("sheet"))
    #expect(
      MediaType.of(archive(["mimetypeapplication/vnd.oasis.opendocument.textPK"]))
        == "application/vnd.oasis.opendocument.text")
  }

  /// A scalar that is cut where no more is looked at does not make a text something else.
  @Test func aCutScalarIsNoFault() {
    let text = Array(String(repeating: "ق", count: MediaType.lookedAt).utf8)
    #expect(MediaType.of(text) == "text/plain")
    #expect(MediaType.of([0x61] + text) == "text/plain")
    #expect(MediaType.of(Array(text.prefix(5))) == MediaType.unknown)
  }
}
