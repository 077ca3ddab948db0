// SPDX-License-Identifier: Apache-2.0
import KarvanCore
import KarvanSealing
import KarvanStore
import KarvanWire

/// Names a fault for the log without repeating anything that a request brought.
enum Fault {
  static func of(_ error: any Error) -> String {
    switch error {
    case let error as StoreError: "store: \(error.code.rawValue)"
    case let error as WireError: "wire: \(error.code.rawValue) \(error.place)"
    case let error as Failure: "failure: \(error.code.rawValue)"
    case let error as SealingError: "sealing: \(error.code.rawValue)"
    case let error as ServerError: "server: \(error.code.rawValue)"
    default: "\(type(of: error))"
    }
  }
}
