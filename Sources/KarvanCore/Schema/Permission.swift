// SPDX-License-Identifier: Apache-2.0

/// A named slice of the workspace; a device holds its user's scopes.
public enum Scope: Hashable, Sendable {
  /// What everybody holds.
  case everyone
  /// Everything: what the office holds.
  case office
  /// What belongs to a territory.
  case territory(RecordID)
  /// What concerns one user.
  case user(RecordID)
}

extension Scope: CustomStringConvertible {
  /// `all`, `office`, `territory:ID` or `user:ID`.
  public var description: String {
    switch self {
    case .everyone: "all"
    case .office: "office"
    case .territory(let id): "territory:\(id)"
    case .user(let id): "user:\(id)"
    }
  }

  /// Reads the printed form.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (text, parts.first, parts.count == 2 ? RecordID(text: parts[1]) : nil) {
    case ("all", _, _): self = .everyone
    case ("office", _, _): self = .office
    case (_, "territory", let id?): self = .territory(id)
    case (_, "user", let id?): self = .user(id)
    default: return nil
    }
  }
}

/// Who writes: a user with the rights of their role, as known where the judgement is made.
public struct Author: Hashable, Sendable {
  /// The user's record.
  public let user: RecordID
  /// Whether the user may work at all.
  public let isActive: Bool
  /// Whether the role carries office authority.
  public let office: Bool
  /// The grants of the role, such as `account:edit`, `order:*`, `account.credit:edit` or `*`.
  public let grants: Set<String>
  /// The scopes that the user holds.
  public let scopes: Set<Scope>

  /// Describes an author.
  public init(
    user: RecordID, isActive: Bool, office: Bool, grants: Set<String>, scopes: Set<Scope>
  ) {
    self.user = user
    self.isActive = isActive
    self.office = office
    self.grants = grants
    self.scopes = scopes
  }

  /// Whether a grant of the role allows a verb on an entity, or on a guarded group of it.
  public func may(_ verb: Verb, _ entity: String, group: String? = nil) -> Bool {
    if grants.contains("*") { return true }
    let noun = group.map { "\(entity).\($0)" } ?? entity
    return grants.contains("\(noun):\(verb.rawValue)") || grants.contains("\(noun):*")
  }

  /// The scopes in the order of their printed forms, so that every list of them is the same.
  public var orderedScopes: [Scope] {
    scopes.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
  }

  /// What can be done to a record.
  public enum Verb: String, Hashable, Sendable, CaseIterable {
    case create, edit, delete
  }
}

extension Entity {
  /// Judges whether an author may make a change, with the reason when not.
  ///
  /// - Parameters:
  ///   - change: The change.
  ///   - office: Whether the commit claims office authority.
  ///   - before: The record before it; nil when it starts the record.
  public func denial(
    of change: RecordChange, by author: Author, office: Bool, before: RecordView?
  ) -> Failure? {
    guard author.isActive else { return Failure(.inactive).about(name, change.record) }
    if office && !author.office { return Failure(.notOffice).about(name, change.record) }
    let begun = before.map { change.repeats($0, by: author) } == true ? nil : before
    for verb in Self.verbs(of: change, before: begun) where !author.may(verb, name) {
      return notGranted("\(name):\(verb.rawValue)", change)
    }
    for write in hasGuardedGroups ? change.writes : [] {
      guard let group = group(write.group), group.isGuarded else { continue }
      guard author.may(.edit, name, group: group.name) else {
        return notGranted("\(name).\(group.name):edit", change)
      }
    }
    // What a rule has hidden is settled by the office alone, which keeps the merge history.
    let settles = change.writes.contains { write in
      write.action == .remove && group(write.group)?.rule.isSet == false
    }
    if settles && !office { return Failure(.notOffice).about(name, change.record) }
    guard let before = begun, !author.office else { return nil }
    switch about.editors {
    case .holders: return nil
    case .creator:
      return before.creator == author.user
        ? nil : Failure(.notCreator).about(name, change.record)
    case .nobody: return Failure(.appendOnly).about(name, change.record)
    }
  }

  /// All that a change does, so that a right to delete does not carry an edit along.
  private static func verbs(of change: RecordChange, before: RecordView?) -> [Author.Verb] {
    let writes: Author.Verb = before == nil ? .create : .edit
    guard change.life?.isDeleted == true else { return [writes] }
    return change.writes.isEmpty && before != nil ? [.delete] : [writes, .delete]
  }

  private func notGranted(_ grant: String, _ change: RecordChange) -> Failure {
    Failure(.notGranted, [grant]).about(name, change.record)
  }
}

extension RecordChange {
  /// Whether it starts a record that its author started before, and says the same of it.
  ///
  /// So it is with work that comes under two names, from a database that was copied and from its
  /// copy (P-061, P-102). Numbers of documents may differ: they belong to devices.
  public func repeats(_ before: RecordView, by author: Author) -> Bool {
    let about = before.entity.about
    guard creates, life?.isDeleted != true,
      !about.recordsCreation || before.creator == author.user
    else { return false }
    let number = about.number.flatMap { before.entity.group(of: $0)?.tag }
    return writes.allSatisfy { write in
      guard write.replaces.isEmpty, write.sweeps.isEmpty else { return false }
      return write.group == number
        || before.state.versions(of: write.group).contains { write.says(the: $0.content) }
    }
  }
}

extension GroupWrite {
  fileprivate func says(the content: Version.Content) -> Bool {
    switch (action, content) {
    case (.set(let mine), .register(let there)): mine == there
    case (.add(let mine), .element(let there)): mine.isIdentical(to: there)
    default: false
    }
  }
}
