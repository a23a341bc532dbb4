import JSONPath
import OrderedJSON

// Parts of a path that are accepted and do not do what they seem to do.

extension Inspection {
  /// ASLW51 to ASLW58: one warning for each kind of trap in a path that is a whole value.
  mutating func warnOfTraps(_ path: PathExpression, in value: JSONSyntax, at place: Place) {
    guard !path.traps.isEmpty else { return }
    warn(of: path.traps, in: (path.text, value), at: place)
  }

  /// The same for the paths in a call.
  mutating func warnOfTraps(_ call: IntrinsicExpression, at place: Place) {
    warn(of: call.paths.flatMap(\.traps), in: nil, at: place)
  }

  private mutating func warn(
    of traps: [PathTrap], in whole: (text: String, value: JSONSyntax)?, at place: Place
  ) {
    guard settings.warnings != .never else { return }
    var told: Set<PathTrap.Kind> = []
    for trap in traps where told.insert(trap.kind).inserted {
      var fixes: [Diagnostic.Fix] = []
      if let whole, let text = Self.mended(whole.text, traps.filter({ $0.kind == trap.kind })) {
        fixes = replacement(of: whole.value, byText: text)
      }
      report(Self.rule(of: trap.kind), DiagnosticText.trap(trap.kind), at: place, fixes: fixes)
    }
  }

  private static func rule(of kind: PathTrap.Kind) -> DiagnosticRule {
    switch kind {
    case .negativeIndex, .negativeBound: .negativeIndex
    case .function: .functionInPath
    case .namesInside: .severalNamesBeforeOtherSteps
    case .doubleQuotes: .doubleQuotesInFilter
    case .existence: .filterNeverHolds
    case .grouping: .parenthesesDoNotGroup
    case .wordOperator: .wordOperatorInFilter
    case .quotedPattern: .quotedPatternInFilter
    }
  }

  /// The path with its traps replaced; `nil` when one of them has no replacement.
  private static func mended(_ text: String, _ traps: [PathTrap]) -> String? {
    var bytes = Array(text.utf8)
    for trap in traps.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
      guard let replacement = trap.replacement, trap.range.upperBound <= bytes.count else { return nil }
      bytes.replaceSubrange(trap.range, with: replacement.utf8)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
