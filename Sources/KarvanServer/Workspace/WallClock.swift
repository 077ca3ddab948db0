// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The wall clock, in milliseconds since 1970.
public func wallClock() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }
