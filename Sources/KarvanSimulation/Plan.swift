// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// What can go wrong in one seed, and how often: each seed draws its own (swarm testing: Groce et
/// al., ISSTA 2012), as faults that are always there hide what only others bring out.
package struct Plan {
  /// How many devices there are at the start.
  var devices = 3
  /// How many things are begun while there are faults.
  var steps = 60
  /// Of a thousand messages, how many are lost, come twice, are cut, or are changed on the way.
  var lost: Int64 = 0
  var repeated: Int64 = 0
  var cut: Int64 = 0
  var flipped: Int64 = 0
  /// The longest that a message is on its way, in milliseconds.
  var latency: Int64 = 200
  /// Of a thousand steps of a device or the office, in how many it dies.
  var deviceDeaths: Int64 = 0
  var officeDeaths: Int64 = 0
  /// Whether dying loses what was not synced.
  var powerCuts = false
  /// Of a thousand steps, how many cut a device off, or change a clock.
  var partitions: Int64 = 0
  var clocks: Int64 = 0
  var fullDisks: Int64 = 0
  /// Of a thousand steps, how many change people's territories and roles.
  var people: Int64 = 0
  /// Of a thousand steps, how many copy a device, put an old copy back, or restore the office.
  var copies: Int64 = 0
  var restores: Int64 = 0
  /// Of a thousand steps, how many retire or lose a device.
  var revocations: Int64 = 0
  /// Of a thousand steps, how many compact the office, and how long things are kept, in days.
  var compactions: Int64 = 0
  var keptDays: UInt64 = 400
  /// How much time passes between two steps at most, in milliseconds.
  var pace: Int64 = 60_000
  /// How many records a first sync has at least to be a snapshot.
  var snapshotRecords = 1_000_000
  /// The most bytes of states in one page.
  var pageBytes = Int.max
  /// How long rights that were lost count, in days.
  var grace: Int64 = 7
  /// Of a thousand things that reps do, how many are deletes more than else.
  var deletes: Int64 = 0
  /// Whether people fight over the same few values of the same few records.
  var isHot = false
  /// Of a thousand answers, during how many reps write on while they wait for them.
  var busy: Int64 = 0
  /// Of a thousand steps, how many send somebody away for long, hire somebody, or carry an exchange
  /// as files.
  var away: Int64 = 0
  var newcomers: Int64 = 0
  var couriers: Int64 = 0
  /// Of a thousand steps, how many bring a newer program; 0 where all have it from the start.
  var updates: Int64 = 0

  /// Of a thousand answers, how many are the last before the line breaks for a while.
  var breaks: Int64 = 0
  /// Of a thousand requests, during how many the asker's user gains or loses a territory.
  var swaps: Int64 = 0
  /// Of a thousand steps, how many attach a file, ask for an allocation back, declare a field, or
  /// decide about what a lost device had pushed and what somebody lost from their reach.
  var attachments: Int64 = 0
  var reclaims: Int64 = 0
  var fields: Int64 = 0
  var rescues: Int64 = 0
  /// Whether people often edit what is in conflict and what others just made, and leave deleted
  /// what is deleted.
  var isQuarrelsome = false

  /// Draws a plan.
  init(using random: inout SeededGenerator) {
    // What came later is drawn aside, so that seeds without it happen as they always did.
    var aside = random
    aside = SeededGenerator(seed: aside.next() ^ Self.later)
    func sometimes(_ one: Int64, _ some: ClosedRange<Int64>) -> Int64 {
      random.integer(in: 0...one) == 0 ? random.integer(in: some) : 0
    }
    devices = Int(random.integer(in: 2...4))
    steps = Int(random.integer(in: 30...90))
    lost = sometimes(1, 10...300)
    repeated = sometimes(2, 10...300)
    cut = sometimes(3, 10...200)
    flipped = sometimes(4, 10...200)
    latency = random.element(of: [50, 500, 30_000])
    deviceDeaths = sometimes(1, 20...300)
    officeDeaths = sometimes(2, 20...200)
    powerCuts = random.integer(in: 0...1) == 0
    partitions = sometimes(2, 10...100)
    clocks = sometimes(2, 10...150)
    fullDisks = sometimes(4, 10...80)
    people = sometimes(2, 20...150)
    copies = sometimes(3, 10...80)
    restores = sometimes(3, 20...80)
    revocations = sometimes(5, 10...40)
    compactions = sometimes(2, 20...150)
    keptDays = random.element(of: [1, 7, 400])
    pace = random.element(of: [1_000, 60_000, 3_600_000, 86_400_000])
    snapshotRecords = random.integer(in: 0...2) == 0 ? 5 : 1_000_000
    grace = random.element(of: [0, 0, 1, 7])
    pageBytes = [1, 800, .max, .max][steps % 4]
    isHot = random.integer(in: 0...1) == 0
    busy = sometimes(1, 50...500)
    away = sometimes(3, 20...100)
    newcomers = sometimes(3, 20...100)
    couriers = sometimes(5, 50...200)
    updates = sometimes(4, 10...60)
    switch random.integer(in: 0...13) {
    case 0, 1: makeLong()
    case 2: makeForgetful()
    default: break
    }
    if aside.integer(in: 0...2) > 0 { drawMore(using: &aside) }
  }

  /// Any number; it decides which seeds have what ``drawMore(using:)`` draws.
  private static let later: UInt64 = 0x6C61_7465_7200_0010

  private mutating func drawMore(using random: inout SeededGenerator) {
    func sometimes(_ one: Int64, _ some: ClosedRange<Int64>) -> Int64 {
      random.integer(in: 0...one) == 0 ? random.integer(in: some) : 0
    }
    breaks = sometimes(1, 30...250)
    swaps = people > 0 ? sometimes(1, 100...400) : 0
    attachments = sometimes(2, 20...100)
    reclaims = sometimes(2, 20...100)
    fields = sometimes(2, 20...80)
    rescues = sometimes(1, 50...200)
    isQuarrelsome = random.integer(in: 0...1) == 0
    // Copies keep a device from being judged by its digests.
    if pace == 86_400_000, random.integer(in: 0...1) == 0 { copies = 0 }
    if isForgotten, breaks > 0 {
      // Who is cut off in a first sync, late enough to have what may be deleted meanwhile, comes
      // back when much is forgotten.
      breaks = min(breaks, 16)
      compactions = max(compactions, 300)
      newcomers = max(newcomers, 60)
      deletes = max(deletes, 200)
    }
  }

  /// Months in which things are forgotten, and disks are found that nobody had thought of.
  private mutating func makeLong() {
    pace = 86_400_000
    keptDays = 1
    compactions = max(compactions, 120)
    copies = max(copies, 60)
    people = max(people, 60)
    away = max(away, 60)
    deletes = 200
  }

  /// An office that loses its disk again and again, while everybody builds on what others wrote.
  private mutating func makeForgetful() {
    restores = max(restores, Self.manyRestores)
    compactions = 0
    lost = 0
    (steps, pace, latency) = (max(steps, 70), 60_000, 500)
  }

  /// Whether things are forgotten from one day to the next.
  private var isForgotten: Bool { pace == 86_400_000 && keptDays == 1 && compactions > 0 }

  /// Whether the office loses its disk again and again.
  var isForgetful: Bool { restores >= Self.manyRestores }
  private static let manyRestores: Int64 = 180

  /// What happens while the office answers a round of requests happens between two of its pages,
  /// where pages are many.
  var share: Int64 { pageBytes == 1 ? 1 : 4 }

  /// The names by which somebody asks for seeds in which something goes wrong, or is so.
  package static let names = [
    "copies", "restores", "revocations", "compactions", "people", "clocks", "lost", "repeated",
    "deaths", "office-deaths", "power-cuts", "pages", "snapshots", "no-grace", "hot", "busy",
    "away", "newcomers", "couriers", "updates", "steady", "one-office", "one-life", "slow",
    "forgotten",
    "forgetful", "breaks", "swaps", "attachments", "reclaims", "fields", "rescues", "quarrels",
  ]

  /// Whether a seed has what a name asks for.
  func has(_ name: String) -> Bool {
    switch name {
    case "copies": copies > 0
    case "restores": restores > 0
    case "revocations": revocations > 0
    case "compactions": compactions > 0 && keptDays < 400
    case "people": people > 0
    case "clocks": clocks > 0
    case "lost": lost > 0
    case "repeated": repeated > 0
    case "deaths": deviceDeaths > 0
    case "office-deaths": officeDeaths > 0
    case "power-cuts": powerCuts
    case "pages": pageBytes == 1
    case "snapshots": snapshotRecords < 100
    case "no-grace": grace == 0
    case "hot": isHot
    case "busy": busy > 0
    case "away": away > 0
    case "newcomers": newcomers > 0
    case "couriers": couriers > 0
    case "updates": updates > 0
    case "steady": copies == 0 && restores == 0 && !powerCuts
    case "one-office": restores == 0
    case "one-life": copies == 0
    case "slow": pace >= 3_600_000
    case "forgotten": isForgotten
    case "forgetful": isForgetful
    case "breaks": breaks > 0
    case "swaps": swaps > 0
    case "attachments": attachments > 0
    case "reclaims": reclaims > 0
    case "fields": fields > 0
    case "rescues": rescues > 0
    case "quarrels": isQuarrelsome
    default: false
    }
  }

  private var more: String {
    [
      ("breaks", breaks), ("swaps", swaps), ("attachments", attachments),
      ("reclaims", reclaims), ("fields", fields),
      ("rescues", rescues), ("quarrels", isQuarrelsome ? 1 : 0),
    ].filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }

  /// In words, for the log.
  var text: String {
    "devices \(devices) steps \(steps) lost \(lost) repeated \(repeated) cut \(cut)"
      + " flipped \(flipped) latency \(latency) deaths \(deviceDeaths)/\(officeDeaths)"
      + " power \(powerCuts) partitions \(partitions) clocks \(clocks) full \(fullDisks)"
      + " people \(people) copies \(copies) restores \(restores) revocations \(revocations)"
      + " compactions \(compactions) kept \(keptDays) pace \(pace)"
      + " snapshots \(snapshotRecords) page \(pageBytes) grace \(grace) deletes \(deletes)"
      + " hot \(isHot) busy \(busy) away \(away) new \(newcomers) couriers \(couriers)"
      + " updates \(updates)" + (more.isEmpty ? "" : " \(more)")
  }
}
