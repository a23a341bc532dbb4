/// The reason why a string is not a regular expression.
package struct PatternError: Error {
  /// A description of the problem.
  package let reason: String

  /// Creates an error.
  package init(reason: String) { self.reason = reason }
}

/// A regular expression as a tree, the result of the parsers of all grammars.
package indirect enum PatternNode: Sendable {
  case empty
  /// One character.
  case set(CharacterSet)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  /// A group, and its number from 1 if it captures what it matches.
  case group(PatternNode, Int?)
  /// A node that is repeated; any number of times if `most` is `nil`.
  case repetition(PatternNode, least: Int, most: Int?, PatternGreed)
  case assertion(PatternAssertion)
  /// What the group with a number has matched.
  case backreference(Int, PatternFolding)
  /// What the group with a name has matched; the group may come later in the expression.
  case namedBackreference(String, PatternFolding)
  case look(PatternNode, isAhead: Bool, isNegated: Bool)
  /// An atomic group: no alternative in it is tried when what follows fails.
  case atomic(PatternNode)
}

/// The number of repetitions that are tried first.
package enum PatternGreed: Sendable {
  /// As many as possible: `a*`.
  case greedy
  /// As few as possible: `a*?`.
  case lazy
  /// As many as possible, never fewer: `a*+`.
  case possessive
}

/// Which characters are equal in a back reference.
package enum PatternFolding: Int32, Sendable {
  /// The same characters.
  case none
  /// ASCII letters without regard to case.
  case ascii
  /// All letters without regard to case.
  case unicode
}

/// A condition on a position between characters.
package enum PatternAssertion: Int32, Sendable {
  case textStart
  case textEnd
  /// The start of the string, or after a line end of ECMAScript.
  case lineStart
  /// The end of the string, or before a line end of ECMAScript.
  case lineEnd
  /// The start of the string, or after a line end of Java that is not the end of the string.
  case javaLineStart
  /// As ``javaLineStart``, where only `\n` ends a line.
  case unixLineStart
  /// The end of the string, or before a line end of Java.
  case javaLineEnd
  /// As ``javaLineEnd``, where only `\n` ends a line.
  case unixLineEnd
  /// The end of the string, or before a line end of Java that is the last thing in it.
  case lastJavaLineEnd
  /// As ``lastJavaLineEnd``, where only `\n` ends a line.
  case lastUnixLineEnd
  /// Between a word character of ASCII and something else.
  case boundary
  case notBoundary
  /// Between a word character of Unicode and something else.
  case unicodeBoundary
  case notUnicodeBoundary

  /// Whether what is before the position matters.
  var looksBack: Bool {
    switch self {
    case .textEnd, .lineEnd: false
    case .textStart, .lineStart, .javaLineStart, .unixLineStart, .javaLineEnd, .unixLineEnd, .lastJavaLineEnd,
      .lastUnixLineEnd, .boundary, .notBoundary, .unicodeBoundary, .notUnicodeBoundary:
      true
    }
  }
}

/// The differences in meaning between the grammars.
package struct PatternMeaning: Sendable {
  /// Whether groups in a repetition forget what they have matched whenever it begins anew, repetitions without a bound
  /// and those with one end with an empty one, and a group that has matched nothing yet can be matched again.
  let isECMAScript: Bool

  /// As ECMA-262 defines it, without the flags `u` and `v`.
  package static let ecmaScript = PatternMeaning(isECMAScript: true)
  /// As `java.util.regex.Pattern` defines it.
  package static let java = PatternMeaning(isECMAScript: false)
}
