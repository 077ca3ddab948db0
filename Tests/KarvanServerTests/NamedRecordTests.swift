// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore
import KarvanSync
import Testing

@testable import KarvanServer

/// Records that a text set names, which are gone when the commit comes.
@Suite struct NamedRecordTests {
  /// What does not come any more is not waited for: its author is told at once, and has the work.
  @Test func aDeletedRecordIsNotWaitedFor() throws {
    let office = try TestOffice()
    let admin = try office.device("admin")
    let mina = try office.rep("mina").enrolment.user
    let away = try office.territory("Away")
    try admin.sync()
    // The office deletes it while a laptop that has not heard of it gives it to somebody.
    _ = try office.office.operate(now: office.now) { authoring, writer, author in
      let view = try #require(try writer.record(Territory.tag, away))
      return try authoring.commit(by: author) { try RecordOperations.delete(view, in: $0) }
    }
    _ = try admin.database.commit(admin.rights) { context in
      let view = try #require(try context.reader.record(User.tag, mina))
      return try RecordOperations.edit(
        view, RecordEdit(adds: [User.shape.territories.tag: ["\(away)"]]), in: context)
    }
    let intake = try admin.sync()
    #expect(intake.rejected == 1 && intake.quarantined == 0 && intake.divergent == [])
    let rejected = try admin.database.read { try $0.rejected() }
    #expect(rejected.map(\.failure.code) == [.deletedRecord])
    #expect(rejected.first?.commit.changes.map(\.record) == [mina])
    for language in [TextLanguage.english, .persian] {
      let said = try #require(rejected.first).failure
      let text = FailureText.say(said, schema: office.office.schema, language: language)
      #expect(text.contains("\(away)"), "\(text)")
    }
    #expect(try office.office.database.read { try $0.quarantined() }.isEmpty)
    #expect(try admin.sync().divergent == [])
  }
}
