// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import KarvanCLI

/// The command `karvan`: only what speaks with a server waits for the concurrency runtime.
@main
enum Main {
  static func main() {
    let process = ProcessInfo.processInfo
    let surroundings = Surroundings.live(environment: process.environment)
    switch Program.start(Array(CommandLine.arguments.dropFirst()), surroundings) {
    case .ended(let status): exit(status)
    case .network(let rest):
      Task { exit(await rest()) }
      dispatchMain()
    }
  }
}
