// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanCLI
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanServer
import KarvanStore
import KarvanSync

/// Monday morning: every rep of a company syncs a weekend's work with one server at once.
///
/// Each rep is a device of its own with the real store, keys, session and connection; only the
/// process is shared. Reps of a territory see each other's customers.
struct LoadRun {
  private let folder: String
  private let reps: Int
  private let commits: Int

  init(_ options: Options, _ folder: String) throws {
    self.folder = folder
    reps = options["reps"].flatMap { Int($0) } ?? 1_000
    commits = options["commits"].flatMap { Int($0) } ?? 50
    guard (1...2_000).contains(reps), (1...500).contains(commits) else {
      throw BenchError("--reps 1 to 2000, --commits 1 to 500")
    }
  }

  /// How long a rep waits for the server to take them at all, in seconds.
  private static let patience: Double = 600
  /// Enrolments are not what is measured; so many at once.
  private static let enrolmentsAtOnce = 32

  func run() async throws -> String {
    try Self.allowFiles(reps * 6 + 256)
    let office = folder + "/office"
    let child = try BenchServer.Child.start(
      in: office, ["--serve-reps", office, "--reps", "\(reps)"])
    defer { child.stop() }
    let codes = try String(contentsOfFile: office + "/invites", encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let devices = try await enrol(child, codes)
    do {
      let report = try await measure(devices, child)
      for device in devices { await device.close() }
      return report
    } catch {
      for device in devices { await device.close() }
      throw error
    }
  }

  private func measure(
    _ devices: [BenchDevice], _ child: BenchServer.Child
  ) async throws -> String {
    for (rep, device) in devices.enumerated() { try device.work(commits, rep: rep) }
    Console.note("\(reps) reps have written \(commits) commits each")
    let serverCPU = Measure.cpu(child.pid)
    let first = try await together(devices)
    let cpu = Measure.cpu(child.pid) - serverCPU
    let second = try await together(devices)
    guard first.accepted == reps * commits, first.rejected == 0 else {
      throw BenchError(
        "\(first.accepted) of \(reps * commits) accepted, \(first.rejected) rejected")
    }
    guard first.divergent + second.divergent == 0 else { throw BenchError("replicas differ") }
    try agree(devices)
    return "{\"workload\":\"load\",\"reps\":\(reps),\"commits\":\(reps * commits),"
      + "\"seconds\":\(first.seconds),"
      + "\"commits_per_s\":\(Double(reps * commits) / first.seconds),"
      + "\"sync_s\":\(first.percentiles),\"again_s\":\(second.percentiles),"
      + "\"arrived\":\(first.arrived + second.arrived),\"refused\":\(first.refused),"
      + "\"refused_again\":\(second.refused),\"server_cpu\":\(cpu),"
      + "\"server_rss_kb\":\(Measure.peakKiB(child.pid)),\"rss_kb\":\(Measure.peakKiB()),"
      + "\"digests_agree\":true}"
  }

  private func enrol(_ child: BenchServer.Child, _ codes: [String]) async throws -> [BenchDevice] {
    let schema = try Catalog.schema()
    return try await withThrowingTaskGroup(of: (Int, BenchDevice).self) { group in
      var devices: [Int: BenchDevice] = [:]
      for (rep, code) in codes.enumerated() {
        if rep >= Self.enrolmentsAtOnce, let (index, device) = try await group.next() {
          devices[index] = device
        }
        group.addTask {
          let device = try await BenchDevice.enrol(
            in: folder + "/rep-\(rep)", child, invite: code, schema: schema)
          try await device.sync()
          return (rep, device)
        }
      }
      for try await (index, device) in group { devices[index] = device }
      Console.note("\(devices.count) devices are enrolled")
      return codes.indices.compactMap { devices[$0] }
    }
  }

  /// Everybody syncs at once; who is told to come back later does.
  private func together(_ devices: [BenchDevice]) async throws -> LoadTally {
    let clock = ContinuousClock()
    let start = clock.now
    return try await withThrowingTaskGroup(of: LoadTally.self) { group in
      for device in devices {
        group.addTask {
          var tally = LoadTally()
          let begin = clock.now
          let intake = try await patiently(device, &tally)
          tally.add(intake, seconds: begin.duration(to: clock.now) / .seconds(1))
          return tally
        }
      }
      var all = LoadTally()
      for try await tally in group { all.add(tally) }
      all.seconds = start.duration(to: clock.now) / .seconds(1)
      return all
    }
  }

  private func patiently(_ device: BenchDevice, _ tally: inout LoadTally) async throws -> Intake {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(Self.patience)
    var plan = WatchPlan(isMetered: false, now: benchClock())
    while true {
      do {
        return try await device.sync()
      } catch let failure as LinkFailure where clock.now < end {
        tally.refused += 1
        if tally.firstRefusal == nil { tally.firstRefusal = "\(failure)" }
        plan.note(
          .failed(retryAfter: nil), now: benchClock(), chance: UInt64.random(in: 0...UInt64.max))
        try await Task.sleep(for: .milliseconds(max(0, plan.due - benchClock())))
      }
    }
  }

  /// The reps of a territory hold the same customers.
  private func agree(_ devices: [BenchDevice]) throws {
    for start in stride(from: 0, to: devices.count, by: LoadOffice.repsPerTerritory) {
      let neighbours = devices[start..<min(start + LoadOffice.repsPerTerritory, devices.count)]
      let expected = try neighbours.first?.customers()
      guard try neighbours.allSatisfy({ try $0.customers() == expected }) else {
        throw BenchError("the reps of a territory differ")
      }
    }
  }

  /// Three files and a connection a device.
  private static func allowFiles(_ count: Int) throws {
    var limit = rlimit()
    let files = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
    guard getrlimit(files, &limit) == 0 else { return }
    guard limit.rlim_max >= rlim_t(count) else {
      throw BenchError("so many reps need \(count) open files; ulimit -n gives \(limit.rlim_max)")
    }
    limit.rlim_cur = limit.rlim_max
    setrlimit(files, &limit)
  }
}

/// What the syncs of a run came to.
struct LoadTally: Sendable {
  var accepted = 0
  var rejected = 0
  var arrived = 0
  var divergent = 0
  /// How often a device was told to come back later, or was not answered.
  var refused = 0
  var firstRefusal: String?
  var seconds: Double = 0
  private var latencies: [Double] = []

  mutating func add(_ intake: Intake, seconds: Double) {
    accepted += intake.accepted
    rejected += intake.rejected
    arrived += intake.arrived
    divergent += intake.divergent.count
    latencies.append(seconds)
  }

  mutating func add(_ other: LoadTally) {
    accepted += other.accepted
    rejected += other.rejected
    arrived += other.arrived
    divergent += other.divergent
    refused += other.refused
    if let refusal = other.firstRefusal, firstRefusal == nil {
      firstRefusal = refusal
      Console.note("first refusal: \(refusal)")
    }
    latencies += other.latencies
  }

  /// Seconds from asking to the sync point, as a JSON object.
  var percentiles: String {
    let sorted = latencies.sorted()
    guard !sorted.isEmpty else { return "null" }
    func at(_ share: Double) -> Double { sorted[Int(Double(sorted.count - 1) * share)] }
    return "{\"p50\":\(at(0.5)),\"p99\":\(at(0.99)),\"max\":\(at(1))}"
  }
}

extension BenchDevice {
  /// A weekend of a rep: new customers with their phones, and notes on them.
  func work(_ commits: Int, rep: Int) throws {
    var made: [RecordID] = []
    try database.bulk { writer in
      for number in 0..<commits {
        let commit = try writer.commit(rights) { context in
          if number % 2 == 1, let id = made.last,
            let shown = try context.reader.record(Account.tag, id)
          {
            let note = RecordEdit(values: [Account.shape.note.tag: .text("visit \(number)")])
            return try RecordOperations.edit(shown, note, in: context)
          }
          return try AccountOperations.open(
            RecordEdit(values: [Account.shape.name.tag: .text("Customer \(number)")]),
            phone: "+98912\(1_000_000 + rep * 1_000 + number)", in: context)
        }
        if number % 2 == 0, let id = commit?.changes.first?.record { made.append(id) }
      }
    }
  }

  /// A sum over the content of all customers.
  func customers() throws -> DigestSum { try contents(of: Account.tag) }

  private var rights: WritingRights {
    let user = database.identity.user
    return WritingRights(
      author: { reader in
        guard let author = try Authors.author(of: user, reader: reader) else {
          throw BenchError("no author")
        }
        return author
      }, makeID: { .random() })
  }
}
