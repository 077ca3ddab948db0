// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// Backups, and what comes after a restore.
@Suite struct BackupTests {
  @Test("After a restore nothing that was acknowledged is lost, and everybody agrees")
  func drill() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let sara = try office.rep("sara")
    try ali.sync()
    let early = try ali.addAccount("Early")
    try ali.sync()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let manifest = try office.office.backup(to: file, now: office.now)
    #expect(try manifest.head == office.office.head())
    let late = try ali.addAccount("Late", phone: "02112345678")
    try ali.sync()
    try sara.sync()
    try sara.set(late, Account.shape.note, .text("seen by Sara"))
    try sara.sync()
    let report = try Office.verify(file, with: key, keyFile: office.folder.keys)
    #expect(report.findings == [] && report.fitsKeys == true)

    try office.restore(file, key)
    #expect(try office.office.head() <= manifest.head + 1)
    // Whoever created it comes first here; the other's edit builds on it.
    for device in [ali, sara, ali, sara] {
      let intake = try device.sync()
      #expect(intake.divergent == [] && intake.rejected == 0)
      #expect(try device.database.check() == [])
    }
    for device in [ali, sara] {
      #expect(try device.value(early, Account.shape.name) == .text("Early"))
      #expect(try device.value(late, Account.shape.note) == .text("seen by Sara"))
    }
    #expect(try office.office.check(thorough: true) == [])
    #expect(try office.office.database.read { try $0.rejections() }.isEmpty)
  }

  @Test("Everything long about a backup tells how far it has come")
  func progress() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    for index in 0..<300 { try ali.addAccount("Account \(index)") }
    try ali.sync()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    func told(_ body: (@escaping ProgressReport) throws -> Void) throws -> [WorkProgress] {
      var told: [WorkProgress] = []
      try body { told.append($0) }
      for (before, after) in zip(told, told.dropFirst()) where before.work == after.work {
        #expect(before.done <= after.done, "\(before) \(after)")
      }
      for one in told { #expect(one.total.map { one.done <= $0 } ?? true, "\(one)") }
      return told
    }
    func steps(_ told: [WorkProgress]) -> [WorkProgress.Work] {
      told.map(\.work).reduce(into: []) { steps, step in
        if steps.last != step { steps.append(step) }
      }
    }
    let made = try told {
      _ = try office.office.backup(to: file, now: office.now, progress: $0)
    }
    #expect(steps(made) == [.copying, .backingUp])
    let lasts = made.filter { $0.done == $0.total }
    #expect(steps(lasts) == [.copying, .backingUp])
    let verified = try told {
      _ = try Office.verify(file, with: key, keyFile: office.folder.keys, progress: $0)
    }
    #expect(steps(verified) == [.backingUp, .checking])
    let folder = OfficeFolder(office.folder.path + "-restored")
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make()
    try FileManager.default.copyItem(atPath: office.folder.keys, toPath: folder.keys)
    let restored = try told {
      _ = try Office.restore(file, with: key, to: folder, now: office.now, progress: $0)
    }
    #expect(steps(restored) == [.backingUp, .checking])
  }

  @Test("A restored office serves nobody until the administrator has seen whom")
  func unconfirmed() throws {
    let office = try TestOffice()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let ali = try office.rep("ali")
    try ali.sync()
    let sara = try office.rep("sara")
    _ = try office.office.revoke(device: sara.enrolment.deviceCode, now: office.now)
    _ = try office.office.backup(to: file, now: office.now)
    _ = try office.office.lose(device: ali.enrolment.deviceCode, now: office.now)
    _ = try Office.openToServe(office.folder)
    try office.office.database.close()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: office.folder.database + suffix)
    }
    _ = try Office.restore(file, with: key, to: office.folder, now: office.now + 5)
    for _ in 0..<2 {
      let refusal = #expect(throws: ServerError.self) {
        try Office.openToServe(office.folder)
      }
      #expect(refusal?.message.contains("confirm-all") == true)
    }
    try office.openAgain()
    #expect(try office.office.unconfirmedBackup() == office.now)
    #expect(try office.office.servedDevices().map(\.device.id) == [ali.enrolment.device])
    _ = try office.office.lose(device: ali.enrolment.deviceCode, now: office.now)
    #expect(try office.office.servedDevices().isEmpty)
    try office.office.confirmDevices()
    _ = try Office.openToServe(office.folder)
    #expect(throws: SyncStop.revoked) { try ali.sync() }
    // A drill of a backup that a restored office makes asks nobody for anything.
    #expect(try Office.verify(file, with: key, keyFile: nil).findings == [])
  }

  @Test("A raw copy of an older file begins a new life by itself, once")
  func rawCopy() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    let sara = try office.rep("sara")
    try ali.sync()
    try sara.sync()
    let first = office.office.database.identity
    try office.office.database.close()
    let kept = try Data(contentsOf: URL(fileURLWithPath: office.folder.database))
    try office.openAgain()
    let shop = try ali.addAccount("Shop")
    try ali.sync()
    try sara.sync()
    try office.office.database.close()
    try kept.write(to: URL(fileURLWithPath: office.folder.database))
    try office.openAgain()
    #expect(office.office.database.identity == first)
    // Sara has only pulled: her receipt still says that there was more.
    #expect(try sara.sync().divergent == [])
    let second = office.office.database.identity
    #expect(second.incarnation != first.incarnation && second.replica != first.replica)
    #expect(try ali.sync().accepted > 0)
    #expect(office.office.database.identity == second)
    try sara.sync()
    #expect(try sara.value(shop, Account.shape.name) == .text("Shop"))
    #expect(try office.office.check(thorough: true) == [])
  }

  @Test("A backup that was altered, cut or continued is refused, and so is another key")
  func altered() throws {
    let office = try TestOffice()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try office.office.backup(to: file, now: office.now)
    #expect(throws: ServerError.self) { try office.office.backup(to: file, now: office.now) }
    #expect(throws: SealingError.self) {
      try Office.verify(file, with: .generate(), keyFile: nil)
    }
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(whole.range(of: Data("Tehran".utf8)) == nil)
    func refuses(_ bytes: Data, _ what: String) throws {
      try bytes.write(to: URL(fileURLWithPath: file))
      #expect(throws: SealingError.self, "\(what)") {
        try Office.verify(file, with: key, keyFile: nil)
      }
    }
    for index in [0, 5, 30, 60, 100, 119, 121, 200, whole.count / 2, whole.count - 1] {
      var bytes = whole
      bytes[index] ^= 1
      try refuses(bytes, "byte \(index)")
    }
    try refuses(whole + [0], "continued")
    try refuses(whole.prefix(whole.count - 1), "cut")
    try refuses(whole.prefix(whole.count / 2), "half")
    try refuses(whole.prefix(50), "header")
    #expect(throws: SealingError.self) {
      try BackupKey.reading(String(key.exposedText.dropLast()) + "x")
    }
  }

  @Test("What the lost database numbered after the backup is not numbered so again")
  func numbers() throws {
    let office = try TestOffice()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    func number(_ counter: String) throws -> UInt64 {
      try office.office.database.transaction { try $0.nextNumber(counter) }
    }
    var codes = [try office.rep("ali").enrolment.deviceCode]
    var numbers = [try number("number:HQ")]
    _ = try office.office.backup(to: file, now: office.now)
    for life in 0..<3 {
      codes.append(try office.rep("life\(life)").enrolment.deviceCode)
      numbers += [try number("number:HQ"), try number("number:HQ")]
      // This one the backup has not seen at all.
      numbers.append(try number("number:later") + 1_000_000)
      if life.isMultiple(of: 2) {
        try office.restore(file, key)
      } else {
        try FileManager.default.removeItem(atPath: file)
        _ = try office.office.backup(to: file, now: office.now)
        try office.restore(file, key)
      }
    }
    #expect(Set(codes).count == codes.count, "\(codes)")
    #expect(Set(numbers).count == numbers.count, "\(numbers)")
  }

  @Test("A backup is verified in a private folder, of which nothing is left over for long")
  func scratch() throws {
    let office = try TestOffice()
    let key = try office.office.makeBackupKey()
    let parent = office.folder.path + "/scratch"
    try FileManager.default.createDirectory(
      atPath: parent + "/backups", withIntermediateDirectories: true)
    func names(_ folder: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder)
    }
    let file = parent + "/backups/b"
    _ = try office.office.backup(to: file, now: office.now)
    // As a killed process leaves one: nobody has it locked.
    let left = parent + "/karvan-scratch-killed"
    try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
    try Data("in clear".utf8).write(to: URL(fileURLWithPath: left + "/office.db"))
    let other = try ScratchFolder(in: parent)
    #expect(!FileManager.default.fileExists(atPath: left))
    let mode = try FileManager.default.attributesOfItem(atPath: other.path)[.posixPermissions]
    #expect(mode as? Int == 0o700)
    let count = try names(parent).count
    #expect(try Office.verify(file, with: key, keyFile: nil, in: parent).findings == [])
    #expect(throws: SealingError.self) {
      try Office.verify(file, with: .generate(), keyFile: nil, in: parent)
    }
    #expect(try names(parent).count == count)
    #expect(try names(parent + "/backups") == ["b"])
    #expect(FileManager.default.fileExists(atPath: other.path))
  }

  @Test("Nothing is restored over a workspace, nor without its key file")
  func refusals() throws {
    let office = try TestOffice()
    let key = try office.office.makeBackupKey()
    let file = office.folder.path + ".backup"
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try office.office.backup(to: file, now: office.now)
    #expect(throws: ServerError.self) {
      try Office.restore(file, with: key, to: office.folder, now: office.now)
    }
    let empty = OfficeFolder(office.folder.path + ".empty")
    defer { try? FileManager.default.removeItem(atPath: empty.path) }
    try empty.make()
    #expect(throws: ServerError.self) {
      try Office.restore(file, with: key, to: empty, now: office.now)
    }
    try KeyFile.generate(notAfter: 4_000_000_000_000).save(to: empty.keys)
    #expect(throws: ServerError.self) {
      try Office.restore(file, with: key, to: empty, now: office.now)
    }
    #expect(!empty.isTaken)
  }

  @Test("Everybody knows whose devices there are, also those of an earlier build")
  func devices() throws {
    let office = try TestOffice()
    let ali = try office.rep("ali")
    try ali.sync()
    let device = try #require(
      try ali.database.read { try $0.record(Device.tag, ali.enrolment.device.record) })
    #expect(device[Device.shape.code] == .text(ali.enrolment.deviceCode))
    #expect(device.words(Device.shape.replicas) == ["\(ali.replica)"])
    #expect(throws: Failure.self) {
      _ = try ali.database.commit(ali.rights) { context in
        try RecordOperations.edit(
          device, RecordEdit(values: [Device.shape.code.tag: .text("X")]), in: context)
      }
    }
  }
}

extension TestOffice {
  /// Loses the database and restores it from a backup.
  func restore(_ file: String, _ key: BackupKey) throws {
    try office.database.close()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: folder.database + suffix)
    }
    _ = try Office.restore(file, with: key, to: folder, now: now)
    try openAgain()
    try office.confirmDevices()
  }

  func openAgain() throws { office = try Office.open(folder) }
}
