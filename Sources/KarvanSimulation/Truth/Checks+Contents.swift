// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanServer

/// Contents of attachments.
extension Checks {
  /// What the office said to hold it holds, whole; it has what devices that still sync attached.
  func hasContents(_ office: Office) throws {
    guard world.plan.attachments > 0 else { return }
    let own = Set(
      world.devices.filter { $0.isUp && !$0.hasTwin }
        .compactMap { truth.journals[$0.machine.name]?.last }
        .flatMap { $0.commits.values.flatMap(\.changes).filter(\.creates).map(\.record) })
    for attachment in try office.attachments() {
      let id = attachment.view.id
      switch attachment.state {
      case .here: continue
      case .missing, .damaged:
        throw Violation(.nothingLost, "the content of \(id) is \(attachment.state.rawValue)")
      case .coming, .awaited:
        guard world.plan.restores == 0, own.contains(id) else { continue }
        throw Violation(.liveness, "the content of \(id) is \(attachment.state.rawValue) still")
      }
    }
  }
}
