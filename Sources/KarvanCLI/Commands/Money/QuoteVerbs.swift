// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

/// `karvan quote send QUOTE`
struct QuoteSend: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "send", abstract: Tongue.say(MoneyMessage.aboutQuoteSend))
  }
  @OptionGroup var target: DocumentTarget<Quote>
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try QuoteOperations.send($0.id, in: $1) }
  }
}

/// `karvan quote accept QUOTE`
struct QuoteAccept: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "accept", abstract: Tongue.say(MoneyMessage.aboutQuoteAccept))
  }
  @OptionGroup var target: DocumentTarget<Quote>
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = try day.day(desk)
    try target.move(at: desk) { try QuoteOperations.accept($0.id, on: day, in: $1) }
  }
}

/// `karvan quote reject QUOTE`
struct QuoteReject: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "reject", abstract: Tongue.say(MoneyMessage.aboutQuoteReject))
  }
  @OptionGroup var target: DocumentTarget<Quote>
  @Option(help: .init(Tongue.say(.helpReason))) var reason: String?
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try QuoteOperations.reject($0.id, reason: reason, in: $1) }
  }
}

/// `karvan quote expire QUOTE`
struct QuoteExpire: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "expire", abstract: Tongue.say(MoneyMessage.aboutQuoteExpire))
  }
  @OptionGroup var target: DocumentTarget<Quote>
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    try target.move(at: desk) { try QuoteOperations.expire($0.id, in: $1) }
  }
}

/// `karvan quote revise QUOTE`
struct QuoteRevise: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "revise", abstract: Tongue.say(MoneyMessage.aboutQuoteRevise))
  }
  @OptionGroup var target: DocumentTarget<Quote>
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let day = try day.day(desk)
    try target.make(Quote.tag, at: desk) { quote, _, context in
      try QuoteOperations.revise(quote.id, on: day, in: context)
    }
  }
}

/// `karvan quote convert QUOTE`: the order that the quote becomes, once.
struct QuoteConvert: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "convert", abstract: Tongue.say(MoneyMessage.aboutQuoteConvert))
  }
  @OptionGroup var target: DocumentTarget<Quote>
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let entity = try desk.entity(Quote.tag)
    let day = try day.day(desk)
    var id: RecordID?
    let commit = try desk.commit { context in
      let quote = try desk.finder(context).find(target.document, in: [entity])
      let draft = try QuoteOperations.convert(quote.id, on: day, in: context)
      let known = try QuoteOperations.order(of: quote.id, reader: context.reader)
      id = draft.changes.first?.record ?? known?.id
      return draft
    }
    // Asked again, it shows the order that there is.
    try desk.showChange(commit, Order.tag, id, saying: .added)
  }
}
