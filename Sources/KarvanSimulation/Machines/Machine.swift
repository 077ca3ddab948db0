// SPDX-License-Identifier: Apache-2.0
import CSimulatedMachine
import Foundation

/// A computer: a disk that can die between any two writes, and a clock that is wrong.
// SAFETY: used on the one thread of its stage only.
final class Machine: @unchecked Sendable {
  let name: String
  let path: String
  private let number: Int32
  private let stage: Stage
  /// How far the clock is off, in milliseconds.
  var clockError: Int64 = 0 {
    willSet { noteBehind() }
    didSet { aheadMost = max(aheadMost, clockError) }
  }
  /// How much faster the clock goes, in millionths; one may stand still.
  var clockDrift: Int64 = 0 {
    willSet { noteBehind() }
  }
  /// How far it ever was ahead.
  private var aheadMost: Int64 = 0
  /// How far it ever was behind before it was last changed.
  private var wasBehind: Int64 = 0
  private let start: Int64

  init(_ name: String, in folder: String, on stage: Stage) throws {
    self.name = name
    self.stage = stage
    path = folder + "/" + name
    start = stage.now
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    number = sim_machine_add(path)
    guard number >= 0 else { throw Violation(.sound, "too many machines") }
    sim_machine_track(number, 1)
  }

  /// What its clock shows, in milliseconds since 1970.
  var clock: Int64 { stage.now + clockError + (stage.now - start) * clockDrift / 1_000_000 }

  /// More than its clock ever showed.
  var greatestClock: Int64 { stage.now + aheadMost + (stage.now - start) / 1_000 }

  /// How far it ever was behind: between two changes it falls back all the time, or never.
  var behindMost: Int64 { max(wasBehind, stage.now - clock) }

  private func noteBehind() { wasBehind = behindMost }

  /// Goes on with the times that a disk has which was copied from another.
  func follow(_ other: Machine) {
    aheadMost = max(aheadMost, other.aheadMost)
    wasBehind = max(behindMost, other.behindMost)
  }

  var isDead: Bool { sim_machine_is_dead(number) != 0 }
  var writes: UInt64 { sim_machine_writes(number) }

  func die() { sim_machine_die(number) }
  /// Dies at the write so many writes from now, counted from 1; 0 takes it back.
  func die(atWrite write: UInt64, torn: Bool) { sim_machine_die_at(number, write, torn ? 1 : 0) }

  /// Whether nothing more fits on its disk.
  var isFull = false {
    didSet { sim_machine_fill(number, isFull ? 1 : 0) }
  }

  /// Starts again; nothing of it may be open.
  func start(afterPowerCut: Bool, seed: UInt64) {
    sim_machine_start(number, afterPowerCut ? 1 : 0, seed)
  }
}

/// Looks at files without being part of what happens.
func unseen<Result>(_ body: () throws -> Result) rethrows -> Result {
  sim_pause(1)
  defer { sim_pause(0) }
  return try body()
}
