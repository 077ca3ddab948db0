// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Sequence<RecordView> {
  /// By the displayed value of a field; equal ones by identifier, so that everybody has one order.
  public func ordered(by field: Field) -> [RecordView] {
    sorted { left, right in
      let values = (left[field], right[field])
      return values.0 != values.1 ? values.0 < values.1 : left.id < right.id
    }
  }
}
