// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The only place of this program that writes to a terminal.
enum Console {
  static func out(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

  static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
