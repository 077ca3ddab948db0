// SPDX-License-Identifier: Apache-2.0
import Foundation

/// An exchange that travels as files, by somebody who takes their time.
struct Courier {
  private let world: World
  private let device: DeviceHost

  init(_ world: World, _ device: DeviceHost) {
    self.world = world
    self.device = device
  }

  func carry() {
    let path = world.place("shelf/parcel-\(world.nextNumber())")
    let (world, device) = (world, device)
    world.stage.begin {
      guard device.isUp, device.isEnrolled else { return }
      let ran = await device.run(["sync", "export", path])
      world.note("\(device.machine.name) export \(ran.status)")
      world.settle(device)
      guard ran.status == 0, !device.machine.isDead else { return }
      await world.stage.sleep(world.draw(0...(3 * world.plan.pace)))
      guard bringsAnswer(to: path) else { return }
      await world.stage.sleep(world.draw(0...(3 * world.plan.pace)))
      guard device.isUp else { return }
      let taken = await device.run(["sync", "import", path])
      world.note("\(device.machine.name) import \(taken.status)")
      world.settle(device)
    }
  }

  /// The office answers into the file, if it is there.
  private func bringsAnswer(to path: String) -> Bool {
    do {
      let request = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      world.seen(request)
      guard let answer = try world.office.answerFile(request) else { return false }
      world.seen(answer)
      world.note("\(device.machine.name) \(request.count) by file, \(answer.count) bytes")
      try Data(answer).write(to: URL(fileURLWithPath: path))
      return true
    } catch {
      world.fail(error)
      return false
    }
  }
}
