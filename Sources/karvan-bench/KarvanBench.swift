// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanServer

/// The clock of the devices.
func benchClock() -> Int64 { wallClock() }

/// Runs one workload on the shipped client and server over a real socket; prints one JSON line.
@main
struct KarvanBench {
  static func main() async {
    do {
      let options = Options(CommandLine.arguments)
      if let folder = options["serve"] {
        try await BenchServer.run(
          in: folder, invites: options["invites"].flatMap { Int($0) } ?? 2)
      } else if let home = options["make-replica"] {
        var replica = try LargeReplica(
          accounts: options["accounts"].flatMap { Int($0) } ?? 100_000,
          parts: options["parts"].flatMap { Int($0) } ?? 1_000_000)
        try replica.make(in: home)
      } else if let folder = options["serve-reps"] {
        try await LoadOffice.run(in: folder, reps: options["reps"].flatMap { Int($0) } ?? 1_000)
      } else if let folder = options["load"] {
        Console.out(try await LoadRun(options, folder).run())
      } else {
        Console.out(try await run(options))
      }
    } catch {
      Console.note("karvan-bench: \(error)")
      exit(1)
    }
  }

  private static func run(_ options: Options) async throws -> String {
    guard let kind = options["workload"], let dir = options["dir"], let rows = options["rows"]
    else { throw BenchError("give --workload, --dir and --rows") }
    let count = options["n"].flatMap { Int($0) } ?? 20_000
    guard let entity = try Bench.schema()[Customer.tag] else { throw BenchError("schema") }
    let workload = try Workload(
      rows: rows, edits: options["edits"], count: count, entity: entity)
    let child = try BenchServer.Child.start(
      in: dir + "/office", invites: max(2, kind == "W3" ? workload.edits.count : 0))
    defer { child.stop() }
    switch kind {
    case "W1": return try await BulkRun(workload, child, dir).run()
    case "W2": return try await PullRun(workload: workload, child: child, dir: dir).run()
    case "W3": return try await ContestRun(workload: workload, child: child, dir: dir).run()
    case "W4": return try await SmallSyncRun(workload, child, dir).run()
    default: throw BenchError("there is no workload \(kind); there are W1 to W4")
    }
  }
}

/// `--name value` pairs.
struct Options {
  private var values: [String: String] = [:]

  init(_ arguments: [String]) {
    var rest = arguments.dropFirst()
    while let name = rest.popFirst(), name.hasPrefix("--") {
      values[String(name.dropFirst(2))] = rest.popFirst()
    }
  }

  subscript(name: String) -> String? { values[name] }
}
