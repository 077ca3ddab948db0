// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanSealing
import KarvanStore
import KarvanSync
import KarvanWire

/// Errors in words: what was wrong, where, and what to do next.
enum ErrorText {
  /// One or more lines, without the name of the program.
  static func say(_ error: any Error, words: Words, schema: Schema?) -> String {
    switch error {
    case let error as CLIError: return words(error)
    case let failure as Failure:
      guard let schema else { return "\(failure.code.rawValue) \(failure.arguments)" }
      return FailureText.say(failure, schema: schema, language: words.language)
    case let error as DomainError:
      let said = FailureText.say(error, language: words.language)
      return error.field.map { "\($0): \(said)" } ?? said
    case let error as InterchangeError:
      let place = [error.line.map { "\($0)" }, error.column].compactMap { $0 }
      let said = error.text(in: words.language)
      return place.isEmpty ? said : "\(place.joined(separator: ", ")): \(said)"
    case let error as StoreError: return words(CLIError(store: error))
    case let stop as SyncStop: return words(CLIError(stop: stop))
    case let error as SealingError: return words(CLIError(sealing: error))
    case let error as WireError: return words(CLIError(.brokenAnswer, error.place))
    default: return words(CLIError(.internalFailure, "\(type(of: error))"))
    }
  }
}

extension CLIError {
  /// The error of the database, said for the person at the keyboard.
  init(store error: StoreError) {
    switch error.code {
    case .damaged, .inconsistent, .notAKarvanFile, .wrongKind:
      self.init(.damaged, error.place)
    case .newerFormat, .newerSchema: self.init(.newerDatabase, error.place)
    case .readOnly: self.init(.readOnly, error.place)
    case .diskFull: self.init(.diskFull, error.place)
    case .locked: self.init(.locked, error.place)
    case .missing: self.init(.nothingThere, error.place)
    case .exists: self.init(.workspaceExists, error.place)
    case .internalError: self.init(.internalFailure, error.message)
    }
  }

  /// Why a sync ended early.
  init(stop: SyncStop) {
    switch stop {
    case .revoked: self.init(.revoked)
    case .retired: self.init(.retired)
    case .clone: self.init(.clone)
    case .upgrade(let schema, let version):
      self.init(.serverUpgrade, "\(schema)", "\(version)")
    case .later(let seconds): self.init(.later, "\(seconds)")
    case .confused(let what): self.init(.confused, what)
    }
  }

  /// What sealing refused of an answer, an invite or a file.
  init(sealing error: SealingError) {
    switch error.code {
    case .malformedInvite, .mistypedInvite, .unknownInviteVersion: self.init(.badInvite)
    case .notKarvan: self.init(.notKarvan)
    case .badSignature, .staleCertificate, .wrongWorkspace, .unknownExchangeKey:
      self.init(.wrongServer)
    case .contentFailed: self.init(.contentDamaged, error.message)
    case .contentUnavailable: self.init(.contentsUnusable, error.message)
    default: self.init(.brokenAnswer, error.code.rawValue)
    }
  }
}
