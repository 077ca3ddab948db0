// SPDX-License-Identifier: Apache-2.0
import Foundation
import KarvanFuzzing

#if KARVAN_FUZZ
  import CFuzzer
#endif

/// The search for bytes that a decoder does not stand; see tools/fuzz.
@main
enum KarvanFuzz {
  private static let usage = """
    usage: karvan-fuzz list | samples NAME FOLDER | read NAME FILE... | search NAME ARGUMENTS...
      list     the decoders
      samples  writes the valid inputs that a search sets out from
      read     reads files once, as a search would; this replays what was found
      search   runs libFuzzer with its own arguments; only in the build that tools/fuzz makes
    """

  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    guard let verb = words.first else { fail(usage, status: 2) }
    if verb == "list" { return Decoder.all.forEach { Console.out("\($0.name) \($0.longest)") } }
    guard words.count >= 2, let decoder = Decoder.named(words[1]) else { fail(usage, status: 2) }
    do {
      switch verb {
      case "samples": try write(try decoder.samples(), to: words[2...].first ?? ".")
      case "read": try words[2...].forEach { try read(decoder, $0) }
      case "search": exit(search(decoder, Array(words[2...])))
      default: fail(usage, status: 2)
      }
    } catch {
      fail("\(error)", status: 1)
    }
  }

  private static func write(_ samples: [[UInt8]], to folder: String) throws {
    for (index, sample) in samples.enumerated() {
      try Data(sample).write(to: URL(fileURLWithPath: "\(folder)/sample-\(index)"))
    }
  }

  private static func read(_ decoder: Decoder, _ path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let wasRead = try decoder.read(bytes)
    Console.out("\(path): \(wasRead ? "read" : "refused")")
  }

  private static func fail(_ text: String, status: Int32) -> Never {
    Console.note(text)
    exit(status)
  }

  #if KARVAN_FUZZ
    private static func search(_ decoder: Decoder, _ arguments: [String]) -> Int32 {
      Search.decoder = decoder
      var pointers: [UnsafeMutablePointer<CChar>?] = (["karvan-fuzz"] + arguments).map {
        strdup($0)
      }
      var count = Int32(pointers.count)
      pointers.append(nil)
      return pointers.withUnsafeMutableBufferPointer { buffer in
        var base = buffer.baseAddress
        return LLVMFuzzerRunDriver(&count, &base, takeInput)
      }
    }
  #else
    private static func search(_ decoder: Decoder, _ arguments: [String]) -> Int32 {
      fail("this build can only read: tools/fuzz makes the one that searches", status: 2)
    }
  #endif
}

#if KARVAN_FUZZ
  /// What the search reads by; libFuzzer calls a function without a context.
  private enum Search {
    // SAFETY: set once, before the search begins, which runs on one thread.
    nonisolated(unsafe) static var decoder: Decoder?
  }

  /// One input; it has the name by which libFuzzer's own main, which is not run, asks for it.
  @_cdecl("LLVMFuzzerTestOneInput")
  func takeInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    do {
      try Search.decoder?.read(Array(UnsafeBufferPointer(start: data, count: size)))
    } catch {
      fatalError("a law is broken: \(error)")
    }
    return 0
  }
#endif
