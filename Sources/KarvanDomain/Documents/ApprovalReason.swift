// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// Why an order that was submitted waits for somebody's approval; elements of `approval_reasons`.
///
/// Whoever takes the order is never turned away: what speaks against it is kept on it, in words that
/// the office reads before it approves.
public enum ApprovalReason: String, CaseIterable, Sendable {
  /// With this order the account would owe more than its credit limit.
  case creditLimit = "credit_limit"
  /// The office holds the account's credit.
  case creditHold = "credit_hold"
  /// An invoice of the account is overdue for too long.
  case overdue
  /// More was taken off a line than its discount policy allows.
  case discount

  /// What people read.
  public var label: Label {
    switch self {
    case .creditLimit: Label("over the credit limit", "بیش از سقف اعتبار")
    case .creditHold: Label("credit on hold", "توقف اعتبار")
    case .overdue: Label("overdue invoices", "فاکتور سررسیدگذشته")
    case .discount: Label("discount over the limit", "تخفیف بیش از حد مجاز")
    }
  }
}
