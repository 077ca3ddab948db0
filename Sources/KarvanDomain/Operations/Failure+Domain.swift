// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Failure {
  /// The failure that a refused value of the domain is, said of a field.
  ///
  /// Its arguments are the stable code and the English sentence of the error.
  public init(_ error: DomainError, entity: String? = nil, field: String? = nil) {
    self.init(
      .malformed, entity: entity, field: field ?? error.field,
      [error.code.rawValue, error.message])
  }

  /// The failure that a broken law is.
  public init(
    _ law: DomainLaw, entity: String? = nil, record: RecordID? = nil, field: String? = nil,
    _ arguments: [String] = []
  ) {
    self.init(
      .invariant, entity: entity, record: record, field: field, [law.rawValue] + arguments)
  }
}

/// Runs a computation of the domain and says of which field its error is.
func naming<Result>(
  _ field: String?, of entity: String? = nil,
  _ body: () throws(DomainError) -> Result
) throws(Failure) -> Result {
  do throws(DomainError) {
    return try body()
  } catch {
    throw Failure(error, entity: entity, field: field)
  }
}
