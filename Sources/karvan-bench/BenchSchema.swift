// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSync

/// The customer of the workload: twelve columns, of which the first is the record's identifier.
struct Customer: EntityType {
  let name = Field(3, .text(maximum: 200), "Name", "نام")
  let phone = Field(4, .text(maximum: 50), "Phone", "تلفن")
  let city = Field(5, .text(maximum: 100), "City", "شهر")
  let industry = Field(6, .text(maximum: 100), "Industry", "صنعت")
  let creditLimit = Field(7, .integer(.min ... .max), "Credit limit", "سقف اعتبار")
  let balance = Field(8, .integer(.min ... .max), "Balance", "مانده")
  let tags = Field(9, .text(maximum: 500), "Tags", "برچسب‌ها")
  let notes = Field(10, .text(maximum: 2_000), "Notes", "یادداشت‌ها")
  let createdAt = Field(11, .text(maximum: 40), "Created", "زمان ایجاد")
  let updatedAt = Field(12, .text(maximum: 40), "Updated", "زمان تغییر")
  let owner = Field(13, .text(maximum: 40), "Owner", "مسئول")

  static let shape = Customer()
  // Not one of those that the engine knows.
  static let tag: EntityTag = 40
  static let about = EntityAbout(
    "customer", tag: tag, "Customer", "مشتری", scopes: [.everyone], recordsCreation: false,
    title: [3])

  /// The columns of the row file, in its order, without the identifier.
  static let columns = [
    "name", "phone", "city", "industry", "credit_limit", "balance", "tags", "notes",
    "created_at", "updated_at", "owner",
  ]
}

enum Bench {
  static func schema() throws -> Schema { try Schema(version: 1, [Entity(Customer.self)]) }

  static let user = RecordID(high: 1, low: 1)

  static let author = Author(
    user: user, isActive: true, office: false, grants: ["*"], scopes: [.everyone])

  static let knowledge = OfficeKnowledge(
    author: { _, _ in author }, review: { _, _ in nil })

  /// The fields in the order of the row file's columns.
  static func fields(_ entity: Entity) throws -> [Field] {
    try Customer.columns.map { name in
      guard let field = entity.field(named: name) else { throw BenchError("no column \(name)") }
      return field
    }
  }

  /// A cell of the row file as a value.
  static func value(_ text: Substring, _ field: Field) throws -> Value {
    guard case .integer = field.kind else { return .text(String(text)) }
    guard let number = Int64(text) else { throw BenchError("\(text) is no number") }
    return .integer(number)
  }
}

/// Why a run of the benchmark stopped.
struct BenchError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
