// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain

/// Files of other programs.
extension Decoder {
  static let imports: [Decoder] = [
    Decoder("csv", longest: 8_192, samples: { csvSamples }, laws: readCSV),
    Decoder("mapping", longest: 8_192, samples: { [Array(mapping.utf8)] }) {
      _ = try ImportMapping(
        parsing: String(decoding: $0, as: UTF8.self), schema: try Fixture.schema())
    },
  ]

  private static let csvSamples = [
    "name,phone\r\n\"Shop \"\"A\"\"\",0912\r\nB,\r\n", "sep=;\na;b\n1;\"2\n3\"\n", "a\tb\r1\t'=2\r",
    "\u{FEFF}نام,تلفن\nقهوه,۰۹۱۲\n\"open\nnext,row\n",
  ].map { [0] + Array($0.utf8) }

  private static let mapping = """
    # Customers become accounts, in a territory for each country.
    source customers.csv
    duplicates update

    ensure territory place when {Country}
      key name
      name = {Country}
      code = {Country|code}

    record account shop
      key external_id
      external_id = {CustomerID}
      name = {CompanyName}
      territory = @place

    """

  /// Limits that a short input can reach.
  private static let limits = CSVLimits(fieldBytes: 64, columns: 8, rowBytes: 256)

  private static func readCSV(_ bytes: [UInt8]) throws {
    guard let marks = bytes.first else { return }
    let content = bytes.dropFirst()
    let limits = marks & 1 == 0 ? CSVLimits.standard : Self.limits
    let strips = marks & 2 != 0
    var whole = CSVReader(limits: limits, stripsGuards: strips)
    let rows = whole.push(content) + whole.finish()
    var parts = CSVReader(limits: limits, stripsGuards: strips)
    var cut = content.flatMap { parts.push([$0]) }
    cut += parts.finish()
    try Law.hold(rows == cut, "where the file is cut counts")
    for row in rows where row.problem == nil {
      let writer = CSVWriter(guardsFormulas: strips)
      var reader = CSVReader(delimiter: .comma, stripsGuards: strips)
      let again = reader.push(Array(writer.row(row.fields).utf8)) + reader.finish()
      try Law.hold(
        again.map(\.fields) == [row.fields] && again.first?.problem == nil,
        "a row that is written is read as another one")
    }
  }
}
