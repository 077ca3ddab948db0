// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanSealing
import KarvanServer
import KarvanStore

/// The office of the benchmark, in a process of its own so that its cost is counted apart.
enum BenchServer {
  /// Serves a new workspace in a folder; prints port and so many invites, then runs until SIGTERM.
  static func run(in folder: String, invites count: Int) async throws {
    let now = wallClock()
    let keys = KeyFile.generate(notAfter: UInt64(now) + 86_400_000)
    let workspace = WorkspaceID.random()
    let identity = OfficeDatabase.Identity(
      workspace: workspace, incarnation: .random(), replica: .random(),
      digestKey: keys.root.digestKey(workspace: Octets16(workspace)).exposedBytes)
    let schema = try Bench.schema()
    let database = try OfficeDatabase.create(
      at: folder + "/office.db", schema: schema, identity: identity, hashing: Office.hashing)
    let office = Office(
      schema: schema, keys: keys, database: database, knowledge: Bench.knowledge,
      snapshotRecords: .max)
    let invites = try (0..<count).map { _ in try office.invite(user: Bench.user, now: now) }
    try await OfficeServer(office: office).run(host: "127.0.0.1", port: 0) { port in
      let codes = invites.map { $0.exposedCode.filter { $0 != " " } }
      Console.out("\(port) \(codes.joined(separator: " "))")
    }
    try database.close()
  }

  /// A server process that this one started.
  struct Child {
    let process: Process
    let url: String
    let invites: [String]

    var pid: Int32 { process.processIdentifier }

    /// Starts this same program as a server.
    static func start(in folder: String, invites: Int) throws -> Child {
      try start(in: folder, ["--serve", folder, "--invites", "\(invites)"])
    }

    /// Starts this same program with arguments that make it a server which prints its port, and
    /// perhaps invites.
    static func start(in folder: String, _ arguments: [String]) throws -> Child {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = arguments
      let output = Pipe()
      process.standardOutput = output
      // A line an exchange, which nobody reads unless something goes wrong.
      let log = folder + "/server.log"
      try Data().write(to: URL(fileURLWithPath: log))
      process.standardError = FileHandle(forWritingAtPath: log)
      try process.run()
      var line = ""
      while !line.hasSuffix("\n") {
        let data = output.fileHandleForReading.availableData
        guard !data.isEmpty else { throw BenchError("the server did not start") }
        line += String(decoding: data, as: UTF8.self)
      }
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      return Child(
        process: process, url: "http://127.0.0.1:\(words[0])", invites: Array(words.dropFirst()))
    }

    func stop() {
      process.terminate()
      process.waitUntilExit()
    }
  }
}
