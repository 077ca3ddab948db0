// SPDX-License-Identifier: Apache-2.0
import CSimulatedMachine
import Foundation
import KarvanCLI
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanServer
import KarvanStore
import KarvanSync
import TestSupport

/// One company with its office, its devices and its bad luck, all of it decided by a seed.
// SAFETY: used on the one thread of its stage only.
final class World: @unchecked Sendable {
  let seed: UInt64
  let editions: Editions
  let stage = Stage(now: 1_750_000_000_000)
  let log: EventLog
  let office: OfficeHost
  let plan: Plan
  private(set) var devices: [DeviceHost] = []
  var truth: Truth
  var random: SeededGenerator
  /// What was found wrong; nothing is begun after it.
  private(set) var failure: (any Error)?
  /// Whether things still go wrong.
  private(set) var isFaulty = false
  /// Whether the office may have forgotten what is old: by the plan, or after the month at the end.
  private(set) var forgets: Bool
  private let folder: String
  private var numbers = 0
  private var accidents: Accidents?
  let territories = ["Tehran", "Shiraz", "Tabriz"]

  init(seed: UInt64, folder: String) throws {
    self.seed = seed
    self.folder = folder
    log = EventLog(folder: folder)
    var random = SeededGenerator(seed: seed)
    plan = Plan(using: &random)
    forgets = plan.compactions > 0
    editions = try Editions()
    let catalog =
      plan.updates > 0 && random.integer(in: 0...1) == 0 ? editions.old : editions.new
    self.random = random
    sim_machines_forget()
    sim_entropy(seed)
    let machine = try Machine("office", in: folder, on: stage)
    office = try OfficeHost(machine, plan: plan, catalog, now: stage.now)
    truth = Truth(schema: editions.new)
    office.died = { [unowned self] in officeDied() }
    log.note(stage.now, plan.text)
  }

  // MARK: Luck

  func draw(_ range: ClosedRange<Int64>) -> Int64 { random.integer(in: range) }

  /// Whether something happens that happens so many times of a thousand.
  func happens(_ thousandths: Int64) -> Bool {
    isFaulty && thousandths > 0 && random.integer(in: 1...1_000) <= thousandths
  }

  func note(_ text: String) {
    log.note(stage.now, text)
    if log.count > Self.mostEvents { fail(Violation(.liveness, "it does not come to an end")) }
  }

  /// More than ever happened in a seed that ended: some hundreds do.
  private static let mostEvents = 20_000

  func fail(_ error: any Error) {
    guard failure == nil else { return }
    failure = error
    note("FAILED \(error)")
  }

  /// What a line makes of bytes.
  func spoil(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    if happens(plan.cut) { bytes.removeLast(Int(draw(0...Int64(bytes.count)))) }
    if !bytes.isEmpty, happens(plan.flipped) {
      bytes[Int(draw(0...Int64(bytes.count - 1)))] ^= UInt8(1 << draw(0...7))
    }
    return bytes
  }

  /// A request comes a second time, at any time; nobody waits for the answer.
  func later(_ path: String, _ body: [UInt8]) {
    stage.after(draw(0...(4 * plan.pace + plan.latency))) { [self] in
      note("again \(body.count)")
      _ = office.answer(path, body)
    }
  }

  /// Nothing that goes over the network says what people wrote.
  func seen(_ bytes: [UInt8]) {
    if Truth.isTold(in: bytes) { fail(Violation(.secrecy, "a message says what was written")) }
  }

  /// Numbers that are given once.
  func nextNumber() -> Int {
    numbers += 1
    return numbers
  }

  /// Closes what is open; machines that are dead at the end don't hold on to their files.
  func end() {
    office.close()
    sim_machines_forget()
  }

  /// Lets everything happen that is still to come.
  private func happen() { while failure == nil, stage.step() {} }

  // MARK: Beginning

  /// Enrols the first devices while nothing goes wrong.
  func begin() {
    do {
      try office.administrate { office, now in
        for name in territories.dropFirst() { try People.addTerritory(name, office, now) }
        try People.stock(office, now)
        try People.openAccounts(office, now)
        try office.database.transaction { try $0.setGrace(plan.grace * 86_400_000) }
        _ = try office.keep(
          absence: plan.keptDays, deleted: plan.keptDays, log: plan.keptDays,
          history: plan.keptDays)
      }
      for index in 0..<plan.devices { try addDevice("rep\(index)") }
      accidents = try Accidents(self)
    } catch {
      fail(error)
    }
    happen()
    do {
      for device in devices { try People.grant(self, device) }
    } catch {
      fail(error)
    }
    isFaulty = true
  }

  /// A place beside the machines.
  func place(_ name: String) -> String { folder + "/" + name }

  /// What the office calls a device.
  func code(of device: DeviceHost, at office: Office) throws -> String? {
    guard let id = try device.look({ $0.identity.device }) else { return nil }
    return try office.database.read { try $0.device(id)?.code }
  }

  /// A device that was shut out hears of it.
  func lastSync(_ device: DeviceHost) {
    stage.begin { [self] in
      let ran = await device.run(["sync", "now"])
      note("\(device.machine.name) last sync \(ran.status)")
    }
  }

  /// A machine like any other; `login` works on it.
  func newHost(_ login: String) throws -> DeviceHost {
    let machine = try Machine("device\(devices.count)", in: folder, on: stage)
    let isOld = plan.updates > 0 && draw(0...1) == 0
    let device = DeviceHost(
      machine, login: login, isOld ? editions.old : editions.new, in: self)
    devices.append(device)
    return device
  }

  /// Adds a user and a device of theirs.
  func addDevice(_ login: String) throws {
    let device = try newHost(login)
    let invite = try office.administrate { office, now in
      _ = try office.addUser(
        login: login, name: login, role: "rep",
        territories: try People.named([territories[Int(draw(0...2))], territories[0]], office),
        now: now)
      return try office.invite(login: login, now: now)
    }
    guard let invite else { return }
    stage.begin { [self] in
      let ran = await enrol(device, invite.exposedCode)
      if ran.status != 0, !isFaulty { fail(Violation(.sound, "enrolment: \(ran.trouble)")) }
    }
  }

  /// Enrols a device, or again one that a restored office does not know.
  private func enrol(_ device: DeviceHost, _ invite: String) async -> DeviceHost.Ran {
    let ran = await device.run(
      ["enroll", "--server", "http://127.0.0.1:1", "--yes"], input: invite)
    device.isEnrolled = FileManager.default.fileExists(atPath: device.databasePath)
    note("\(device.machine.name) enrolled \(ran.status)")
    settle(device)
    return ran
  }

  // MARK: Dying and starting again

  private func officeDied() {
    note("office died")
    startOffice(seed: random.next())
  }

  private func startOffice(seed: UInt64) {
    stage.after(draw(0...plan.pace)) { [self] in
      office.machine.start(afterPowerCut: plan.powerCuts, seed: seed)
      do {
        try office.open()
        note("office started")
        if let office = office.office { try unseen { try truth.checkKept(by: office) } }
      } catch let violation as Violation {
        fail(violation)
      } catch {
        // A full disk has to be emptied first.
        guard office.machine.isFull else {
          return fail(Violation(.sound, "the office does not start again: \(error)"))
        }
        note("office has a full disk")
        startOffice(seed: seed)
      }
    }
  }

  /// Looks at what a device's processes left behind once none of them runs any more.
  func settle(_ device: DeviceHost) {
    guard device.running == 0, failure == nil, !device.isGone else { return }
    if device.machine.isDead {
      guard !device.isStarting else { return }
      device.isStarting = true
      note("\(device.machine.name) died")
      let seed = random.next()
      stage.after(draw(0...plan.pace)) { [self] in
        device.machine.start(afterPowerCut: plan.powerCuts, seed: seed)
        device.isStarting = false
        note("\(device.machine.name) started")
        observe(device)
      }
    } else {
      observe(device)
    }
  }

  private func observe(_ device: DeviceHost) {
    do { _ = try device.look { try observe(device, $0) } } catch { fail(error) }
  }

  /// Looks at a device whose database is open.
  func observe(_ device: DeviceHost, _ database: ReplicaDatabase) throws {
    try unseen {
      try observeOffice()
      try truth.observe(database, of: device)
      try Checks(self).isWhole(device, database)
      try Checks(self).keepsOwn(device, database)
      device.written = [:]
    }
  }

  /// A rep goes on while an answer is on its way.
  func writeMeanwhile(_ device: DeviceHost) {
    do { try Work(self, device).write() } catch { fail(error) }
  }

  func observeOffice() throws {
    guard let office = office.office else { return }
    try unseen {
      try truth.observe(office)
      try Checks(self).arrived(at: office)
    }
    truth.log.fresh = []
  }

  /// The same, where nobody can be told.
  func settleOffice() {
    do { try observeOffice() } catch { fail(error) }
  }

  /// What administrators do while the office is answering a round of requests.
  func meanwhile(_ device: DeviceHost) {
    do {
      // Who is moved in every round for ever never gets to the end of one.
      guard log.count < Self.mostEvents / 2 else { return }
      if happens(plan.swaps) { try People.swap(self, device) }
      if happens(plan.compactions / plan.share) { try compact() }
      if happens(plan.people / plan.share) { try People.change(self) }
    } catch {
      fail(error)
    }
  }

  // MARK: The run

  /// Lets the seed happen, with faults and then without.
  func run() {
    begin()
    for _ in 0..<plan.steps where failure == nil {
      stage.after(draw(0...plan.pace)) { [self] in act() }
      var isDue = false
      stage.after(plan.pace) { isDue = true }
      while failure == nil, !isDue, stage.step() {}
    }
    happen()
    heal()
  }

  /// No more faults: everything must become quiet.
  private func heal() {
    isFaulty = false
    note("healing")
    for device in devices {
      device.isCutOff = (false, false)
      device.machine.isFull = false
      device.machine.die(atWrite: 0, torn: false)
    }
    office.machine.die(atWrite: 0, torn: false)
    office.machine.isFull = false
    do {
      try accidents?.findOldest()
      // By now everybody has the newest program.
      try office.update(to: editions.new)
      for device in devices { device.update(to: editions.new) }
    } catch {
      fail(error)
    }
    syncAll()
    // What waits for work that nobody has any more waits for a month.
    if failure == nil, truth.isWaiting {
      note("waiting")
      stage.after(31 * 86_400_000) { [self] in
        do {
          // What is kept is kept until then; the compaction may forget it.
          try observeOffice()
          try Checks(self).keepsHistory()
          try compact()
        } catch {
          fail(error)
        }
      }
      happen()
      syncAll()
    }
    guard failure == nil else { return }
    do {
      try observeOffice()
      try Checks(self).atRest()
      try Checks(self).meansWhatWasWritten()
    } catch {
      fail(error)
    }
  }

  private func syncAll() {
    for round in 1...Self.rounds where failure == nil {
      for device in devices where device.isUp { sync(device) }
      happen()
      stage.after(61_000) {}
      happen()
      note("round \(round)")
    }
  }

  /// In how many syncs of each device everything must have arrived.
  static let rounds = 4

  /// Begins a sync, if none runs.
  func sync(_ device: DeviceHost) {
    stage.begin { [self] in
      guard device.isUp, device.isEnrolled else { return }
      if device.running == 0 {
        settleOffice()
        device.resultsBefore = truth.log.results
      }
      let ran = await device.run(["sync", "now"])
      note("\(device.machine.name) sync \(ran.status)")
      if ran.status != 0 { note(ran.trouble) }
      if let violation = Checks(self).divergence(ran, device) { fail(violation) }
      settle(device)
      guard plan.restores > 0, !isFaulty, ran.trouble.contains("does not know this device")
      else { return }
      do {
        if let invite = try People.inviteAgain(self, device) {
          _ = await enrol(device, invite.exposedCode)
        }
      } catch {
        fail(error)
      }
    }
  }

  /// One thing that somebody does, or that happens to them.
  private func act() {
    guard failure == nil,
      let device = devices.filter({ $0.isUp && $0.awayUntil <= stage.now })
        .randomElement(using: &random)
    else { return }
    do {
      if happens(plan.deviceDeaths) {
        device.machine.die(atWrite: UInt64(draw(1...60)), torn: draw(0...1) == 0)
      }
      if happens(plan.officeDeaths) {
        office.machine.die(atWrite: UInt64(draw(1...120)), torn: draw(0...1) == 0)
      }
      if happens(plan.partitions) {
        device.isCutOff = (draw(0...1) == 0, draw(0...1) == 0)
        stage.after(draw(0...(10 * plan.pace))) { device.isCutOff = (false, false) }
      }
      if happens(plan.clocks) {
        changeClock(of: draw(0...2) == 0 ? office.machine : device.machine)
      }
      if happens(plan.fullDisks) {
        let machine = draw(0...3) == 0 ? office.machine : device.machine
        machine.isFull = true
        stage.after(draw(0...(3 * plan.pace))) { machine.isFull = false }
      }
      if happens(plan.people) { try People.change(self) }
      if happens(plan.compactions) { try compact() }
      if happens(plan.copies) { try accidents?.copyOrPutBack(device) }
      if happens(plan.restores) { try accidents?.backUpOrRestore() }
      if happens(plan.revocations) { try accidents?.shutOut(device) }
      if happens(plan.deviceDeaths) { dieLater(device) }
      if happens(plan.away) { device.awayUntil = stage.now + draw(10...40) * plan.pace }
      if happens(plan.newcomers), devices.count < 6 { try addDevice("rep\(devices.count)") }
      if happens(plan.updates) { try update(device) }
      if happens(plan.couriers) { Courier(self, device).carry() }
      if happens(plan.attachments) { try Affairs.attach(self, device) }
      if happens(plan.reclaims) { try People.reclaim(self) }
      if happens(plan.fields) { try Affairs.declare(self) }
      if happens(plan.rescues) { try Affairs.decide(self) }
      switch draw(0...11) {
      case 0...3: sync(device)
      case 4: undo(device)
      default:
        try Work(self, device).write()
        if device.machine.isDead { settle(device) }
      }
    } catch {
      fail(error)
    }
  }

  /// A newer program is installed.
  private func update(_ device: DeviceHost) throws {
    if draw(0...2) == 0 {
      try office.update(to: editions.new)
    } else {
      device.update(to: editions.new)
    }
    note("\(device.machine.name) \(device.catalog.version), office \(office.catalog.version)")
  }

  /// Somebody takes back what was done last.
  private func undo(_ device: DeviceHost) {
    stage.begin { [self] in
      guard device.isUp, device.isEnrolled else { return }
      let ran = await device.run(["undo"])
      note("\(device.machine.name) undo \(ran.status)")
      settle(device)
    }
  }

  /// A process is killed while it waits for something.
  private func dieLater(_ device: DeviceHost) {
    stage.after(draw(0...(3 * plan.latency))) { [self] in
      guard device.isUp else { return }
      device.machine.die()
      settle(device)
    }
  }

  private func changeClock(of machine: Machine) {
    let year: Int64 = 365 * 86_400_000
    machine.clockError = random.element(of: [
      0, 5_000, -5_000, 3_600_000, -3_600_000, year, -year, 25 * 86_400_000,
    ])
    machine.clockDrift = random.element(of: [0, 0, 1_000, -1_000, -1_000_000])
    note("\(machine.name) clock \(machine.clockError) \(machine.clockDrift)")
    // What the office writes meanwhile says that it is from then.
    let isOffice = machine.name == office.machine.name
    if isOffice && machine.clockError > HybridClock.observationBoundMilliseconds {
      do { try People.change(self) } catch { fail(error) }
    }
    // Somebody sees it, now and then; at the office sooner than at a rep's.
    guard isOffice || draw(0...1) == 0 else { return }
    let isShort = isOffice && draw(0...1) == 0
    stage.after(isShort ? draw(0...plan.latency) : draw(0...(5 * plan.pace))) {
      (machine.clockError, machine.clockDrift) = (0, 0)
    }
  }

  private func compact() throws {
    try observeOffice()
    let report = try office.administrate { office, now in
      try office.compact(now: now, progress: { _ in })
    }
    forgets = true
    note("compacted \(report != nil)")
  }
}
