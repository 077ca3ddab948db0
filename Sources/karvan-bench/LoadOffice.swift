// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanServer
import KarvanStore

/// The office of the load: a real workspace with as many reps as there are, in a process of its own.
enum LoadOffice {
  /// So many reps share a territory, and so each other's records.
  static let repsPerTerritory = 5

  /// Makes the workspace, writes one invite a rep to `invites`, then serves until SIGTERM.
  static func run(in folder: String, reps: Int) async throws {
    let now = wallClock()
    let office = try Office.create(
      in: OfficeFolder(folder + "/workspace"),
      WorkspaceSeed.Names(administrator: "Load", login: "load", territory: "T0"), now: now)
    for territory in 1..<max(2, (reps + repsPerTerritory - 1) / repsPerTerritory) {
      try office.operate(now: now) { authoring, _, author in
        _ = try authoring.commit(by: author) { context in
          guard let entity = context.schema[Territory.tag] else { throw BenchError("schema") }
          return try RecordOperations.add(
            entity, RecordEdit(values: [Territory.shape.name.tag: .text("T\(territory)")]),
            in: context)
        }
      }
    }
    var codes: [String] = []
    for rep in 0..<reps {
      let user = try office.addUser(
        login: "rep\(rep)", name: "Rep \(rep)", role: "rep",
        territories: ["T\(rep / repsPerTerritory)"], now: now)
      codes.append(try office.invite(user: user, now: now).exposedCode.filter { $0 != " " })
    }
    try Data(codes.joined(separator: "\n").utf8)
      .write(to: URL(fileURLWithPath: folder + "/invites"))
    try await OfficeServer(office: office).run(host: "127.0.0.1", port: 0) { port in
      Console.out("\(port)")
    }
    try office.database.close()
  }
}
