// SPDX-License-Identifier: Apache-2.0
import KarvanCLI
import KarvanCore
import TestSupport

/// The way between a device and the office, on which everything may go wrong that goes wrong on
/// roads: nothing arrives, or twice, or much later, or a part, or something else.
struct SimulatedLink: Link {
  /// How long a device waits for a sign of life, in milliseconds.
  private static let patience: Int64 = 60_000
  private let device: DeviceHost
  private let world: World

  init(_ device: DeviceHost, in world: World) {
    self.device = device
    self.world = world
  }

  func get(_ path: String, limit: Int) async throws(LinkFailure) -> [UInt8] {
    try await ask("get") { world.office.get(path) }
  }

  func get(_ path: String, range: Range<UInt64>) async throws(LinkFailure) -> [UInt8] {
    try await ask("range \(range.lowerBound)") { world.office.get(path, range) }
  }

  func post(_ path: String, _ body: [UInt8], limit: Int) async throws(LinkFailure) -> [UInt8] {
    world.seen(body)
    let sent = world.spoil(body)
    let reply = try await ask("post \(sent.count)", again: { world.later(path, body) }) {
      world.office.answer(path, sent)
    }
    guard reply.count <= limit else { throw .oversized }
    return reply
  }

  private func ask(
    _ what: String, again: () -> Void = {}, _ deliver: () -> OfficeHost.Reply
  ) async throws(LinkFailure) -> [UInt8] {
    guard !device.machine.isDead else { throw .unreachable(reason: "dead") }
    let plan = world.plan
    await world.stage.sleep(world.draw(0...plan.latency))
    if device.isCutOff.sending || world.happens(plan.lost) {
      return try await nothing(what)
    }
    if world.happens(plan.repeated) { again() }
    world.meanwhile(device)
    let reply = deliver()
    device.officeAhead = max(device.officeAhead, world.office.machine.clock - world.stage.now)
    world.note("\(device.machine.name) \(what) \(Self.text(reply))")
    if world.happens(plan.busy) { world.writeMeanwhile(device) }
    if device.isCutOff.receiving || world.happens(plan.lost) {
      return try await nothing("answer to \(what)")
    }
    if world.happens(plan.breaks) { breaks() }
    await world.stage.sleep(world.draw(0...plan.latency))
    guard !device.machine.isDead else { throw .unreachable(reason: "dead") }
    switch reply {
    case .silence: throw .unreachable(reason: "nobody answers")
    case .status(let code, let line): throw .status(code: code, line: line)
    case .bytes(let bytes):
      world.seen(bytes)
      return world.spoil(bytes)
    }
  }

  /// The line breaks after an answer, for long.
  private func breaks() {
    let device = device
    device.isCutOff = (true, true)
    world.stage.after(world.draw(1...10) * world.plan.pace) {
      device.isCutOff = (false, false)
    }
  }

  private func nothing(_ what: String) async throws(LinkFailure) -> [UInt8] {
    world.note("\(device.machine.name) \(what) lost")
    await world.stage.sleep(Self.patience)
    throw .unreachable(reason: "no sign of life")
  }

  private static func text(_ reply: OfficeHost.Reply) -> String {
    switch reply {
    case .silence: "silence"
    case .status(let code, _): "status \(code)"
    case .bytes(let bytes): "\(bytes.count) bytes"
    }
  }
}
