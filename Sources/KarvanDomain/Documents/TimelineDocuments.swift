// SPDX-License-Identifier: Apache-2.0

public import KarvanCore

extension Quote: TimelineEntity {
  /// For whom it is, and the deal that it is for.
  public static var histories: [HistoryPath] {
    [HistoryPath(shape.account), HistoryPath(shape.opportunity)]
  }
  /// When it was begun.
  public static var moment: Field { CreationFields.at }
  /// Its number and state.
  public static var gist: [Field] { [shape.number, shape.status, shape.reason, shape.note] }
}

extension Order: TimelineEntity {
  /// Whose order it is, and the deal whose quote it came from.
  public static var histories: [HistoryPath] {
    [HistoryPath(shape.account), HistoryPath(shape.quote, by: Quote.shape.opportunity)]
  }
  /// When it was begun.
  public static var moment: Field { CreationFields.at }
  /// Its number and state.
  public static var gist: [Field] { [shape.number, shape.status, shape.reason, shape.note] }
}

extension Delivery: TimelineEntity {
  /// Whose goods they are.
  public static var histories: [HistoryPath] { [HistoryPath(shape.account)] }
  /// When it was written down.
  public static var moment: Field { CreationFields.at }
  /// Which way the goods went, and why they came back.
  public static var gist: [Field] {
    [shape.kind, shape.number, shape.cause, shape.receivedBy, shape.note]
  }
}

extension Invoice: TimelineEntity {
  /// Who has to pay it.
  public static var histories: [HistoryPath] { [HistoryPath(shape.account)] }
  /// When it was begun.
  public static var moment: Field { CreationFields.at }
  /// Its number and state.
  public static var gist: [Field] {
    [shape.kind, shape.number, shape.legalNumber, shape.status, shape.reason, shape.note]
  }
}

extension Payment: TimelineEntity {
  /// Who paid.
  public static var histories: [HistoryPath] { [HistoryPath(shape.account)] }
  /// When it was written down.
  public static var moment: Field { CreationFields.at }
  /// How much, how, and what became of it.
  public static var gist: [Field] {
    [
      shape.direction, shape.method, shape.amount, shape.number, shape.status, shape.statusOn,
      shape.reason, shape.note,
    ]
  }
}
