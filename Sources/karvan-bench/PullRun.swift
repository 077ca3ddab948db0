// SPDX-License-Identifier: Apache-2.0
import KarvanStore
import KarvanSync

/// W2: a device that has nothing pulls everything.
struct PullRun {
  let workload: Workload
  let child: BenchServer.Child
  let dir: String

  func run() async throws -> String {
    let writer = try await BenchDevice.enrol(
      in: dir + "/writer", child, invite: child.invites[0])
    try writer.write(workload.rows, perTransaction: 1_000)
    try await writer.sync()
    let expected = try writer.contents(of: workload.rows)
    try writer.database.close()
    let reader = try await BenchDevice.enrol(
      in: dir + "/reader", child, invite: child.invites[1])
    let usage = Usage(child.pid)
    var intake = Intake()
    let sync = try await Measure.seconds { intake = try await reader.sync() }
    let cpu = usage.cpu
    guard intake.arrived == workload.rows.count, intake.divergent.isEmpty else {
      throw BenchError("\(intake.arrived) of \(workload.rows.count) arrived")
    }
    let wire = await reader.meter.bytes
    let isSame = try reader.contents(of: workload.rows) == expected
    let peak = Measure.peakKiB()
    let serverPeak = Measure.peakKiB(child.pid)
    try reader.database.close()
    return "{\"workload\":\"W2\",\"n\":\(workload.rows.count),\"sync_s\":\(sync),"
      + "\"sync_cpu\":\(cpu),\"wire\":\(wire),\"same\":\(isSame),"
      + "\"device_db\":\(Measure.bytes(reader.path)),\"rss_kb\":\(peak),"
      + "\"server_rss_kb\":\(serverPeak)}"
  }
}
