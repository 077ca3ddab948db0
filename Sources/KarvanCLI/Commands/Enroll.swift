// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanSync

/// `karvan enroll --server URL`
struct Enroll: NetworkVerb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "enroll", abstract: Tongue.say(.aboutEnroll),
      discussion: Tongue.say(.enrollForms))
  }

  @Option(help: .init(Tongue.say(.helpServer), valueName: "url")) var server: String
  @Option(
    help: .init(Tongue.say(.helpInviteFile), valueName: "file"), completion: .file())
  var inviteFile: String?
  @Option(help: .init(Tongue.say(.helpDeviceName))) var name: String?
  @Flag(help: .init(Tongue.say(.helpNoSync))) var noSync = false
  @Flag(name: .shortAndLong, help: .init(Tongue.say(.helpYes))) var yes = false
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) async throws {
    let server = try ServerAddress.canonical(server)
    try Printable.check(name ?? "", of: "--name")
    try await desk.finishWipe()
    let replacing = Replacing(desk: desk)
    let carries = try await replacing.check(yes: yes, server: server)
    let invite = try readInvite(desk)
    try PlainFile.makeFolder(desk.places.home)
    let former = carries ? try desk.replica().read { try $0.formerLives() } : []
    let (device, enrolment) = try await enrol(desk, server, invite, former)
    // From here on nothing is asked of the server: a killed command is repeated with the same
    // invite, and finds these keys. They get their place last: what has its keys is whole.
    if try replacing.isReplica(device.replica) {
      // It was cut off later.
    } else if carries {
      try await replacing.carry(device, enrolment)
    } else {
      try desk.draft(
        ReplicaIdentity(
          workspace: enrolment.workspace, device: enrolment.device,
          deviceCode: enrolment.deviceCode, user: enrolment.user, replica: device.replica,
          scopes: enrolment.scopes, digestKey: enrolment.digestKey)
      ) { _ in }
      try replacing.setAside()
      try PlainFile.move(desk.places.draft, to: desk.places.database)
    }
    try PlainFile.move(secret: desk.places.pendingKeys, over: desk.places.keys)
    PlainFile.remove(desk.places.wipeNote)
    let database = try desk.replica()
    show(device, enrolment, desk)
    guard !noSync else { return }
    try await desk.sync(database, isSilent: desk.settings.format != .table)
  }

  private func enrol(
    _ desk: Desk, _ server: String, _ invite: Invite, _ former: [ReplicaID]
  ) async throws -> (DeviceFile, Enrolment) {
    let link = try desk.surroundings.link(server)
    let enrolling = Enrolling(
      link: link, server: server, invite: invite, deviceName: deviceName(),
      schemaVersion: try desk.schema().version, keysPath: desk.places.pendingKeys,
      earlierPath: PlainFile.kind(desk.places.database) == .nothing ? desk.places.keys : nil,
      former: former.suffix(EnrolRequest.formerLives), machineClock: desk.surroundings.now)
    do {
      let result = try await enrolling.run()
      await link.close()
      return result
    } catch {
      await link.close()
      guard let failure = error as? LinkFailure else { throw error }
      // An untrusted hint, like any status: it only chooses the words.
      if case .status(400, let line) = failure, line.contains("unknownInvite") {
        throw CLIError(.inviteExpired)
      }
      throw failure.said(of: server, waiting: 0)
    }
  }

  /// At most ``EnrolRequest/nameBytes`` bytes, whole characters.
  private func deviceName() -> String {
    var result = ""
    for character in name ?? HostName.current() {
      guard result.utf8.count + character.utf8.count <= EnrolRequest.nameBytes else { break }
      result.append(character)
    }
    return result
  }

  /// The invite from a file, a prompt that shows nothing, or standard input; never an argument.
  private func readInvite(_ desk: Desk) throws -> Invite {
    let text: String?
    if let inviteFile {
      guard let content = PlainFile.text(at: inviteFile) else {
        throw CLIError(.unreadableFile, inviteFile, PlainFile.reason())
      }
      text = content.split(whereSeparator: \.isNewline).map { Typed.trim($0) }
        .first { !$0.isEmpty }
    } else if desk.console.isInputTerminal {
      desk.console.tell(desk.words(.typeInvite) + " ")
      text = desk.console.readSecret()
    } else {
      text = desk.console.readLine()
    }
    guard let text, !Typed.trim(text).isEmpty else { throw CLIError(.noInvite) }
    return try InviteLink(text: Typed.trim(text)).invite
  }

  private func show(_ device: DeviceFile, _ enrolment: Enrolment, _ desk: Desk) {
    let words = desk.words
    desk.show(
      .single(
        [
          (Column("workspace", words(.workspace)), .text("\(enrolment.workspace)")),
          (Column("server", words(.server)), .text(device.server)),
          (Column("device_code", words(.deviceCode)), .text(enrolment.deviceCode)),
          (Column("fingerprint", words(.fingerprint)), .text(device.fingerprint)),
        ], notes: [words(.compareFingerprint)]))
  }
}
