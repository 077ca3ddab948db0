// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

@testable import KarvanStore

/// The tables that are made once a process.
@Suite struct BaseLayoutTests {
  @Test func eachSchemaHasItsOwnTables() throws {
    let schemas = [try Toy.schema(), try Toy.laterSchema(), try Toy.declaringSchema()]
    for schema in schemas + schemas.reversed() + schemas {
      let known = BaseLayout.of(schema)
      let made = Layout(schema.declaring([]))
      #expect(known.fingerprint == made.fingerprint)
      #expect(known.entities.map(\.selectByID) == made.entities.map(\.selectByID))
    }
  }
}
