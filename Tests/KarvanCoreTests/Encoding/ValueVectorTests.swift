// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import Testing

/// `protocol/vectors/values.json`, both ways. `KARVAN_WRITE_VECTORS=1` writes it anew.
@Suite("Vectors of the packed encoding", .serialized)
struct ValueVectorTests {
  private typealias Entry = [String: String]

  private static let file = "values.json"

  private func accepted() -> [String: [Entry]] {
    func entries(_ list: [(String, [UInt8])]) -> [Entry] {
      list.map { ["is": $0, "hex": Hexadecimal.text(of: $1)] }
    }
    return [
      "values": entries(ValueVectors.values.map { ($0, Packed.value($1)) }),
      "groups": entries(
        ValueVectors.groups.compactMap { name, tag, values in
          values.map { (name, Packed.values($0, of: tag)) }
        }),
      "clocks": entries(ValueVectors.clocks.map { ($0, Packed.clock($1)) }),
      "commits": entries(ValueVectors.commits.map { ($0, Packed.commit($1)) }),
      "states": entries(ValueVectors.states.map { ($0, Packed.state($1)) }),
      "digestible": entries(ValueVectors.states.map { ($0, Packed.digestible($1)) }),
    ]
  }

  private func refused() -> [String: [Entry]] {
    let lists: [(String, [(String, [UInt8])])] = [
      ("values", RefusedVectors.values), ("groups", RefusedVectors.groups),
      ("clocks", RefusedVectors.clocks), ("commits", RefusedVectors.commits),
      ("states", RefusedVectors.states),
    ]
    return Dictionary(
      uniqueKeysWithValues: lists.map { kind, list in
        let entries = list.map { name, bytes in
          let failure = failure(kind, bytes)
          return [
            "is": name, "hex": Hexadecimal.text(of: bytes), "expected": failure?.expected ?? "",
            "offset": failure.map { "\($0.offset)" } ?? "",
          ]
        }
        return (kind, entries)
      })
  }

  private func failure(_ kind: String, _ bytes: [UInt8]) -> DecodingFailure? {
    do throws(DecodingFailure) {
      switch kind {
      case "values": _ = try Unpacked.value(bytes)
      case "groups": _ = try Unpacked.values(bytes, of: 7)
      case "clocks": _ = try Unpacked.clock(bytes)
      case "commits": _ = try Unpacked.commit(bytes, sequence: 5)
      default: _ = try Unpacked.state(bytes)
      }
      return nil
    } catch { return error }
  }

  @Test("is what Core writes and refuses")
  func same() throws {
    if VectorFile.isWriting {
      try VectorFile.write(
        ["format": 1, "accepted": accepted(), "refused": refused()], to: Self.file)
    }
    let file = try VectorFile.object(Self.file)
    #expect(file["accepted"] as? [String: [Entry]] == accepted())
    #expect(file["refused"] as? [String: [Entry]] == refused())
    for entry in refused().values.joined() { #expect(entry["expected"] != "", "\(entry)") }
  }

  @Test("reads back to what was packed")
  func decoding() throws {
    let file = try VectorFile.object(Self.file)
    let accepted = try #require(file["accepted"] as? [String: [Entry]])
    func bytes(_ kind: String, _ name: String) throws -> [UInt8] {
      let entry = try #require(accepted[kind]?.first { $0["is"] == name })
      let hex = try #require(entry["hex"])
      return try #require(Hexadecimal.bytes(of: hex))
    }
    for (name, value) in ValueVectors.values {
      #expect(try Unpacked.value(bytes("values", name)) == value, "\(name)")
    }
    for (name, tag, values) in ValueVectors.groups {
      #expect(try Unpacked.values(bytes("groups", name), of: tag) == values, "\(name)")
    }
    for (name, clock) in ValueVectors.clocks {
      #expect(try Unpacked.clock(bytes("clocks", name)) == clock, "\(name)")
    }
    for (name, commit) in ValueVectors.commits {
      #expect(try Unpacked.commit(bytes("commits", name), sequence: 5) == commit, "\(name)")
    }
    for (name, state) in ValueVectors.states {
      #expect(try Unpacked.state(bytes("states", name)) == state, "\(name)")
    }
  }
}
