// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// The accounts of the books that sales touch.
public enum AccountingRole: String, CaseIterable, Sendable {
  case receivable, cheques, cash, card, bank
  case chequesIssued = "cheques_issued"
  case sales, returns, discounts, vat, duties, rounding

  /// What people call it.
  public var label: Label {
    switch self {
    case .receivable: Label("Receivable", "حساب‌های دریافتنی")
    case .cheques: Label("Cheques received", "اسناد دریافتنی")
    case .cash: Label("Cash", "صندوق")
    case .card: Label("Card terminal", "کارت‌خوان")
    case .bank: Label("Bank", "بانک")
    case .chequesIssued: Label("Cheques issued", "اسناد پرداختنی")
    case .sales: Label("Sales", "فروش")
    case .returns: Label("Sales returns", "برگشت از فروش")
    case .discounts: Label("Sales discounts", "تخفیفات فروش")
    case .vat: Label("VAT payable", "مالیات بر ارزش افزوده پرداختنی")
    case .duties: Label("Other duties", "سایر عوارض")
    case .rounding: Label("Rounding", "تفاوت گرد کردن")
    }
  }
}

/// The codes by which books know their accounts: sample data, never presented as law.
public struct AccountingCodes: Hashable, Sendable {
  private var codes: [AccountingRole: String] = [
    .cash: "1101", .bank: "1102", .receivable: "1103", .cheques: "1104", .card: "1105",
    .chequesIssued: "2102", .vat: "2103", .duties: "2104", .sales: "4101", .returns: "4102",
    .discounts: "4103", .rounding: "6199",
  ]

  /// The usual ones.
  public init() {}

  /// The code of an account.
  public subscript(role: AccountingRole) -> String { codes[role] ?? role.rawValue }

  /// Reads `receivable = 1103`.
  ///
  /// - Returns: Whether it is that; of a code only the first sixty letters count, and controls do not.
  public mutating func read(_ line: String) -> Bool {
    // By scalars: a mark that combines would make one letter of itself and the sign.
    let scalars = line.unicodeScalars
    guard let equals = scalars.firstIndex(of: "="),
      let role = AccountingRole(
        rawValue: TextTrimming.trim(String(scalars[..<equals])).lowercased())
    else { return false }
    let code = TextTrimming.trim(
      String(
        String.UnicodeScalarView(
          scalars[scalars.index(after: equals)...].filter { $0.value >= 0x20 })
      ).prefix(60))
    guard !code.isEmpty else { return false }
    codes[role] = code
    return true
  }

  /// Reads a file of such lines; `#` begins a comment.
  ///
  /// - Returns: The first line that is none, by its number.
  public mutating func read(file: String) -> (number: Int, line: String)? {
    let lines = file.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let content = TextTrimming.trim(line.prefix { $0 != "#" })
      if !content.isEmpty, !read(content) { return (index + 1, content) }
    }
    return nil
  }
}
