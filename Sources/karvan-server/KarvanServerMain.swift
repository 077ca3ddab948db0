// SPDX-License-Identifier: Apache-2.0
import KarvanServer

@main
struct KarvanServerMain {
  static func main() async { await ServerCommand.start() }
}
