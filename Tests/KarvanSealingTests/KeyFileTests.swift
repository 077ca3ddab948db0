// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import KarvanSealing

@Suite("Key file")
struct KeyFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "karvan-\(Octets16.random())").path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  @Test("what was saved is read, only the owner can, and nothing is left beside it")
  func roundTrip() throws {
    try withFolder { folder in
      let path = folder + "/office.key"
      let file = KeyFile.generate(notAfter: 123)
      try file.save(to: path)
      #expect(try KeyFile(path: path) == file)
      #expect(try mode(path) == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["office.key"])
      refuses(.keyFileExists) { try KeyFile.generate(notAfter: 1).save(to: path) }
      #expect(try KeyFile(path: path) == file)
      let next = try KeyFile(
        root: file.root, identity: file.identity,
        exchangeKeys: file.exchangeKeys + [.init(serial: 2, notAfter: 9, pair: .generate())])
      try next.save(to: path, replacing: true)
      #expect(try KeyFile(path: path) == next)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["office.key"])
    }
  }

  @Test("a file that others can read, a link and a folder are refused", arguments: [0o640, 0o604])
  func unsafe(_ permissions: Int) throws {
    try withFolder { folder in
      let path = folder + "/office.key"
      try KeyFile.generate(notAfter: 1).save(to: path)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: path)
      refuses(.keyFileUnavailable) { try KeyFile(path: folder + "/link") }
      refuses(.unsafeKeyFile) { try KeyFile(path: folder) }
      refuses(.keyFileUnavailable) { try KeyFile(path: folder + "/none") }
      refuses(.keyFileUnavailable) {
        try KeyFile.generate(notAfter: 1).save(to: folder + "/none/office.key")
      }
      try FileManager.default.setAttributes(
        [.posixPermissions: permissions], ofItemAtPath: path)
      refuses(.unsafeKeyFile) { try KeyFile(path: path) }
    }
  }

  @Test("every altered byte and every cut is found")
  func damage() throws {
    let text = KeyFile.generate(notAfter: 5).exposedBytes
    for index in text.indices {
      var altered = text
      altered[index] ^= 1
      refuses("byte \(index)") { try KeyFile(exposedBytes: altered) }
      refuses("cut to \(index)") { try KeyFile(exposedBytes: Array(text[..<index])) }
    }
    refuses(.malformedKeyFile) { try KeyFile(exposedBytes: text + [10]) }
    refuses(.oversized) { try KeyFile(exposedBytes: .init(repeating: 10, count: 70_000)) }
  }

  @Test("exchange keys need ascending serials")
  func serials() {
    let key = KeyFile.ExchangeKey(serial: 1, notAfter: 1, pair: .generate())
    refuses(.malformedKeyFile) {
      try KeyFile(root: .generate(), identity: .generate(), exchangeKeys: [])
    }
    refuses(.malformedKeyFile) {
      try KeyFile(root: .generate(), identity: .generate(), exchangeKeys: [key, key])
    }
  }
}
