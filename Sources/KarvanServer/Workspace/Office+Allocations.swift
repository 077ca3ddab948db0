// SPDX-License-Identifier: Apache-2.0
public import KarvanCore
public import KarvanDomain
import KarvanStore
import KarvanSync

/// What an allocation is of, as a person names it.
public struct NamedResource: Sendable {
  /// The number or name of a product.
  public var product: String?
  /// The location of stock.
  public var location: String
  /// The name of an account.
  public var account: String?
  /// The name of a budget.
  public var budget: String?
  /// The currency of a budget.
  public var currency: String

  /// Names a resource; exactly one of product, account and budget.
  public init(
    product: String? = nil, location: String = "main", account: String? = nil,
    budget: String? = nil, currency: String = "IRR"
  ) {
    self.product = product
    self.location = location
    self.account = account
    self.budget = budget
    self.currency = currency
  }
}

extension Office {
  /// Sets an amount of a resource aside for allocations; a negative one takes it out again.
  public func fillPool(_ name: NamedResource, _ amount: String, now: Int64) throws {
    try operate(now: now) { authoring, writer, author in
      let (resource, amount) = try read(name, amount, writer)
      _ = try authoring.commit(by: author) {
        try EscrowOperations.fill(resource, amount, in: $0)
      }
    }
  }

  /// Grants an amount of a resource to the present life of a device.
  ///
  /// - Returns: the allocation.
  public func grant(
    _ name: NamedResource, _ amount: String, device code: String, expiresAt: Int64? = nil,
    now: Int64
  ) throws -> RecordID {
    try operate(now: now) { authoring, writer, author in
      let holder = try holder(code, writer)
      let (resource, amount) = try read(name, amount, writer)
      let commit = try authoring.commit(by: author) {
        try EscrowOperations.grant(resource, amount, to: holder, expiresAt: expiresAt, in: $0)
      }
      let change = commit?.changes.first
      if change?.entity == Allocation.tag { return change?.record ?? author.user }
      let entry = try change.flatMap { try writer.record(AllocationEntry.tag, $0.record) }
      guard let id = entry?[AllocationEntry.shape.allocation].reference else {
        throw ServerError(.system, "nothing was written")
      }
      return id
    }
  }

  /// Adds to an allocation that is named by the end of its identifier.
  public func topUp(_ name: String, _ amount: String, now: Int64) throws {
    try operate(now: now) { authoring, writer, author in
      let allocation = try allocation(name, writer)
      let amount = try EscrowText.parse(amount, of: allocation)
      _ = try authoring.commit(by: author) {
        try EscrowOperations.topUp(allocation, amount, in: $0)
      }
    }
  }

  /// Wants an allocation back: a holder that may still sell is asked, from one that is shut out
  /// the rest is taken.
  ///
  /// - Returns: whether it was taken.
  public func reclaim(_ name: String, now: Int64) throws -> Bool {
    try operate(now: now) { authoring, writer, author in
      let allocation = try allocation(name, writer)
      let holder = allocation[Allocation.shape.holder].text.flatMap { ReplicaID(text: $0) }
      let isShutOut = try holder.flatMap { try writer.standing(of: $0) }?.isShutOut == true
      _ = try authoring.commit(by: author) { context in
        guard isShutOut else { return try EscrowOperations.reclaim(allocation, in: context) }
        let book = try AllocationBook(allocation, reader: context.reader)
        return try EscrowOperations.reclaimFromShutOut(book, in: context)
      }
      return isShutOut
    }
  }

  /// One allocation as `allocation list` shows it.
  public struct AllocationLine: Sendable {
    /// The allocation with its ledger.
    public let book: AllocationBook
    /// The login of its user.
    public let login: String
    /// What it is of, for people.
    public let resource: String
    /// What is left of the pool; nil when the sums do not fit.
    public let poolFree: Int64?
  }

  /// All allocations, oldest first.
  public func allocations() throws -> [AllocationLine] {
    try database.read { reader in
      try reader.list(RecordQuery(Allocation.tag)).map { view in
        let user = try view[Allocation.shape.user].reference
          .flatMap { try reader.record(User.tag, $0) }
        return AllocationLine(
          book: try AllocationBook(view, reader: reader),
          login: user?[User.shape.login].text ?? "",
          resource: try EscrowText.subject(of: view, reader: reader),
          poolFree: try Escrow.pool(of: view, reader: reader)?.free)
      }
    }
  }
}

extension Office {
  /// The present life of a device, as a holder.
  func holder(_ code: String, _ reader: OfficeReader) throws -> EscrowOperations.Holder {
    guard let device = try reader.device(code: code.uppercased()), device.revokedAt == nil,
      let replica = try reader.replica(of: device.id)
    else {
      throw ServerError(
        .notFound,
        "there is no device “\(code)” that may sync; list them with: karvan-server device list")
    }
    return EscrowOperations.Holder(replica: replica, device: device.code, user: device.user)
  }

  private func read(
    _ name: NamedResource, _ amount: String, _ reader: OfficeReader
  ) throws -> (EscrowOperations.Resource, Int64) {
    switch (name.product, name.account, name.budget) {
    case (let product?, nil, nil):
      let view = try named(product, Product.tag, reader)
      return (
        .stock(product: view.id, location: name.location),
        try EscrowText.parse(amount, currency: nil)
      )
    case (nil, let account?, nil):
      let view = try named(account, Account.tag, reader)
      let currency = try Currency.named(view[Account.shape.creditCurrency].text ?? "IRR")
      return (.credit(account: view.id), try EscrowText.parse(amount, currency: currency))
    case (nil, nil, let budget?):
      let currency = try Currency.named(name.currency)
      return (
        .budget(name: budget, currency: currency),
        try EscrowText.parse(amount, currency: currency)
      )
    default: throw ServerError(.usage, "give one of --product, --account and --budget")
    }
  }

  /// The one living record with a title, or with a part of one.
  private func named(
    _ name: String, _ tag: EntityTag, _ reader: OfficeReader
  ) throws -> RecordView {
    guard let entity = schema[tag] else { throw Failure(.unknownEntity, ["\(tag)"]) }
    let found = try reader.records(entity, titled: name)
    guard let view = found.first, found.count == 1 else {
      throw ServerError(
        .notFound,
        found.isEmpty
          ? "there is no \(entity.name) “\(name)”" : "several are called “\(name)”")
    }
    return view
  }

  private func allocation(_ name: String, _ reader: OfficeReader) throws -> RecordView {
    let found = try reader.records(Allocation.tag, idSuffix: name)
    guard let view = found.first, found.count == 1 else {
      throw ServerError(
        .notFound,
        found.isEmpty
          ? "there is no allocation “\(name)”; list them with: karvan-server allocation list"
          : "several allocations end in “\(name)”; give more of the identifier")
    }
    return view
  }
}
