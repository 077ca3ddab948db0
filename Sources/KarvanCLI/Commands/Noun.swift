// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import KarvanCore
import KarvanDomain

/// The commands of the catalog's entities, derived from their declarations.
enum Nouns {
  /// One noun an entity, in the order of the catalog.
  static var all: [any ParsableCommand.Type] { Catalog.entities.map { noun($0) } }

  private static func noun<Declaration: EntityType>(
    _ type: Declaration.Type
  ) -> any ParsableCommand.Type { Noun<Declaration>.self }

  /// The verbs of an entity: those that every entity has, and its own workflows, which take the
  /// place of a general verb of the same name.
  static func verbs<Declaration: EntityType>(
    of type: Declaration.Type
  ) -> [any ParsableCommand.Type] {
    var general: [(String, any ParsableCommand.Type)] = [
      ("add", AddRecord<Declaration>.self), ("set", SetRecord<Declaration>.self),
      ("list", ListRecords<Declaration>.self), ("show", ShowRecord<Declaration>.self),
    ]
    if LikenessProfile.entities.contains(Declaration.tag) {
      general[0].1 = AddCompared<Declaration>.self
    }
    if Declaration.about.isDeletable {
      general += [
        ("delete", DeleteRecord<Declaration>.self), ("undelete", UndeleteRecord<Declaration>.self),
      ]
    }
    if let mergeable = type as? any MergeableEntity.Type { general += merging(mergeable) }
    if type is any OfficeEntity.Type || type is any LedgerEntity.Type { general.removeFirst(2) }
    let own = workflows(of: Declaration.tag)
    let names = own.map { $0.configuration.commandName ?? "" }
    return own + general.filter { !names.contains($0.0) }.map { $0.1 }
  }

  private static func merging<Declaration: MergeableEntity>(
    _ type: Declaration.Type
  ) -> [(String, any ParsableCommand.Type)] {
    [
      ("merge", MergeRecords<Declaration>.self), ("unmerge", UnmergeRecord<Declaration>.self),
    ]
  }

  /// Workflows are written by hand, as they are more than edits of fields.
  private static func workflows(of entity: EntityTag) -> [any ParsableCommand.Type] {
    let selling = sellingWorkflows(of: entity)
    if !selling.isEmpty { return selling }
    return switch entity {
    case Account.tag:
      [
        AccountOpen.self, AccountRelations.self, AccountStatement.self, AccountCredit.self,
        AccountOwing.self, AccountTerms.self, TimelineOf<Account>.self,
      ]
    case User.tag: [UserReassign.self]
    case Quote.tag:
      [
        NewDocument<Quote>.self, AddLine<Quote>.self, ChangeLine<Quote>.self,
        RemoveLine<Quote>.self, QuoteSend.self, QuoteAccept.self, QuoteReject.self,
        QuoteExpire.self, QuoteRevise.self, QuoteConvert.self, PrintDocument<Quote>.self,
      ]
    case Invoice.tag:
      [
        NewDocument<Invoice>.self, AddLine<Invoice>.self, ChangeLine<Invoice>.self,
        RemoveLine<Invoice>.self, InvoiceIssue.self, InvoiceVoid.self, InvoiceCredit.self,
        InvoiceNumber.self, InvoiceTax.self, InvoiceMoadian.self, PrintDocument<Invoice>.self,
      ]
    case Payment.tag:
      [
        PaymentTake.self, PaymentBack.self, PaymentAllocate.self, PaymentRelease.self,
        PaymentCheque.self, PaymentVoid.self, PaymentHandIn.self, PrintDocument<Payment>.self,
      ]
    case Delivery.tag: [DeliveryMove.self, DeliveryReverse.self, PrintDocument<Delivery>.self]
    case Order.tag:
      [
        NewDocument<Order>.self, AddLine<Order>.self, ChangeLine<Order>.self,
        RemoveLine<Order>.self,
        OrderShow.self,
        OrderSubmit.self, OrderCancel.self, OrderApprove.self, OrderDecline.self,
        OrderReopen.self, OrderAdvance.self, OrderCoverAgain.self,
        OrderNumber.self, OrderQuick.self, OrderRepeat.self, OrderMissing.self,
        OrderDeliver.self, OrderReturn.self, OrderInvoice.self,
        PrintDocument<Order>.self,
        Promote<Order>.self, ComparePrices<Order>.self,
      ]
    case Visit.tag:
      [
        VisitStart.self, VisitEnd.self, VisitPlan.self, VisitMiss.self, VisitSkip.self,
        VisitMissed.self, VisitPhoto.self, VisitSign.self,
      ]
    case StockLocation.tag: [PlaceStock.self]
    case Workday.tag:
      [WorkdayStart.self, WorkdayEnd.self, WorkdayMark.self, WorkdaySummary.self, Mileage.self]
    case Form.tag: [FormFill.self]
    case Territory.tag: [TerritoryAssign.self]
    case Absence.tag: [AbsenceBegin.self, AbsenceEnd.self]
    case PriceList.tag: [SetPrice.self]
    case ExchangeRate.tag: [ConvertMoney.self]
    case Attachment.tag: [AttachmentAdd.self, AttachmentGet.self, AttachmentDropCopy.self]
    case NumberLease.tag: [LeaseGiveBack.self]
    case Interaction.tag: [Log.self, InteractionCorrect.self, InteractionThread.self]
    case Call.tag: [CallLog.self, CallMissed.self]
    case ToDo.tag:
      [
        TaskDone.self, TaskStart.self, TaskCancel.self, TaskReopen.self, TaskDelegate.self,
        TaskSnooze.self,
      ]
    case Allocation.tag: [AllocationList.self, AllocationShow.self, AllocationGiveBack.self]
    default: []
    }
  }
}

/// `karvan ENTITY`.
struct Noun<Declaration: EntityType>: Group, NamedGroup {
  static var words: [String] {
    let name = Declaration.about.name
    return name.contains("_") ? [name, name.replacing("_", with: "-")] : [name]
  }

  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: words[0], abstract: Declaration.about.label.text(in: Tongue.current.language),
      subcommands: Meant.only(Nouns.verbs(of: Declaration.self)),
      aliases: Array(words.dropFirst()))
  }
}

/// What help and completion say of an entity's fields.
enum FieldHelp {
  /// One line a field: name, label, kind, and what it may hold.
  static func text<Declaration: EntityType>(of type: Declaration.Type) -> String {
    guard Tongue.current.wantsHelp, let entity = entity(of: type) else { return "" }
    let words = Words(Tongue.current.language)
    let fields = entity.fields.filter { !about(creation: $0, in: entity) && !$0.isRetired }
    let width = fields.map(\.name.utf8.count).max() ?? 0
    let lines = fields.map { field in
      let fill = String(repeating: " ", count: width - field.name.utf8.count + 2)
      let isNeeded = field.isRequired && field.initial.isNull || field.isAsked
      let required = isNeeded ? words(.fieldRequired) : ""
      return "  \(field.name)\(fill)\(field.label.text(in: words.language)): "
        + kind(field, words) + required
    }
    return words(.fieldsAre) + "\n" + lines.joined(separator: "\n") + "\n\n" + words(.fieldForms)
  }

  /// The entity as the workspace has it, with the fields that were declared there.
  private static func entity<Declaration: EntityType>(of type: Declaration.Type) -> Entity? {
    Tongue.current.schema?[type.tag] ?? (try? Entity(type))
  }

  private static func about(creation field: Field, in entity: Entity) -> Bool {
    entity.about.recordsCreation && field.tag <= CreationFields.by.tag
  }

  private static func kind(_ field: Field, _ words: Words) -> String {
    switch field.kind {
    case .text(let maximum): words(.kindText, words.number(maximum))
    case .integer(let range):
      words(.kindInteger, words.number(range.lowerBound), words.number(range.upperBound))
    case .money: words(.kindMoney)
    case .quantity: words(.kindQuantity)
    case .basisPoints: words(.kindPercent)
    case .truth: words(.kindTruth)
    case .date: words(.kindDate)
    case .instant: words(.kindInstant)
    case .choice(let choices):
      choices.map { "\($0.code) (\($0.label.text(in: words.language)))" }
        .joined(separator: words.language == .persian ? "، " : ", ")
    case .reference(let entity):
      words(
        .kindReference,
        Catalog.type(of: entity)?.about.label.text(in: words.language) ?? "\(entity)")
    case .words: words(.kindWords)
    }
  }

  /// What can come next in a `field=value` argument.
  static func completions<Declaration: EntityType>(
    of type: Declaration.Type, _ typed: [String], _ index: Int, _ prefix: String
  ) -> [String] {
    guard let entity = entity(of: type) else { return [] }
    if let equals = prefix.firstIndex(of: "=") {
      let name = String(prefix[..<equals])
      return codes(of: name, in: entity).map { "\(name)=\($0)" }
    }
    // Some shells hand over `kind=co` as three words.
    if index >= 2, typed.indices.contains(index - 1), typed[index - 1] == "=" {
      return codes(of: typed[index - 2], in: entity)
    }
    return entity.fields.filter { !about(creation: $0, in: entity) && !$0.isRetired }
      .map { "\($0.name)=" }
  }

  private static func codes(of name: String, in entity: Entity) -> [String] {
    switch entity.field(named: name)?.kind {
    case .choice(let choices): choices.map(\.code)
    case .truth: ["yes", "no"]
    default: []
    }
  }

  /// The names of an entity's fields, for `--fields` and `--sort`.
  static func names<Declaration: EntityType>(of type: Declaration.Type) -> [String] {
    entity(of: type)?.fields.map(\.name) ?? []
  }
}
