// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Standard output for the result line, standard error for everything else.
enum Console {
  static func out(_ line: String) {
    print(line)
    fflush(nil)
  }

  static func note(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
