// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain
import KarvanStore

extension Nouns {
  /// The workflows of selling.
  static func sellingWorkflows(of entity: EntityTag) -> [any ParsableCommand.Type] {
    switch entity {
    case Lead.tag:
      [
        LeadShow.self, LeadWork.self, LeadQualify.self, LeadDisqualify.self, LeadConvert.self,
        LeadScoreShow.self, LogOf<Lead>.self, TimelineOf<Lead>.self, OpportunityNoNextStep.self,
      ]
    case Pipeline.tag: [PipelineNew.self]
    case Opportunity.tag:
      [
        OpportunityNew.self, OpportunityAdd.self, OpportunityShow.self, OpportunityMove.self,
        OpportunityWin.self, OpportunityLose.self, OpportunityAbandon.self,
        OpportunityReopen.self, OpportunityCheck.self, OpportunityScoreShow.self,
        OpportunityBoard.self, OpportunityStalled.self, OpportunityNoNextStep.self,
        OpportunityWinBack.self, OpportunityQuote.self, LogOf<Opportunity>.self,
        TimelineOf<Opportunity>.self,
      ]
    case Contract.tag:
      [
        ContractShow.self, ContractSign.self, ContractTerminate.self, ContractCancel.self,
        ContractRenew.self, ContractEnding.self,
      ]
    case Target.tag: [TargetProgressShow.self]
    default: []
    }
  }
}

extension Desk {
  /// A code by its label.
  func label(_ value: Value, of field: Field) -> String {
    value.text.map { FieldText.choice($0, field: field, language: words.language) } ?? ""
  }

  /// The user of this device.
  var user: RecordID { get throws { try replica().identity.user } }
}

extension RecordCells {
  /// A number.
  func count(_ number: some BinaryInteger) -> Cell {
    Cell(.count(number), desk.words.number(number))
  }

  /// A share in basis points.
  func share(_ points: Int64) -> Cell {
    let text = FieldText.format(
      .integer(points / 100), field: Field(0, .integer(0...Int64.max), "", ""),
      options: desk.textOptions())
    let sign = desk.words.language == .persian ? "٪" : "%"
    return Cell(.integer(points / 100), text + sign)
  }

  /// A civil date.
  func date(_ date: CivilDate?) -> Cell {
    date.map { Cell(.string($0.isoText), desk.say($0)) } ?? .empty
  }

  /// A record as its short identifier.
  func id(_ view: RecordView) -> Cell {
    Cell(
      .string("\(view.id)"),
      desk.settings.format == .table ? ShortID.of(view.id) : "\(view.id)")
  }

  /// The worth of a deal; empty where nobody said one.
  func worth(of opportunity: RecordView) throws -> Cell {
    guard let amount = try OpportunityWorth.amount(of: opportunity, reader: reader) else {
      return .empty
    }
    return money(amount, try currency(of: Opportunity.shape.amount, in: opportunity))
  }
}
