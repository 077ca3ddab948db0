// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// A role that a new workspace starts with.
public struct DefaultRole: Hashable, Sendable {
  /// The code by which invites and imports name it.
  public let code: String
  /// What people read.
  public let label: Label
  /// Whether it carries office authority.
  public let office: Bool
  /// Whether whoever has it holds every record.
  public let seesAll: Bool
  /// What it allows.
  public let grants: [String]

  /// The role as a record.
  public var edit: RecordEdit {
    let shape = Role.shape
    return RecordEdit(
      values: [
        shape.name.tag: .text(label.english), shape.code.tag: .text(code),
        shape.office.tag: .truth(office), shape.seesAll.tag: .truth(seesAll),
      ],
      adds: [shape.grants.tag: grants])
  }
}

/// The roles that a new workspace starts with; an administrator may change them.
public enum DefaultRoles {
  /// May do everything and holds everything.
  public static let administrator = DefaultRole(
    code: "administrator", label: Label("Administrator", "مدیر سامانه"), office: true,
    seesAll: true, grants: ["*"])

  /// Leads a market: prices, credit, approvals, assignments; not users and roles.
  public static let manager = DefaultRole(
    code: "manager", label: Label("Manager", "مدیر فروش"), office: true, seesAll: false,
    grants: [
      "account:*", "account.credit:edit", "account.payment_terms:edit",
      "account.assignment:edit", "contact:*", "contact_point:*", "address:*", "product:*",
      "product.price:edit", "visit:*", "visit.assignment:edit", "order:*",
      "order.approval:edit", "order_line:*", "review_item:create", "review_item:edit",
      "account.pricing:edit", "product.cost:edit", "customer_group:*", "product_unit:*",
      "price_list:*", "price_rule:*", "promotion:*", "promotion_tier:*", "exchange_rate:*",
      "discount_policy:*", "terms_rule:*", "terms_grant:*", "terms_grant.decision:edit",
      "territory:create", "territory:edit", "allocation:*", "allocation_entry:*",
      "allocation_pool:*", "number_lease:*", "saved_filter:*", "attachment:*",
      "interaction:*", "call:*", "call_leg:*", "task:*", "task.assignment:edit", "occasion:*",
      "document:*", "contact_role:*",
      "stock_location:*", "stock_move:*", "stock_move.warehouse:edit", "stock_count:*",
      "stock_count.assignment:edit", "stock_count_line:*", "journey_plan:*",
      "journey_plan.assignment:edit", "journey_stop:*", "workday:*", "workday.assignment:edit",
      "form:*", "form_question:*", "form_response:create", "form_answer:create", "must_sell:*",
      "absence:*", "absence.assignment:edit",
      // Selling.
      "lead:*", "lead.assignment:edit", "pipeline:*", "stage:*", "opportunity:*",
      "opportunity.assignment:edit", "opportunity_line:*", "stage_change:create",
      "competitor:*", "contract:*", "contract.assignment:edit", "target:*", "relation:*",
      "campaign:*", "campaign_cost:create", "work_rule:*", "company:*", "cash_hand_in:*",
      "allocation_pool:*", "number_lease:*", "saved_filter:*", "attachment:*", "quote:*",
      "quote_line:*", "invoice:*", "invoice_line:*", "invoice.tax:edit", "invoice.credit:edit",
      "payment:create",
      "payment:edit", "payment.settlement:edit", "cheque_move:create", "payment_allocation:create",
      "delivery:create",
      "delivery_line:create",
    ])

  /// Sells on the road.
  public static let rep = DefaultRole(
    code: "rep", label: Label("Sales rep", "ویزیتور"), office: false, seesAll: false,
    grants: [
      "account:create", "account:edit", "contact:create", "contact:edit", "contact_point:*",
      "address:*", "visit:create", "visit:edit", "order:*", "order_line:*",
      "allocation_entry:create", "number_lease:edit", "saved_filter:*", "attachment:*",
      "interaction:create", "call:create", "call_leg:create", "task:*", "occasion:*", "document:*",
      "contact_role:*",
      "stock_move:create", "stock_count:*", "stock_count_line:*", "journey_plan:create",
      "journey_plan:edit", "journey_stop:create", "journey_stop:edit", "workday:create",
      "workday:edit", "form_response:create", "form_answer:create", "absence:create",
      "absence:edit",
      // Selling.
      "lead:*", "opportunity:*", "opportunity_line:*", "stage_change:create",
      "competitor:create", "competitor:edit", "contract:*", "relation:*",
      "quote:*", "quote_line:*", "invoice:*", "invoice_line:*", "payment:create", "payment:edit",
      "payment_allocation:create", "delivery:create", "delivery_line:create",
      "terms_grant:create", "cash_hand_in:create", "cash_hand_in:edit",
    ])

  /// All of them.
  public static let all = [administrator, manager, rep]
}
