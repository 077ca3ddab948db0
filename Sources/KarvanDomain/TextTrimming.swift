// SPDX-License-Identifier: Apache-2.0

/// What surrounds a typed value without being part of it.
public enum TextTrimming {
  /// The text without white space, joiners and direction marks at its ends.
  public static func trim(_ text: some StringProtocol) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !isSurrounding($0) }),
      let last = scalars.lastIndex(where: { !isSurrounding($0) })
    else { return "" }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[first...last])
    return String(result)
  }

  /// Whether a scalar is invisible: white space, a format control, or a control.
  static func isSurrounding(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .control: true
    default: scalar.properties.isWhitespace
    }
  }
}
