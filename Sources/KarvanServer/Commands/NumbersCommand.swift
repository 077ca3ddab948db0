// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// Leases legal numbers and accounts for them.
struct NumbersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "numbers",
    abstract: "Lease legal numbers to devices, and report which numbers no document has.",
    discussion: """
      A device gives the numbers of its lease to the orders that it submits, or to the invoices \
      that it issues, without a network and never twice. Workspaces that lease nothing have no \
      legal numbers.
      """,
    subcommands: [Lease.self, List.self, Gaps.self, Reclaim.self])

  struct Lease: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lease numbers to a device.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The series; its name begins each number.")
    var series: String
    @Argument(help: "The device's code, such as A1.")
    var device: String
    @Argument(help: "How many numbers.")
    var count: Int64
    @Option(name: .customLong("for"), help: "What the numbers are for: order or invoice.")
    var document = "order"
    @Option(help: "The tax memory of the series, such as A11216; invoices get its tax numbers.")
    var memoryID: String?
    @Flag(help: "First lease numbers that were given back unused; there may be fewer.")
    var reuse = false

    func run() throws {
      let block = try Office.open(home.folder).lease(
        series, for: NumberOperations.Use(document: document, memoryID: memoryID), count: count,
        device: device, reuses: reuse, now: wallClock())
      Console.out("\(block.from)-\(block.through)")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List leases.")

    @OptionGroup var home: HomeOption
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let shape = NumberLease.shape
      let rows = try Office.open(home.folder).leases().map { lease -> [String?] in
        [
          "\(lease.id)", lease[shape.series].text, lease[shape.first].integer.map { "\($0)" },
          lease[shape.last].integer.map { "\($0)" }, lease[shape.device].text,
          lease[shape.ending].text, lease[shape.usedThrough].integer.map { "\($0)" },
        ]
      }
      let header = ["id", "series", "first", "last", "device", "ending", "used_through"]
      if json {
        Console.json(header, rows)
      } else {
        Console.table(header, rows.map { $0.map { $0 ?? "-" } })
      }
    }
  }

  struct Gaps: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report the numbers of a series that no document has, and why.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The series.")
    var series: String
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
      let report = try Office.open(home.folder).numberGaps(series)
      let rows = report.gaps.map { gap in
        [
          "\(gap.numbers.lowerBound)", "\(gap.numbers.upperBound)", gap.reason.rawValue,
          gap.device ?? "-",
        ]
      }
      let header = ["first", "last", "reason", "device"]
      if json { Console.json(header, rows) } else { Console.table(header, rows) }
      Console.note("\(report.used) numbers are on documents")
    }
  }

  struct Reclaim: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the lease of a device that is shut out; its unused numbers stay unused.")

    @OptionGroup var home: HomeOption
    @Argument(help: "The identifier of the lease, or its last digits.")
    var lease: String

    func run() throws {
      try Office.open(home.folder).reclaimLease(lease, now: wallClock())
      Console.note("ended; what is left of it is reported as reclaimed")
    }
  }
}
