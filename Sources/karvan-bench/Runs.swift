// SPDX-License-Identifier: Apache-2.0
import KarvanStore
import KarvanSync

/// W1: one device writes everything offline, then pushes it until the office holds it durably.
struct BulkRun {
  let workload: Workload
  let child: BenchServer.Child
  let dir: String

  init(_ workload: Workload, _ child: BenchServer.Child, _ dir: String) {
    self.workload = workload
    self.child = child
    self.dir = dir
  }

  func run() async throws -> String {
    let device = try await BenchDevice.enrol(
      in: dir + "/device", child, invite: child.invites[0])
    try await device.sync()
    let before = await device.meter.bytes
    let single = try await writeSingly()
    let write = try device.write(workload.rows, perTransaction: 1_000)
    let midCPU = Measure.cpu()
    let serverCPU = Measure.cpu(child.pid)
    var intake = Intake()
    let sync = try await Measure.seconds { intake = try await device.sync() }
    let syncCPU = Measure.cpu() - midCPU + Measure.cpu(child.pid) - serverCPU
    guard intake.accepted == workload.rows.count, intake.divergent.isEmpty else {
      throw BenchError("accepted \(intake.accepted) of \(workload.rows.count)")
    }
    let wire = await device.meter.bytes - before
    let peak = Measure.peakKiB()
    let serverPeak = Measure.peakKiB(child.pid)
    // The last connection that closes a database checkpoints its WAL.
    try device.database.close()
    child.stop()
    return "{\"workload\":\"W1\",\"n\":\(workload.rows.count),\"write_s\":\(write.seconds),"
      + "\"sync_s\":\(sync),\"write_cpu\":\(write.cpu),\"sync_cpu\":\(syncCPU),"
      + "\"wire\":\(wire),\"device_db\":\(Measure.bytes(device.path)),"
      + "\"server_db\":\(Measure.bytes(dir + "/office/office.db")),"
      + "\"commit1_us\":\(single.seconds * 1e6),\"commit1_cpu_us\":\(single.cpu * 1e6),"
      + "\"rss_kb\":\(peak),\"server_rss_kb\":\(serverPeak)}"
  }

  /// What one record costs that is a transaction of its own, on another device.
  private func writeSingly() async throws -> (seconds: Double, cpu: Double) {
    let device = try await BenchDevice.enrol(in: dir + "/single", child, invite: child.invites[1])
    let rows = workload.rows.prefix(2_000)
    let spent = try device.write(rows, perTransaction: 1)
    try device.database.close()
    return (spent.seconds / Double(rows.count), spent.cpu / Double(rows.count))
  }
}

/// W4: ten edits on top of many records: how long a push and another device's pull take.
struct SmallSyncRun {
  let workload: Workload
  let child: BenchServer.Child
  let dir: String

  init(_ workload: Workload, _ child: BenchServer.Child, _ dir: String) {
    self.workload = workload
    self.child = child
    self.dir = dir
  }

  func run() async throws -> String {
    let writer = try await BenchDevice.enrol(
      in: dir + "/writer", child, invite: child.invites[0])
    let reader = try await BenchDevice.enrol(
      in: dir + "/reader", child, invite: child.invites[1])
    try writer.write(workload.rows, perTransaction: 1_000)
    try await writer.sync()
    try await reader.sync()
    var pushes: [Double] = []
    var pulls: [Double] = []
    var (pushCPU, pullCPU) = (0.0, 0.0)
    let before = await writer.meter.bytes
    for group in workload.edits {
      try writer.edit(group, of: workload.rows)
      var pushed = Intake()
      var pulled = Intake()
      let push = Usage(child.pid)
      pushes.append(try await Measure.seconds { pushed = try await writer.sync() })
      pushCPU += push.cpu
      let pull = Usage(child.pid)
      pulls.append(try await Measure.seconds { pulled = try await reader.sync() })
      pullCPU += pull.cpu
      guard pushed.divergent.isEmpty, pulled.divergent.isEmpty else {
        throw BenchError("replicas differ")
      }
    }
    let count = max(1, workload.edits.count)
    let wire = (await writer.meter.bytes - before) / count
    return "{\"workload\":\"W4\",\"base4\":\(workload.rows.count),"
      + "\"push_ms\":\(Measure.milliseconds(pushes)),\"pull_ms\":\(Measure.milliseconds(pulls)),"
      + "\"push_cpu_ms\":\(pushCPU * 1_000 / Double(count)),"
      + "\"pull_cpu_ms\":\(pullCPU * 1_000 / Double(count)),"
      + "\"wire\":\(wire),\"rss_kb\":\(Measure.peakKiB()),"
      + "\"server_rss_kb\":\(Measure.peakKiB(child.pid))}"
  }
}
