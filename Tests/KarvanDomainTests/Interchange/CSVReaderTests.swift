// SPDX-License-Identifier: Apache-2.0

import KarvanDomain
import Testing

@Suite struct CSVReaderTests {
  private func read(_ text: String, _ reader: CSVReader = CSVReader()) -> [CSVRow] {
    read(Array(text.utf8), reader)
  }

  private func read(_ bytes: [UInt8], _ reader: CSVReader = CSVReader()) -> [CSVRow] {
    var reader = reader
    return reader.push(bytes) + reader.finish()
  }

  @Test(arguments: [
    "\u{FEFF}a;b\r\n1;2,5\r\n", "a\tb\n1\t2,5", "a,b\r1,\"2,5\"\r", "sep=;\na;b\n1;2,5\n",
    "\"a\",\"b\"\n\n\n1,\"2,5\"\n\n", "a,b\n\"1\",\"2,5\"",
  ])
  func theShapesOfSpreadsheetsAreUnderstood(_ text: String) {
    #expect(read(text).map(\.fields) == [["a", "b"], ["1", "2,5"]])
  }

  @Test func rowsKnowTheLineOnWhichTheyStart() {
    let rows = read("a,b\r\n\"x\r\ny\nz\rw\",2\r\n\r\n3,\"4 \"\"5\"\"\"\n")
    #expect(rows.map(\.line) == [1, 2, 7])
    #expect(rows.map(\.fields) == [["a", "b"], ["x\r\ny\nz\rw", "2"], ["3", "4 \"5\""]])
  }

  @Test func aQuoteInsideOfTextIsText() {
    #expect(read("a,b\n5\" pipe,x\n").last?.fields == ["5\" pipe", "x"])
  }

  @Test func whatIsNotUTF8IsToldWithItsLineAndTheRestIsRead() {
    let bytes = Array("á,b\n1,caf".utf8) + [0xE9] + Array("\n2,ok\n".utf8)
    let rows = read(bytes)
    #expect(rows.map { $0.problem?.code } == [nil, .invalidUTF8, nil])
    #expect(rows[1].line == 2)
    #expect(rows[1].problem?.arguments == ["2"])
    #expect(rows[2].fields == ["2", "ok"])
  }

  @Test(arguments: [true, false])
  func wideLettersAreReadHoweverTheyArrive(_ isLittleEndian: Bool) {
    let text = "نام\tشهر\r\nکافه یاس\t\"قم\n😀\"\r\n"
    let bytes = ("\u{FEFF}" + text).utf16.flatMap { unit in
      isLittleEndian
        ? [UInt8(unit & 0xFF), UInt8(unit >> 8)] : [UInt8(unit >> 8), UInt8(unit & 0xFF)]
    }
    let wanted = [["نام", "شهر"], ["کافه یاس", "قم\n😀"]]
    #expect(read(bytes).map(\.fields) == wanted)
    var reader = CSVReader()
    let cut = bytes.flatMap { reader.push([$0]) } + reader.finish()
    #expect(cut.map(\.fields) == wanted)
    #expect(!reader.isGuessed)
    // A letter that is cut in half, and half of a pair that stands alone.
    #expect(read(bytes + [0x41]).last?.problem?.code == .invalidUTF8)
    let lone: [UInt8] = isLittleEndian ? [0x3D, 0xD8] : [0xD8, 0x3D]
    #expect(read(bytes + lone + lone).last?.problem?.code == .invalidUTF8)
  }

  @Test func lettersOfTheTimeBeforeUnicodeAreReadAndSaidToBeGuessed() {
    // As Persian accounting programs and western spreadsheets write them.
    let persian: [UInt8] = [0xDF, 0xC7, 0xDD, 0xE5, 0x20, 0xED, 0xC7, 0xD3]
    var reader = CSVReader()
    let rows =
      reader.push(
        Array("a,b\n1,".utf8) + persian + Array("\n2,Gr".utf8) + [0xF6, 0xDF]
          + Array("e\n3,caf".utf8) + [0xE9, 0x0A]) + reader.finish()
    #expect(rows.map { $0.problem } == [nil, nil, nil, nil])
    #expect(rows.map { $0.fields[1] } == ["b", "کافه یاس", "Größe", "café"])
    #expect(reader.isGuessed)
  }

  @Test func malformedRowsAreToldAndTheRestIsRead() {
    let rows = read("a,b\n\"x\"y,1\n2,3\n4,\"never closed\r\n5,6\r\n\r\n7,8")
    #expect(
      rows.map { $0.problem?.code } == [nil, .textAfterQuote, nil, .unclosedQuote, nil, nil])
    #expect(rows.map(\.line) == [1, 2, 3, 4, 5, 7])
    #expect(rows[3].fields == ["4", "never closed"])
    #expect(rows[5].fields == ["7", "8"])
  }

  @Test func limitsBoundARowAndTheNextLineIsReadAgain() {
    let limits = CSVLimits(fieldBytes: 8, columns: 3, rowBytes: 20)
    let rows = read(
      "a,b\nlonger than eight,1\n1,2,3,4\n\"quote of one\nline\n6,7\n\(String(repeating: "1,", count: 30))\n8,9\n",
      CSVReader(limits: limits))
    #expect(
      rows.map { $0.problem?.code } == [
        nil, .fieldTooLong, .tooManyColumns, .fieldTooLong, nil, nil, .tooManyColumns, nil,
      ])
    #expect(rows.last?.fields == ["8", "9"])
  }

  @Test func aFileOfOpenQuotesIsReadInBoundedTime() {
    // Each line opens a quote from outside and leaves one open from inside.
    let rows = read("a,b\n" + String(repeating: "a\"b,\"\n", count: 20_000) + "1,2\n")
    #expect(rows.count == 20_002)
    #expect(rows.filter { $0.problem == nil }.map(\.line) == [1, 20_002])
  }

  @Test func headersNameEachColumnOnce() throws {
    func code(_ text: String) -> InterchangeError.Code? {
      do throws(InterchangeError) {
        _ = try CSVHeader(read(text)[0])
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code("a, b ,c\n") == nil)
    #expect(code("a,,c\n") == .columnUnnamed)
    #expect(code("a,b,a\n") == .columnRepeated)
    #expect(code("\"a\n") == .unclosedQuote)
    let header = try CSVHeader(read("a, b ,c\n")[0])
    #expect(header.columns == ["a", "b", "c"])
    let rows = read("x,y\nx,y,z\n")
    #expect(header.record(rows[0]).row.problem?.code == .ragged)
    #expect(header.record(rows[1])["b"] == "y")
    #expect(header.record(rows[1])["d"] == nil)
  }

  @Test func formulasAreGuarded() {
    let risky = ["=1+1", "+98912", "-x", "@a", "\tx", "\rx", "'=x", "''-1"]
    #expect(risky.map(FormulaGuard.apply) == risky.map { "'" + $0 })
    let safe = ["-5", "-12.5", "a=1", "", "'x", "1-2"]
    #expect(safe.map(FormulaGuard.apply) == safe)
  }

  @Test func everyErrorIsSaidInBothLanguages() {
    for code in InterchangeError.Code.allCases {
      let error = InterchangeError(code, line: 3, column: "C", ["one", "two", "three"])
      for language in TextLanguage.allCases {
        let text = error.text(in: language)
        #expect(!text.isEmpty && !text.contains("%"))
      }
    }
  }
}
