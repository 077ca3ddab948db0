// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanStore
import KarvanSync
import KarvanWire
import Synchronization

/// Keeps a device in step: syncs soon after work and news, regularly otherwise, and backs off while
/// nobody answers.
struct Watching {
  let desk: Desk
  let device: DeviceFile
  let isMetered: Bool
  /// How many syncs are made; nil for as long as the program runs.
  let rounds: Int?
  /// Whether contents of attachments are sent with each sync.
  let contents: ContentSending

  /// What listens for news in the background.
  private let ear = WakeEar()

  init(
    desk: Desk, device: DeviceFile, isMetered: Bool, rounds: Int?, contents: ContentSending
  ) {
    self.desk = desk
    self.device = device
    self.isMetered = isMetered
    self.rounds = rounds
    self.contents = contents
  }

  private func now() -> Int64 { desk.surroundings.now() }
  private func chance() -> UInt64 { UInt64.random(in: 0...UInt64.max) }

  /// Watches until the task is cancelled or something is wrong that waiting does not mend.
  func run() async throws {
    var plan = WatchPlan(isMetered: isMetered, now: now())
    var written = try desk.replica().standing().lastCommit
    var made = 0
    defer { ear.stop() }
    while rounds.map({ made < $0 }) ?? true {
      while now() < plan.due {
        try await desk.surroundings.pause()
        if ear.hasHeard() { plan.note(.woken, now: now(), chance: chance()) }
        let last = try desk.replica().standing().lastCommit
        if last > written { plan.note(.written, now: now(), chance: chance()) }
        written = last
      }
      made += 1
      do {
        let token = try await desk.sync(
          try desk.replica(), contents: contents, isPatient: false)
        plan.note(.synced, now: now(), chance: chance())
        if !isMetered { listen(token) }
      } catch {
        guard let retry = try retry(error) else { throw error }
        plan.note(.failed(retryAfter: retry.after), now: now(), chance: chance())
        let seconds = desk.words.number((plan.due - now() + 999) / 1_000)
        let said = ErrorText.say(error, words: desk.words, schema: nil)
        desk.note(desk.words(.watchRetries, Printable.text(said), seconds))
      }
    }
  }

  /// What waiting may mend, with the seconds that the server asked for.
  private func retry(_ error: any Error) throws -> (after: UInt32?, Void)? {
    if case .later(let seconds)? = error as? SyncStop { return (seconds, ()) }
    if case .confused? = error as? SyncStop { return (nil, ()) }
    guard let error = error as? CLIError else { return nil }
    let passing: [CLIError.Code] = [
      .unreachable, .badStatus, .notKarvan, .brokenAnswer, .confused, .syncRuns, .locked,
    ]
    guard passing.contains(error.code) else { return nil }
    // What a busy server asked for was noted by the sync that it turned away.
    let until = try desk.replica().number(.retryAfter) ?? 0
    let left = (until - desk.now() + 999) / 1_000
    return (left > 0 ? UInt32(clamping: left) : nil, ())
  }

  private func listen(_ token: [UInt8]) {
    guard !token.isEmpty, let link = try? desk.surroundings.link(device.server) else { return }
    ear.listen(link, token: token)
  }
}

/// Listens for wake-ups; when its stream ends, the next sync opens another.
final class WakeEar: Sendable {
  private struct State {
    var task: Task<Void, Never>?
    var isListening = false
    var hasHeard = false
  }

  private let state = Mutex(State())

  /// Listens, unless it does already.
  func listen(_ link: any Link, token: [UInt8]) {
    let begins = state.withLock { state in
      defer { state.isListening = true }
      return !state.isListening
    }
    guard begins else { return }
    let task = Task {
      do {
        for try await _ in try await link.wakes(WirePath.wake, token: token) {
          state.withLock { $0.hasHeard = true }
        }
      } catch {
        // Without wake-ups there is still the regular sync.
      }
      await link.close()
      // News that came while nobody listened is fetched by the sync that opens the next stream.
      state.withLock { $0.isListening = false }
    }
    state.withLock { $0.task = task }
  }

  /// Whether there was news since this was last asked.
  func hasHeard() -> Bool {
    state.withLock { state in
      defer { state.hasHeard = false }
      return state.hasHeard
    }
  }

  /// Listens no more.
  func stop() { state.withLock { $0.task }?.cancel() }
}
