// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import KarvanDomain
import Testing

@Suite("Calls of a telephone exchange")
struct CallTests {
  /// As Asterisk writes it: no names of columns, local times.
  private static let plain = #"""
    "","09121234567","101","from-trunk","""Reza"" <09121234567>","SIP/trunk-01","SIP/101-02",\#
    "Dial","SIP/101","2026-03-21 10:00:00","2026-03-21 10:00:08","2026-03-21 10:01:08",68,60,\#
    "ANSWERED","DOCUMENTATION","1774.1",""
    "","101","02188776655","internal","","SIP/101-03","SIP/trunk-04","Dial","x",\#
    "2026-03-21 11:00:00","","2026-03-21 11:00:20",20,0,"NO ANSWER","DOCUMENTATION","1774.2",""
    """#

  private func read(_ text: String) throws -> ([CallRecord], [InterchangeError]) {
    var table = CSVReader()
    var reader = CallRecordReader { _ in 210 }
    var records: [CallRecord] = []
    var problems: [InterchangeError] = []
    for row in table.push(Array(text.utf8)) + table.finish() {
      do throws(InterchangeError) {
        if let record = try reader.read(row) { records.append(record) }
      } catch { problems.append(error) }
    }
    return (records, problems)
  }

  @Test("are read without names of columns")
  func withoutNames() throws {
    let (records, problems) = try read(Self.plain)
    #expect(problems.isEmpty && records.count == 2, "\(problems)")
    let first = try #require(records.first)
    #expect(InstantText.format(milliseconds: first.start) == "2026-03-21T06:30:00.000Z")
    #expect(first.answer == first.start + 8_000 && first.end == first.start + 68_000)
    #expect(first.station == "101" && first.disposition == "answered")
    let calls = TelephoneCall.gather(records)
    #expect(calls.map(\.direction) == ["in", "out"])
    #expect(calls.map(\.outside) == ["09121234567", "02188776655"])
    #expect(calls.last?.stations == ["101"])
  }

  @Test("are read by the names of the columns in any order, with Persian digits and seconds")
  func withNames() throws {
    let (records, problems) = try read(
      """
      UniqueID;Status;Duration;Date;Source;Ring Group;Destination;Dst. Channel
      9.1;ANSWERED;30s;۱۴۰۵/۰۱/۰۱ ۱۰:۰۰:۰۰;+98 912 123 4567;Sales;101;PJSIP/102-0001
      9.2;OFFLINE;1s;2026-03-21 10:00:00;1;;2;
      9.3;BUSY;1s;yesterday;1;;2;
      ;BUSY;1s;2026-03-21 10:00:00;1;;2;
      """)
    #expect(records.count == 1)
    #expect(records.first?.queue == "Sales" && records.first?.station == "102")
    #expect(
      records.first.map { InstantText.format(milliseconds: $0.start) } == "2026-03-21T06:30:00.000Z"
    )
    #expect(problems.map(\.code) == [.notInTable, .notTime, .keyEmpty])
    #expect(problems.map(\.line) == [3, 4, 5])
  }

  @Test(
    "a time of day is read as one, and one that no clock shows is told",
    arguments: [
      ("2026-11-22 09:30", "2026-11-22T06:00:00.000Z"),
      ("2026-11-22 09:30:15", "2026-11-22T06:00:15.000Z"), ("2026-11-22 25:70:00", nil),
      ("2026-11-22 09:60", nil), ("2026-11-22 83", nil), ("2026-11-22 09:+5", nil),
    ] as [(String, String?)])
  func timesOfDay(written: String, meant: String?) throws {
    let (records, problems) = try read(
      "uniqueid,src,dst,start,disposition\n1.1,1,2,\(written),BUSY\n")
    #expect(records.first.map { InstantText.format(milliseconds: $0.start) } == meant)
    #expect(problems.map(\.code) == (meant == nil ? [.notTime] : []))
  }

  @Test("a file that lacks a column that is needed is refused by its name")
  func missingColumn() throws {
    let (records, problems) = try read("src,dst,start,disposition\n1,2,2026-03-21 10:00:00,BUSY\n")
    #expect(records.isEmpty)
    #expect(problems.first?.code == .columnMissing && problems.first?.column == "uniqueid")
  }

  @Test("lines of one call are one call with its way, however they are ordered")
  func transfers() throws {
    let lines = [
      "5.1,5.1,09121234567,200,SIP/101-1,2026-03-21 10:00:00,NO ANSWER,10",
      "5.2,5.1,09121234567,200,SIP/102-1,2026-03-21 10:00:10,ANSWERED,50",
      "5.2,5.1,09121234567,200,SIP/102-1,2026-03-21 10:00:10,ANSWERED,50",
    ]
    let head = "uniqueid,linkedid,src,dst,dstchannel,start,disposition,duration\n"
    let forward = TelephoneCall.gather(try read(head + lines.joined(separator: "\n")).0)
    let backward = TelephoneCall.gather(
      try read(head + lines.reversed().joined(separator: "\n")).0)
    for calls in [forward, backward] {
      let call = try #require(calls.first)
      #expect(calls.count == 1 && call.parts.count == 2)
      #expect(call.disposition == "answered" && call.stations.first == "102")
      #expect(call.end == call.start + 60_000 && call.uniqueID == "5.1")
    }
  }

  @Test("are written down once, with customer and agent, and their way when they were put through")
  func record() throws {
    let world = try World()
    let account = try world.openAccount("Cafe", phone: "09121234567")
    let shape = Call.shape
    let user = try world.view(User.self, world.rep)
    try world.run(world.administrator, World.laptop) {
      try RecordOperations.edit(
        user, RecordEdit(values: [User.shape.phoneExtension.tag: .text("101")]), in: $0)
    }
    let calls = TelephoneCall.gather(try read(Self.plain).0)
    for call in calls {
      let context = try world.context(world.manager, World.laptop)
      let draft = try #require(try CallOperations.record(call, in: context))
      try world.commit(draft, by: context.author, replica: World.laptop)
      let again = try CallOperations.record(
        call, in: try world.context(world.manager, World.laptop))
      #expect(again == nil)
    }
    let kept = world.records.records(Call.tag, where: shape.uniqueId.tag, is: .text("1774.1"))
    let call = try #require(kept.first)
    #expect(call[shape.account].reference == account && call[shape.agent].reference == world.rep)
    #expect(call[shape.caller] == .text("+989121234567") && call[shape.callee] == .text("101"))
    let missed = world.records.records(Call.tag, where: shape.uniqueId.tag, is: .text("1774.2"))
    #expect(missed.first?[shape.disposition] == .text("missed"))
    #expect(missed.first?[shape.account].isNull == true)
  }
}
