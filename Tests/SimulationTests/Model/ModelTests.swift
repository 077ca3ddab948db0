// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The model of replication in `tools/model` and the shipped Core, each written from the
/// definition, say the same of thousands of schedules: what is drafted, what is kept and swept in
/// several orders of arrival, what every rule shows and hides, and what lives.
@Suite struct ModelTests {
  @Test(.enabled(if: Model.python != nil, "no python3 in PATH: the model was not asked"))
  func theModelSaysTheSame() throws {
    let schedules = try seeds(3_000).map(ScheduleGenerator.schedule)
    let answers = try Model.answers(to: schedules.map(\.json))
    try #require(answers.count == schedules.count)
    for (schedule, answer) in zip(schedules, answers) {
      let transcript = schedule.transcript
      if transcript != answer {
        throw Difference(seed: schedule.seed, model: answer, core: transcript)
      }
    }
  }

  /// Orders in which each commit comes after what it builds upon all lead to the same state.
  @Test func theOrderOfArrivalChangesNothing() throws {
    for seed in seeds(300) {
      let transcript = try ScheduleGenerator.schedule(seed).transcript
      try #require(transcript.contains("order 1 as order 0"), "repeat with KARVAN_SEED=\(seed)")
      try #require(transcript.contains("order 3 as order 0"), "repeat with KARVAN_SEED=\(seed)")
    }
  }

  /// The first ones, or the one of `KARVAN_SEED`.
  private func seeds(_ count: UInt64) -> [UInt64] {
    let named = ProcessInfo.processInfo.environment["KARVAN_SEED"].flatMap { UInt64($0) }
    return named.map { [$0] } ?? Array(1...count)
  }
}

/// The first line in which the two differ, and how to see it again.
private struct Difference: Error, CustomStringConvertible {
  let seed: UInt64
  let model: [String]
  let core: [String]

  var description: String {
    let same = zip(model, core).prefix { $0 == $1 }.count
    func line(_ lines: [String]) -> String { same < lines.count ? lines[same] : "nothing more" }
    return """
      repeat with KARVAN_SEED=\(seed): line \(same + 1)
      the model: \(line(model))
      the Core:  \(line(core))
      """
  }
}

/// The model, run by Python.
private enum Model {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  /// The first `python3` of the search path.
  static let python: String? = {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { "\($0)/python3" }.first(where: FileManager.default.isExecutableFile)
  }()

  private static let program = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../../../tools/model/check.py")
    .standardizedFileURL.path

  /// The lines of the model's answer to each schedule.
  static func answers(to schedules: [String]) throws -> [[String]] {
    let folder = NSTemporaryDirectory() + "karvan-model-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let files = ["in", "out", "err"].map { folder + "/" + $0 }
    try Data(schedules.joined(separator: "\n").utf8).write(to: URL(filePath: files[0]))
    try Data().write(to: URL(filePath: files[1]))
    try Data().write(to: URL(filePath: files[2]))
    let process = Process()
    process.executableURL = URL(filePath: try #require(python))
    process.arguments = ["-B", program]
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failed(description: try String(contentsOfFile: files[2], encoding: .utf8))
    }
    var answers: [[String]] = []
    let output = try String(contentsOfFile: files[1], encoding: .utf8)
    for line in output.split(separator: "\n") {
      if line.hasPrefix("schedule ") { answers.append([]) }
      if !answers.isEmpty { answers[answers.count - 1].append(String(line)) }
    }
    return answers
  }
}
