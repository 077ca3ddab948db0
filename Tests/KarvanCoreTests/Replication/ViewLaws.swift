// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// What every rule owes to every set of versions.
enum ViewLaws {
  static func check(_ rule: Rule, _ versions: [Version], _ place: @autoclosure () -> String) {
    let view = rule.view(versions[...])
    let place = "\(rule.name), \(place())"
    #expect(view.shown.isEmpty == versions.isEmpty, "\(place)")
    let all = view.shown + view.hidden
    #expect(all.count == versions.count, "\(place)")
    #expect(Set(all) == Set(versions), "\(place)")
    #expect(view == rule.view(versions[...]), "\(place)")
    #expect(rule.displayed(versions[...]) == view.shown.first, "\(place)")
    let reversed = rule.view(Array(versions.reversed())[...])
    #expect(reversed.shown == view.shown, "\(place)")
    #expect(Set(reversed.hidden) == Set(view.hidden), "\(place)")
    if rule.isConflict(view) {
      #expect(Set(view.shown.map(\.content)).count > 1, "\(place)")
      #expect(rule.leavesConflicts, "\(place)")
    }
  }
}
