// SPDX-License-Identifier: Apache-2.0

/// Something that must never be.
struct Trouble: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
