// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanDomain
import KarvanStore

/// One thing that the tour teaches by having it done.
enum TourStep: Int, CaseIterable {
  case begin, visit, order, promotion, submit, leave, slip, lead, task, evening

  /// Why one does it, in the words of the tour.
  var why: TourMessage {
    switch self {
    case .begin: .whyBegin
    case .visit: .whyVisit
    case .order: .whyOrder
    case .promotion: .whyPromotion
    case .submit: .whySubmit
    case .leave: .whyLeave
    case .slip: .whySlip
    case .lead: .whyLead
    case .task: .whyTask
    case .evening: .whyEvening
    }
  }

  /// What one knows after it.
  var learnt: TourMessage {
    switch self {
    case .begin: .learntBegin
    case .visit: .learntVisit
    case .order: .learntOrder
    case .promotion: .learntPromotion
    case .submit: .learntSubmit
    case .leave: .learntLeave
    case .slip: .learntSlip
    case .lead: .learntLead
    case .task: .learntTask
    case .evening: .learntEvening
    }
  }

  /// What is to be typed.
  func commands(_ scene: TourScene) throws -> [String] {
    let customer = "\"\(try scene.customer().title)\""
    let number = try scene.order()?[Order.shape.number].text ?? "NUMBER"
    switch self {
    case .begin: return ["karvan today", "karvan workday start --odometer 45120"]
    case .visit: return ["karvan next", "karvan visit start \(customer)"]
    case .order: return ["karvan order quick \(customer) TEA-500x10 SUG-900x24"]
    case .promotion: return ["karvan order promote \(number)"]
    case .submit: return ["karvan order show \(number)", "karvan order submit \(number)"]
    case .leave: return ["karvan visit end --outcome order"]
    case .slip:
      return ["karvan account set \(customer) preferred_channel=email", "karvan undo"]
    case .lead:
      let lead = try scene.lead()?[Lead.shape.name].text ?? "LEAD"
      return ["karvan lead show \"\(lead)\"", "karvan lead convert \"\(lead)\""]
    case .task:
      let task = try scene.task().map { "\(ShortID.of($0.id))" } ?? "TASK"
      return ["karvan tasks", "karvan task done \(task)"]
    case .evening: return ["karvan workday end --odometer 45163", "karvan today"]
    }
  }

  /// Whether the workspace says that it was done.
  func isDone(_ scene: TourScene) throws -> Bool {
    switch self {
    case .begin: return try scene.workday() != nil
    case .visit: return try ["in_progress", "done"].contains(scene.visitState())
    case .order: return try scene.order() != nil
    case .promotion: return try scene.hasPromotion()
    case .submit:
      let state = try scene.order()?[Order.shape.status].text ?? Order.draft
      return state != Order.draft
    case .leave: return try scene.visitState() == "done"
    case .slip: return try scene.wasTakenBack()
    case .lead: return try scene.lead()?[Lead.shape.status] == .text(Lead.converted)
    case .task: return try scene.tasksDone() > 0
    case .evening:
      return try scene.workday()?[Workday.shape.status] == .text("closed")
    }
  }
}

/// The playground, as the steps look at it.
struct TourScene {
  let desk: Desk
  let reader: ReplicaReader
  /// When the tour began, in milliseconds since 1970.
  let began: Int64

  private var user: RecordID { get throws { try desk.replica().identity.user } }

  /// The customer whom the tour goes to: the first appointment of the day.
  func customer() throws -> RecordView {
    let shape = Visit.shape
    let visits = try reader.list(
      RecordQuery(
        Visit.tag,
        where: [
          FieldCondition(shape.rep.tag, .equals(.reference(try user))),
          FieldCondition(shape.journeyStop.tag, .equals(.null)),
        ], order: [FieldOrder(shape.plannedAt.tag)], limit: 20))
    let first = visits.first { !$0[shape.plannedAt].isNull }?[shape.account].reference
    guard let account = try first.flatMap({ try reader.record(Account.tag, $0) }) else {
      throw CLIError(.damaged, desk.places.home)
    }
    return account
  }

  /// The newest order of the customer that was written during the tour.
  func order() throws -> RecordView? {
    try reader.records(
      Order.tag, where: Order.shape.account.tag, is: .reference(try customer().id)
    ).filter { ($0[CreationFields.at].integer ?? 0) >= began }
      .max { ($0[CreationFields.at], $0.id) < ($1[CreationFields.at], $1.id) }
  }

  func hasPromotion() throws -> Bool {
    guard let order = try order() else { return false }
    return try OrderTotals.lines(of: order.id, reader: reader).contains {
      $0[OrderLine.shape.free] == .truth(true) || !$0[OrderLine.shape.promotions].isNull
    }
  }

  /// How far today's visit of the customer is.
  func visitState() throws -> String? {
    let shape = Visit.shape
    return try reader.records(
      Visit.tag, where: shape.account.tag, is: .reference(try customer().id)
    ).filter { ($0[shape.checkInAt].integer ?? 0) >= began }
      .map { $0[shape.status].text ?? "" }.max()
  }

  /// The day on the road that was begun during the tour.
  func workday() throws -> RecordView? {
    let shape = Workday.shape
    return try reader.records(Workday.tag, where: shape.user.tag, is: .reference(try user))
      .filter { ($0[shape.startedAt].integer ?? 0) >= began }
      .max { ($0[shape.startedAt], $0.id) < ($1[shape.startedAt], $1.id) }
  }

  /// Whether the preferred channel was written and is nevertheless what it was: nothing.
  func wasTakenBack() throws -> Bool {
    let field = Account.shape.preferredChannel
    let account = try customer()
    guard account[field].isNull, let group = account.entity.group(of: field.tag) else {
      return false
    }
    return !account.state.versions(of: group.tag).isEmpty
  }

  /// The lead that waits since the fair.
  func lead() throws -> RecordView? {
    try reader.records(
      Lead.tag, where: Lead.shape.normalizedPhone.tag, is: .text(DemoMorning.leadPhone)
    ).first
  }

  /// The task that is due first.
  func task() throws -> RecordView? {
    try TaskList(desk: desk, reader: reader).open(of: try user).first
  }

  func tasksDone() throws -> Int {
    try reader.records(ToDo.tag, where: ToDo.shape.assignee.tag, is: .reference(try user))
      .filter { ($0[ToDo.shape.doneAt].integer ?? 0) >= began }.count
  }
}
