// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanSealing
import Testing

/// What becomes of files with secrets when others take their names (P-053).
@Suite struct OutdatedSecretTests {
  private let folder = NSTemporaryDirectory() + "karvan-secrets-" + UUID().uuidString
  private var path: String { folder + "/office.keys" }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private static func rotated(_ file: KeyFile, _ week: UInt64) -> KeyFile {
    file.rotated(now: week * 604_800_000, lastSerial: 0)
  }

  /// Whoever has a file open sees what became of its bytes.
  @Test func whatAKeyFileHadIsOverwrittenWhenItIsReplaced() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = KeyFile.generate(notAfter: 1_000)
    try first.save(to: path)
    let former = try #require(FileHandle(forReadingAtPath: path))
    try Self.rotated(first, 1).save(to: path, replacing: true)
    let left = try former.readToEnd() ?? Data()
    #expect(!left.isEmpty && left.allSatisfy { $0 == 0 })
    #expect(try KeyFile(path: path).root == first.root)
  }

  /// Another name of it may be somebody's only copy of the root key.
  @Test func aCopyUnderAnotherNameStays() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = KeyFile.generate(notAfter: 1_000)
    try first.save(to: path)
    try FileManager.default.linkItem(atPath: path, toPath: folder + "/copy")
    try Self.rotated(first, 1).save(to: path, replacing: true)
    #expect(try KeyFile(path: folder + "/copy").exchangeKeys.count == first.exchangeKeys.count)
    #expect(throws: SealingError.self) { try first.save(to: path) }
    #expect(try KeyFile(path: path).root == first.root)
  }

  @Test func whoReadsMeanwhileReadsTheOldOrTheNew() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = self.path
    let first = KeyFile.generate(notAfter: 1_000)
    try first.save(to: path)
    try await withThrowingTaskGroup { group in
      group.addTask {
        for week in 1...100 {
          try Self.rotated(first, UInt64(week)).save(to: path, replacing: true)
        }
      }
      group.addTask {
        for _ in 1...400 {
          let read = try KeyFile(path: path)
          #expect(read.root == first.root)
        }
      }
      try await group.waitForAll()
    }
  }
}
