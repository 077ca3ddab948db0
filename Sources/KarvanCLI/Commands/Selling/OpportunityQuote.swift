// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// `karvan opportunity quote OPPORTUNITY`
struct OpportunityQuote: Verb {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "quote", abstract: Tongue.say(DealMessage.aboutOpportunityQuote),
      discussion: Tongue.say(DealMessage.opportunityQuoteForms))
  }

  @OptionGroup var target: OpportunityArgument
  @OptionGroup var day: DocumentDay
  @OptionGroup var common: CommonOptions

  func run(at desk: Desk) throws {
    let deals = try desk.entity(Opportunity.tag)
    let date = try day.day(desk)
    var words: [String] = []
    let commit = try desk.commit { context in
      let deal = try desk.finder(context).find(target.opportunity, in: [deals])
      let edit = RecordEdit(values: [
        Quote.shape.quoteDate.tag: .integer(Int64(date.daysSinceEpoch))
      ])
      let (draft, rest) = try QuoteOperations.quote(opportunity: deal.id, edit, in: context)
      words = rest
      return draft
    }
    if !words.isEmpty {
      desk.note(desk.words(DealMessage.linesInNote, desk.words.list(words)))
    }
    try desk.showChange(commit, Quote.tag, saying: .added)
  }
}
