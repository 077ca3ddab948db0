// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import Testing

@testable import KarvanDomain

@Suite struct DamagedRowTests {
  private static let columns = ["name", "industry", "note"]

  private func derived(_ bench: ImportBench) throws -> ImportMapping {
    .derived(for: try #require(bench.schema[Account.tag]))
  }

  /// Imports bytes as a command does, and gives the reject file.
  private func rejects(
    of bytes: [UInt8], _ bench: ImportBench
  ) throws -> (outcomes: [PlannedRow.Outcome], file: String) {
    var reader = CSVReader(stripsGuards: true)
    let rows = reader.push(bytes) + reader.finish()
    let header = try CSVHeader(rows[0])
    let planner = try ImportPlanner(try derived(bench), header: header, schema: bench.schema)
    let rejects = RejectFile(columns: header.columns)
    var file = CSVWriter().row(rejects.header)
    var outcomes: [PlannedRow.Outcome] = []
    for row in rows.dropFirst() {
      let planned = try planner.next(row, in: bench.context)
      var rejections = planned.rejections
      let failure = try planned.draft.flatMap { try bench.commit($0) }
      if let failure { rejections = planner.refuse(planned, because: failure) }
      outcomes.append(failure == nil ? planned.outcome : .rejected)
      for rejection in rejections {
        file += CSVWriter().row(rejects.row(rejection, schema: bench.schema, language: .english))
      }
    }
    return (outcomes, file)
  }

  /// A file that says to be UTF-8.
  private static let damaged: [UInt8] =
    Array("\u{FEFF}name,industry,note\r\nshort,i\r\nbad ".utf8) + [0xFF]
    + Array(",i,n\r\nlong,i,n,more\r\ngood,i,n\r\n\"open,i,n".utf8)

  @Test func damagedRowsStayOutUntilTheirCellIsEmptied() throws {
    let bench = try ImportBench()
    var (outcomes, file) = try rejects(of: Self.damaged, bench)
    #expect(outcomes == [.rejected, .rejected, .rejected, .created, .rejected])
    for round in 1...3 {
      (outcomes, file) = try rejects(of: Array(file.utf8), bench)
      #expect(outcomes == [.rejected, .rejected, .rejected, .rejected], "round \(round)")
    }
    let rows = ImportBench.rows(file, strips: true)
    let header = try CSVHeader(rows[0])
    #expect(header.columns == RejectFile.reportColumns + Self.columns)
    let damage = rows.dropFirst().map { header.record($0)[RejectFile.damageColumn] }
    #expect(damage == ["ragged", "invalid-utf8", "ragged", "unclosed-quote"])
    // A short row has its columns; one that was corrected goes in.
    let short = header.record(rows[1])
    #expect(short.row.problem == nil && short["industry"] == "i" && short["note"] == "")
    let corrected = file.replacing("ragged,short", with: ",Short")
    #expect(try rejects(of: Array(corrected.utf8), bench).outcomes.contains(.created))
    let names = try bench.views(Account.self).map { $0[Account.shape.name] }
    #expect(names == [.text("good"), .text("Short")])
  }

  @Test func rowsThatOnlyBrokeARuleNeedNoCellEmptied() throws {
    let bench = try ImportBench()
    let (_, file) = try rejects(of: Array("name,industry,note\r\n,i,n\r\n".utf8), bench)
    let corrected = file.replacing(",false,,,i,n", with: ",false,,Name,i,n")
    #expect(corrected != file)
    #expect(try rejects(of: Array(corrected.utf8), bench).outcomes == [.created])
  }
}
