// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

/// What is done with accounts beyond plain edits.
public enum AccountOperations {
  /// Opens an account together with its main phone, in one commit; the account comes first.
  ///
  /// - Parameters:
  ///   - account: The account's values.
  ///   - phone: The number as typed.
  ///   - countryCode: The calling code of a number that is typed without one.
  ///   - context: Who opens it, and when.
  public static func open(
    _ account: RecordEdit, phone: String? = nil, countryCode: String = "98",
    in context: OperationContext
  ) throws -> OperationDraft {
    let id = context.makeID()
    guard let phone else {
      let change = try context.creation(try context.entity(Account.tag), id, account)
      return OperationDraft("account open", [change])
    }
    let point = ContactPoint.shape
    let pointID = context.makeID()
    var account = account
    account.fill(Account.shape.primaryPhone, .reference(pointID))
    let values: [FieldTag: Value] = [
      point.account.tag: .reference(id), point.kind.tag: .text("phone"),
      point.value.tag: .text(phone), point.countryCode.tag: .text(countryCode),
    ]
    return OperationDraft(
      "account open",
      [
        try context.creation(try context.entity(Account.tag), id, account),
        try context.creation(
          try context.entity(ContactPoint.tag), pointID, RecordEdit(values: values)),
      ])
  }
}
