// SPDX-License-Identifier: Apache-2.0

import KarvanCore
import Testing

@testable import KarvanDomain

@Suite struct ImportPlannerTests {
  private static let map = """
    # Shops with a telephone.
    duplicates update
    ensure territory place when {Area}
      key name
      name = {Area}
    record account shop
      key external_id
      external_id = {Code}
      name = {Name}
      territory = @place
      primary_phone = @phone
    also contact_point phone when {Phone} optional
      key account, label
      account = @shop
      kind = phone
      label = main
      value = {Phone}
    """

  private func reasons(_ outcome: ImportBench.Outcome, _ bench: ImportBench) -> [String] {
    outcome.rejections.map { rejection in
      "\(rejection.line) \(rejection.column ?? "-") "
        + rejection.text(schema: bench.schema, language: .english)
    }
  }

  @Test func goodRowsGoInAndBadOnesSayWhy() throws {
    let bench = try ImportBench()
    let long = String(repeating: "x", count: 201)
    let outcome = try bench.run(
      try bench.mapping(Self.map),
      """
      Code,Name,Area,Phone
      1,One,North,02188776655
      2,,North,
      3,Three
      4,\(long),,
      ,Five,,
      6,Six,North,
      """)
    #expect(outcome.outcomes == [.created, .rejected, .rejected, .rejected, .rejected, .created])
    #expect(outcome.rejections.map(\.line) == [3, 4, 5, 6])
    #expect(outcome.rejections.map(\.column) == [nil, nil, "Name", "Code"])
    #expect(reasons(outcome, bench)[1] == "4 - The row has 2 fields where the header has 4.")
    #expect(outcome.summary.records == ["territory": 1, "account": 2, "contact_point": 1])
    let shapes = try bench.views(Account.self).map { $0[Account.shape.territory] }
    #expect(Set(shapes).count == 1)
  }

  @Test func anOptionalPartThatIsRefusedIsReportedAndTheRestGoesIn() throws {
    let bench = try ImportBench()
    let outcome = try bench.run(
      try bench.mapping(Self.map), "Code,Name,Area,Phone\n1,One,North,call me\n")
    #expect(outcome.outcomes == [.created])
    #expect(outcome.summary.warnings == 1)
    #expect(outcome.rejections.map(\.isWarning) == [true])
    #expect(outcome.rejections.map(\.column) == ["Phone"])
    let account = try #require(try bench.views(Account.self).first)
    #expect(account[Account.shape.primaryPhone] == .null)
  }

  @Test func duplicatesAreUpdatedSkippedOrCreated() throws {
    let bench = try ImportBench()
    var mapping = try bench.mapping(Self.map)
    let file = "Code,Name,Area,Phone\n1,One,North,02188776655\n"
    let changed = "Code,Name,Area,Phone\n1,Uno,,02188776656\n"
    _ = try bench.run(mapping, file)
    #expect(try bench.run(mapping, file).outcomes == [.skipped])
    mapping.duplicates = .skip
    #expect(try bench.run(mapping, changed).outcomes == [.skipped])
    mapping.duplicates = .update
    #expect(try bench.run(mapping, changed).outcomes == [.updated])
    let account = try #require(try bench.views(Account.self).first)
    #expect(account[Account.shape.name] == .text("Uno"))
    // An empty cell changes nothing, unless the mapping says so.
    #expect(account[Account.shape.territory] != .null)
    let points = try bench.views(ContactPoint.self)
    #expect(points.map { $0[ContactPoint.shape.normalized] } == [.text("+982188776656")])
    mapping.duplicates = .create
    #expect(try bench.run(mapping, changed).outcomes == [.created])
    mapping.duplicates = .update
    let twice = try bench.run(mapping, changed)
    #expect(twice.outcomes == [.rejected])
    #expect(reasons(twice, bench) == ["2 - Several records of account have external_id 1."])
  }

  @Test func rowsSeeTheRecordsOfTheRowsBeforeThem() throws {
    let bench = try ImportBench()
    let outcome = try bench.run(
      try bench.mapping(Self.map), "Code,Name,Area,Phone\n1,One,North,\n1,Uno,North,\n")
    #expect(outcome.outcomes == [.created, .updated])
    let dry = try ImportBench()
    let same = try dry.run(
      try dry.mapping(Self.map), "Code,Name,Area,Phone\n1,One,North,\n1,Uno,North,\n",
      mode: .dryRun)
    #expect(same.summary == outcome.summary)
  }

  @Test func aRefusedCommitIsForgotten() throws {
    let bench = try ImportBench()
    let rows = ImportBench.rows(
      "Code,Name,Area,Phone\n1,One,North,\n2,Two,North,\n", strips: false)
    let planner = try ImportPlanner(
      try bench.mapping(Self.map), header: try CSVHeader(rows[0]), schema: bench.schema)
    let first = try planner.next(rows[1], in: bench.context)
    #expect(planner.summary.created == 1)
    let rejections = planner.refuse(first, because: Failure(.notGranted, ["account:create"]))
    #expect(rejections.map(\.line) == [2])
    #expect(planner.summary.rejected == 1)
    #expect(planner.summary.created == 0)
    #expect(planner.summary.records.isEmpty)
    let second = try planner.next(rows[2], in: bench.context)
    #expect(second.draft?.changes.map(\.entity) == [Territory.tag, Account.tag])
  }

  @Test func ordersComeWholeOrNotAtAll() throws {
    let bench = try ImportBench()
    _ = try bench.run(
      try bench.mapping(Self.map), "Code,Name,Area,Phone\nA,One,North,\n")
    _ = try bench.run(
      try bench.mapping(
        """
        currency USD
        record product
          key sku
          sku = {S}
          name = {S}
          list_price = {P}
          currency = USD
        """),
      "S,P\np,9.5\n")
    let mapping = try bench.mapping(
      """
      duplicates skip
      currency USD
      record order
        key external_id
        external_id = {No}
        account.external_id = {Shop}
        order_date = {Day}
        currency = USD
      lines order_line from lines.csv by No
        product.sku = {Sku}
        quantity = {Qty}
        unit_price = {Price}
        discount_percent = {Off|fraction}
      """)
    let outcome = try bench.run(
      mapping, "No,Shop,Day\n1,A,2024-02-29\n2,A,2024-03-01\n3,A,2024-03-02\n4,B,2024-03-02\n",
      lines: """
        No,Sku,Qty,Price,Off
        1,p,2,9.50,0.15
        2,p,1,1,0
        2,q,1,1,0
        1,p,1.5,3.005,0
        1,p,1,3,2.0
        4,p,1,1,0
        9,p,1,1,0
        """)
    #expect(outcome.outcomes == [.rejected, .rejected, .rejected, .rejected])
    #expect(outcome.summary.records.isEmpty)
    let told = outcome.rejections.map { "\($0.file):\($0.line) \($0.column ?? "-")" }
    #expect(
      told == [
        "test.csv:2 -", "lines.csv:2 -", "lines.csv:6 -", "lines.csv:5 Price", "test.csv:3 -",
        "lines.csv:3 -", "lines.csv:4 Sku", "test.csv:4 No", "test.csv:5 Shop", "lines.csv:7 -",
        "lines.csv:8 No",
      ])
    let good = try bench.run(
      mapping, "No,Shop,Day\n1,A,2024-02-29\n",
      lines: "No,Sku,Qty,Price,Off\n1,p,2,9.50,0.15\n1,p,1,3,\n")
    #expect(good.outcomes == [.created])
    let lines = try bench.views(OrderLine.self)
    #expect(lines.map { $0[OrderLine.shape.discountPercent] } == [.integer(1_500), .null])
    #expect(lines.map { $0[OrderLine.shape.position] } == [.integer(1), .integer(2)])
  }

  @Test func theRejectFileCanBeCorrectedAndReadAgain() throws {
    let bench = try ImportBench()
    let outcome = try bench.run(
      try bench.mapping(Self.map), "Code,Name,Area,Phone\n1,\"a, \"\"b\"\"\",North,none\n")
    let file = RejectFile(columns: ["Code", "Name", "Area", "Phone"])
    let rejection = try #require(outcome.rejections.first)
    let text =
      CSVWriter().row(file.header)
      + CSVWriter().row(file.row(rejection, schema: bench.schema, language: .english))
    let rows = ImportBench.rows(text, strips: true)
    let record = try CSVHeader(rows[0]).record(rows[1])
    #expect(record["Name"] == "a, \"b\"")
    #expect(record["import_line"] == "2")
    #expect(record["import_warning"] == "true")
    #expect(record["import_reason"]?.contains("phone-invalid") == false)
  }

  @Test func aCorrectedRejectFileGoesIn() throws {
    let bench = try ImportBench()
    let mapping = try bench.mapping(Self.map)
    let columns = ["Code", "Name", "Area", "Phone"]
    var file = CSVWriter().row(columns) + CSVWriter().row(["", "One", "North", "=x"])
    for round in 1...2 {
      let outcome = try bench.run(mapping, file)
      #expect(outcome.outcomes == [.rejected])
      let header = try CSVHeader(ImportBench.rows(file, strips: true)[0])
      let rejects = RejectFile(columns: header.columns)
      // The second report takes the place of the first.
      #expect(rejects.header == RejectFile.reportColumns + columns, "round \(round)")
      file = CSVWriter().row(rejects.header)
      for rejection in outcome.rejections {
        file += CSVWriter().row(
          rejects.row(rejection, schema: bench.schema, language: .persian))
      }
    }
    let corrected = file.replacing(",,One,", with: ",7,One,")
    #expect(try bench.run(mapping, corrected).outcomes == [.created])
    #expect(try bench.views(Account.self).map { $0[Account.shape.name] } == [.text("One")])
  }

  @Test func blanksClearWhereTheMappingSaysSo() throws {
    let bench = try ImportBench()
    _ = try bench.run(
      try bench.mapping(Self.map), "Code,Name,Area,Phone\n1,One,North,02188776655\n")
    let clearing = try bench.mapping("blanks clear\n" + Self.map)
    let outcome = try bench.run(clearing, "Code,Name,Area,Phone\n1,One,,\n")
    #expect(outcome.outcomes == [.updated])
    let account = try #require(try bench.views(Account.self).first)
    #expect(account[Account.shape.territory] == .null)
    #expect(account[Account.shape.primaryPhone] == .null)
    // What was refused is not empty.
    _ = try bench.run(clearing, "Code,Name,Area,Phone\n1,One,,02188776655\n")
    _ = try bench.run(clearing, "Code,Name,Area,Phone\n1,Uno,,call me\n")
    let after = try #require(try bench.views(Account.self).first)
    #expect(after[Account.shape.name] == .text("Uno"))
    #expect(after[Account.shape.primaryPhone] != .null)
  }
}
