// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A line between devices and the server that can be cut, slowed, shortened and garbled.
final class Proxy: Sendable {
  /// What a connection suffers.
  enum Fault: CaseIterable {
    /// Nothing.
    case none
    /// It ends after some bytes from the device.
    case cutUp
    /// It ends after some bytes from the server, so that an answer is lost after its commit.
    case cutDown
    /// Every piece waits.
    case delay
    /// A few bytes at a time.
    case trickle
    /// The rest of the answer is left out, and the connection ends in order.
    case truncate
    /// Some bytes come twice.
    case double
    /// Nobody answers for a while, then it ends.
    case hang
    /// It ends at once.
    case refuse
  }

  private struct State {
    var server = 0
    var faults: [Fault] = []
    var dice = Dice(seed: 0)
    var isClosed = false
  }

  let port: Int
  private let listener: Int32
  private let state = Mutex(State())

  /// Listens on a free port of the loopback interface.
  init() throws {
    (listener, port) = try Self.open()
    Thread.detachNewThread { [self] in serve() }
  }

  private static func open() throws -> (Int32, Int) {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(0)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(file, $0, &size) }
    }
    guard file >= 0, bound == 0, listen(file, 64) == 0 else {
      throw Trouble("the proxy cannot listen: \(String(cString: strerror(errno)))")
    }
    return (file, Int(UInt16(bigEndian: address.sin_port)))
  }

  /// Where the server listens now.
  func lead(to server: Int) { state.withLock { $0.server = server } }

  /// From now on connections suffer one of these each; none where there are none.
  func suffer(_ faults: [Fault], _ dice: Dice) {
    state.withLock {
      $0.faults = faults
      $0.dice = dice
    }
  }

  func stop() {
    state.withLock { $0.isClosed = true }
    shutdown(listener, Int32(SHUT_RDWR))
    _ = close(listener)
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private func serve() {
    while true {
      let device = accept(listener, nil, nil)
      guard device >= 0 else {
        if state.withLock({ $0.isClosed }) { return }
        continue
      }
      let (server, fault, dice) = state.withLock { state in
        (state.server, state.dice.one(of: state.faults) ?? .none, state.dice.another())
      }
      Thread.detachNewThread {
        Line(device: device, fault: fault, dice: dice).carry(to: Self.reach(server))
      }
    }
  }

  private static func reach(_ port: Int) -> Int32 {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port)
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if status == 0 { return file }
    _ = close(file)
    return -1
  }
}

/// One connection.
private struct Line {
  let device: Int32
  let fault: Proxy.Fault
  var dice: Dice

  private static let pieceBytes = 4_096
  private static let hangMilliseconds = 1_500

  func carry(to server: Int32) {
    defer {
      _ = close(device)
      if server >= 0 { _ = close(server) }
    }
    guard server >= 0, fault != .refuse else { return }
    if fault == .hang { return Moment.pause(milliseconds: Self.hangMilliseconds) }
    var dice = dice
    // Requests and answers are some hundreds of bytes to a few thousand.
    var left = (up: dice.within(1...3_000), down: dice.within(1...3_000))
    var bytes = [UInt8](repeating: 0, count: Self.pieceBytes)
    while true {
      var polled = [
        pollfd(fd: device, events: Int16(POLLIN), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&polled, 2, 30_000) > 0 else { return }
      let isUp = polled[0].revents != 0
      let limit = fault == .trickle ? 7 : Self.pieceBytes
      let count = recv(isUp ? device : server, &bytes, limit, 0)
      guard count > 0 else { return }
      var piece = Array(bytes[..<count])
      switch fault {
      case .cutUp where isUp:
        if piece.count >= left.up {
          _ = Self.put(Array(piece.prefix(left.up)), to: server)
          return
        }
        left.up -= piece.count
      case .cutDown where !isUp, .truncate where !isUp:
        if piece.count >= left.down {
          _ = Self.put(Array(piece.prefix(left.down)), to: device)
          if fault == .truncate { shutdown(device, Int32(SHUT_WR)) }
          return
        }
        left.down -= piece.count
      case .double where dice.chance(50):
        let start = dice.below(piece.count)
        piece.insert(contentsOf: piece[start...].prefix(1 + dice.below(40)), at: start)
      case .delay: Moment.pause(milliseconds: dice.within(5...120))
      case .trickle: Moment.pause(milliseconds: 1)
      default: break
      }
      guard Self.put(piece, to: isUp ? server : device) else { return }
    }
  }

  private static func put(_ bytes: [UInt8], to file: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let sent = bytes[done...].withUnsafeBytes {
        send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { return false }
      done += sent
    }
    return true
  }
}
