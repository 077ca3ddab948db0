// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// Versions of field groups in words: what, who, when, and whether the office has it.
struct VersionCells {
  let cells: RecordCells
  let view: RecordView
  private let own: ReplicaID
  private let user: RecordID
  private let base: RecordState?
  private let devices: DeviceNames

  init(cells: RecordCells, view: RecordView) throws {
    self.cells = cells
    self.view = view
    let identity = try cells.desk.replica().identity
    own = identity.replica
    user = identity.user
    base = try cells.reader.base(view.entity.tag, view.id)
    devices = DeviceNames(reader: cells.reader)
  }

  private var words: Words { cells.desk.words }

  /// How a version stands among the others.
  enum Standing: String {
    case displayed, competing, hidden

    var message: Message {
      switch self {
      case .displayed: .displayed
      case .competing: .competing
      case .hidden: .hidden
      }
    }
  }

  static func columns(_ words: Words) -> [Column] {
    [
      Column("number", "#", isNumber: true), Column("standing", words(.standing)),
      Column("value", words(.value)), Column("by", words(.by)), Column("at", words(.when)),
      Column("pending", words(.pending)), Column("version", words(.version)),
    ]
  }

  /// All versions of a group in the order in which commands number them: as shown, then hidden.
  static func numbered(_ view: RecordView, _ group: FieldGroup) -> [(Standing, Version)] {
    let made = view.view(of: group)
    // The elements of a set stand side by side.
    if group.rule.isSet { return made.shown.map { (.displayed, $0) } }
    return made.shown.enumerated().map { ($0.offset == 0 ? .displayed : .competing, $0.element) }
      + made.hidden.sorted(by: Version.earlier).map { (.hidden, $0) }
  }

  func rows(_ group: FieldGroup) throws -> [[Cell]] {
    try Self.numbered(view, group).enumerated().map { index, line in
      let (standing, version) = line
      let pending = isPending(version)
      return [
        Cell(.count(index + 1), words.number(index + 1)),
        Cell(.string(standing.rawValue), words(standing.message)),
        try value(version, group), by(version), at(version.time.milliseconds),
        Cell(.bool(pending), pending ? words(.yes) : ""),
        .text(Self.name(of: version)),
      ]
    }
  }

  /// How a version is named to people.
  static func name(of version: Version) -> String {
    "\(ShortID.of(version.dot.replica))/\(version.dot.sequence)"
  }

  /// The values of a version: one, or each field's by name.
  func value(_ version: Version, _ group: FieldGroup) throws -> Cell {
    if let element = version.element { return .text(element) }
    let fields = group.fields.compactMap { view.entity.field($0) }
    let values = try fields.map { field in
      (field, try cells.cell(version[field.tag], field: field, of: view))
    }
    if values.count == 1 { return values[0].1 }
    let text = values.filter { !$0.1.text.isEmpty }.map { field, cell in
      "\(field.label.text(in: words.language)): \(cell.text)"
    }
    return Cell(.object(values.map { ($0.name, $1.json) }), words.list(text))
  }

  private func isPending(_ version: Version) -> Bool {
    guard version.dot.replica == own else { return false }
    return base?.clock.covers(version.dot) != true
  }

  /// Who wrote a version, as far as this device knows.
  func by(_ version: Version) -> Cell {
    let office = version.office ? " (\(words(.withAuthority)))" : ""
    guard version.dot.replica == own else { return other(version, office) }
    let name = (try? cells.title(SchemaTags.user, user)) ?? ""
    return Cell(
      who(user: user, name, version), (name.isEmpty ? words(.thisDevice) : name) + office)
  }

  /// Another device: the office says whose it is; where it has not yet, its user is known of the
  /// records that it created.
  private func other(_ version: Version, _ office: String) -> Cell {
    let known = devices.user(of: version.dot.replica) ?? author(of: version.dot.replica)
    if let creator = known {
      let name = (try? cells.title(SchemaTags.user, creator)) ?? ""
      if !name.isEmpty { return Cell(who(user: creator, name, version), name + office) }
    }
    let device = words(.otherDevice, ShortID.of(version.dot.replica))
    return Cell(
      who(user: nil, nil, version),
      version.office ? words(.theOffice) + " " + device : device)
  }

  private func author(of replica: ReplicaID) -> RecordID? {
    guard view.entity.about.recordsCreation,
      let group = view.entity.group(of: CreationFields.by.tag)
    else { return nil }
    return view.state.versions(of: group.tag).first { $0.dot.replica == replica }?[
      CreationFields.by.tag
    ].reference
  }

  private func who(user: RecordID?, _ name: String?, _ version: Version) -> JSON {
    .object([
      ("user", .text(user.map { "\($0)" })), ("name", .text(name)),
      ("replica", .string("\(version.dot.replica)")), ("office", .bool(version.office)),
    ])
  }

  func at(_ milliseconds: Int64) -> Cell {
    Cell(
      .string(InstantText.format(milliseconds: milliseconds)),
      cells.desk.say(instant: milliseconds))
  }

  /// What the rule of a group does, in a sentence.
  static func explain(_ group: FieldGroup, _ words: Words) -> String {
    let message: Message =
      switch group.rule.name {
      case "lastWriter": .ruleLastWriter
      case "authority": .ruleAuthority
      case "addWins": .ruleAddWins
      case "ranked": .ruleRanked
      case "firstWriter": .ruleFirstWriter
      case "manual": .ruleManual
      case "min": .ruleMinimum
      case "max": .ruleMaximum
      default: .ruleOther
      }
    let sentence = words(message)
    return group.rule.name == group.declaredRule.name
      ? sentence : sentence + " " + words(.ruleOverridden, group.declaredRule.name)
  }
}
