// SPDX-License-Identifier: Apache-2.0
import KarvanStore
import KarvanSync

/// W3: many devices edit the same records offline; each syncs in turn, twice round, until all agree.
struct ContestRun {
  let workload: Workload
  let child: BenchServer.Child
  let dir: String

  private static let editsPerTransaction = 100

  func run() async throws -> String {
    let devices = try await enrolled()
    let write = try Measure.seconds {
      for (device, edits) in zip(devices, workload.edits) {
        for start in stride(from: 0, to: edits.count, by: Self.editsPerTransaction) {
          let end = min(start + Self.editsPerTransaction, edits.count)
          try device.edit(Array(edits[start..<end]), of: workload.rows)
        }
      }
    }
    let before = await wire(of: devices)
    let usage = Usage(child.pid)
    let sync = try await Measure.seconds {
      for device in devices + devices.dropLast() {
        guard try await device.sync().divergent.isEmpty else {
          throw BenchError("replicas differ")
        }
      }
    }
    let cpu = usage.cpu
    let wire = await wire(of: devices) - before
    let edits = workload.edits.reduce(0) { $0 + $1.count }
    let isConverged = try isConverged(devices)
    return "{\"workload\":\"W3\",\"devices\":\(devices.count),\"edits_total\":\(edits),"
      + "\"base\":\(workload.rows.count),\"write_s\":\(write),\"sync_s\":\(sync),"
      + "\"sync_cpu\":\(cpu),\"wire\":\(wire),"
      + "\"delivered\":\(edits * max(1, devices.count - 1)),\"converged\":\(isConverged),"
      + "\"rss_kb\":\(Measure.peakKiB()),\"server_rss_kb\":\(Measure.peakKiB(child.pid))}"
  }

  /// The first writes the rows; all others pull them before anything is timed.
  private func enrolled() async throws -> [BenchDevice] {
    var devices: [BenchDevice] = []
    for (index, invite) in child.invites.prefix(workload.edits.count).enumerated() {
      let device = try await BenchDevice.enrol(in: dir + "/device-\(index)", child, invite: invite)
      if index == 0 { try device.write(workload.rows, perTransaction: 1_000) }
      try await device.sync()
      devices.append(device)
    }
    return devices
  }

  private func wire(of devices: [BenchDevice]) async -> Int {
    var bytes = 0
    for device in devices { bytes += await device.meter.bytes }
    return bytes
  }

  private func isConverged(_ devices: [BenchDevice]) throws -> Bool {
    guard let first = devices.first else { return false }
    let expected = try first.contents(of: workload.rows)
    return try devices.dropFirst().allSatisfy { try $0.contents(of: workload.rows) == expected }
  }
}
