/// A regular expression as a tree.
indirect enum PatternNode: Sendable {
  case empty
  case characters(CharacterSet)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  case repeated(PatternNode, minimum: Int, maximum: Int?, PatternGreed)
  /// A group whose match is stored under a number from 1.
  case capture(PatternNode, Int)
  /// `(?=…)` and `(?!…)`.
  case lookAhead(PatternNode, isNegative: Bool)
  /// `(?>…)`: matched without backtracking into it.
  case atomic(PatternNode)
  case assertion(PatternAssertion)
  /// `\1`: the text that a group has matched.
  case backreference(Int, PatternFlags)
}

/// How many repetitions are tried first.
enum PatternGreed: Sendable {
  /// As many as possible: `a*`.
  case greedy
  /// As few as possible: `a*?`.
  case lazy
  /// As many as possible, never fewer: `a*+`.
  case possessive
}

/// A condition on a position between characters.
enum PatternAssertion: Sendable {
  case textStart
  case textEnd
  /// The end, or before a final line end.
  case lastLineEnd(isUnix: Bool)
  case lineStart(isUnix: Bool)
  case lineEnd(isUnix: Bool)
  case wordBoundary(isNegative: Bool, isUnicode: Bool)
}
