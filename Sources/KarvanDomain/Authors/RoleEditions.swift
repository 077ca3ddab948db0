// SPDX-License-Identifier: Apache-2.0

/// What the default roles allowed when entities were fewer: a workspace that was made then has its
/// roles so, as long as nobody changed them.
enum RoleEditions {
  /// What each edition brought, the first whole; only those before ``DefaultRoles`` as it is.
  ///
  /// Workspaces note what they were given, so that this need not grow.
  private static let steps: [[String: [String]]] = [
    [
      "manager": [
        "account:*", "account.credit:edit", "account.payment_terms:edit",
        "account.assignment:edit", "contact:*", "contact_point:*", "address:*", "product:*",
        "product.price:edit", "visit:*", "visit.assignment:edit", "order:*",
        "order.approval:edit", "order_line:*", "review_item:create", "review_item:edit",
        "territory:create", "territory:edit",
      ],
      "rep": [
        "account:create", "account:edit", "contact:create", "contact:edit", "contact_point:*",
        "address:*", "visit:create", "visit:edit", "order:*", "order_line:*",
      ],
    ],
    [
      "manager": ["allocation:*", "allocation_entry:*", "allocation_pool:*", "number_lease:*"],
      "rep": ["allocation_entry:create", "number_lease:edit"],
    ],
    ["manager": ["saved_filter:*"], "rep": ["saved_filter:*"]],
    ["manager": ["attachment:*"], "rep": ["attachment:*"]],
    [
      "manager": [
        "interaction:*", "call:*", "call_leg:*", "task:*", "task.assignment:edit", "occasion:*",
        "document:*", "contact_role:*",
      ],
      "rep": [
        "interaction:create", "call:create", "call_leg:create", "task:*", "occasion:*",
        "document:*", "contact_role:*",
      ],
    ],
    [
      "manager": [
        "stock_location:*", "stock_move:*", "stock_move.warehouse:edit", "stock_count:*",
        "stock_count.assignment:edit", "stock_count_line:*", "journey_plan:*",
        "journey_plan.assignment:edit", "journey_stop:*", "workday:*", "workday.assignment:edit",
        "form:*", "form_question:*", "form_response:create", "form_answer:create", "must_sell:*",
        "absence:*", "absence.assignment:edit",
      ],
      "rep": [
        "stock_move:create", "stock_count:*", "stock_count_line:*", "journey_plan:create",
        "journey_plan:edit", "journey_stop:create", "journey_stop:edit", "workday:create",
        "workday:edit", "form_response:create", "form_answer:create", "absence:create",
        "absence:edit",
      ],
    ],
    [
      "manager": [
        "lead:*", "lead.assignment:edit", "pipeline:*", "stage:*", "opportunity:*",
        "opportunity.assignment:edit", "opportunity_line:*", "stage_change:create",
        "competitor:*", "contract:*", "contract.assignment:edit", "target:*", "relation:*",
        "campaign:*",
      ],
      "rep": [
        "lead:*", "opportunity:*", "opportunity_line:*", "stage_change:create",
        "competitor:create", "competitor:edit", "contract:*", "relation:*",
      ],
    ],
    [
      "manager": [
        "quote:*", "quote_line:*", "invoice:*", "invoice_line:*", "invoice.tax:edit",
        "invoice.credit:edit", "payment:create", "payment:edit", "payment.settlement:edit",
        "payment_allocation:create", "delivery:create", "delivery_line:create",
      ],
      "rep": [
        "quote:*", "quote_line:*", "invoice:*", "invoice_line:*", "payment:create",
        "payment:edit", "payment_allocation:create", "delivery:create", "delivery_line:create",
      ],
    ],
    [
      "manager": [
        "account.pricing:edit", "product.cost:edit", "customer_group:*", "product_unit:*",
        "price_list:*", "price_rule:*", "promotion:*", "promotion_tier:*", "exchange_rate:*",
        "discount_policy:*",
      ]
    ],
  ]

  /// The grants of a role in each edition, oldest first.
  static func grants(of code: String) -> [Set<String>] {
    var grants: Set<String> = []
    return steps.map { step in
      grants.formUnion(step[code] ?? [])
      return grants
    }
  }
}
