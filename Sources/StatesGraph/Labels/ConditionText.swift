import JSONPath
import OrderedJSON
import StatesLanguage

/// The condition of a Choice rule as people read it: `$.total > 100 and $.kind = "gift"`.
struct ConditionText {
  /// Longer conditions, and parts nested deeper, are cut.
  private static let maximumBytes = 1_000
  private static let maximumDepth = 24

  private let isAbbreviated: Bool
  private var text = ""
  private var isFull: Bool { text.utf8.count > Self.maximumBytes }

  private init(isAbbreviated: Bool) { self.isAbbreviated = isAbbreviated }

  /// The text of a condition on one line.
  ///
  /// - Parameter isAbbreviated: whether only the ends of long paths are shown.
  static func text(of condition: ChoiceCondition, isAbbreviated: Bool = false) -> String {
    var writer = ConditionText(isAbbreviated: isAbbreviated)
    writer.append(condition, .anything, depth: 0)
    return DisplayText.line(writer.text)
  }

  /// What a part of a condition stands in, which decides whether it needs parentheses.
  private enum Position {
    case anything, and, or, not
  }

  private mutating func append(_ condition: ChoiceCondition, _ position: Position, depth: Int) {
    guard !isFull, depth < Self.maximumDepth else {
      if !text.hasSuffix("…") { text += "…" }
      return
    }
    switch condition {
    case .and(let parts): append(parts, " and ", .and, isEnclosed: position == .not, depth)
    case .or(let parts): append(parts, " or ", .or, isEnclosed: position == .not || position == .and, depth)
    case .not(let part):
      text += "not "
      append(part, .not, depth: depth + 1)
    case .comparison(let comparison): append(comparison)
    case .expression(let expression): text += expression.text
    case .literal(let value): text += value ? "true" : "false"
    }
  }

  private mutating func append(
    _ parts: [ChoiceCondition], _ word: String, _ position: Position, isEnclosed: Bool, _ depth: Int
  ) {
    let isEnclosed = isEnclosed && parts.count > 1
    if isEnclosed { text += "(" }
    for (index, part) in parts.enumerated() where !isFull {
      if index > 0 { text += word }
      append(part, parts.count > 1 ? position : .anything, depth: depth + 1)
    }
    if isEnclosed, !isFull { text += ")" }
    if isFull, !text.hasSuffix("…") { text += "…" }
  }

  private mutating func append(_ comparison: ChoiceCondition.Comparison) {
    text += path(comparison.variable)
    switch comparison.test {
    case .compare(_, let relation, let operand): text += " \(Self.sign(relation)) \(value(operand))"
    case .matches(let pattern): text += " matches \(JSON.string(pattern.text))"
    case .isOfKind(let kind, let expected): text += (expected ? " is " : " is not ") + Self.name(kind)
    }
  }

  private static func sign(_ relation: ChoiceOperator.Relation) -> String {
    switch relation {
    case .equals: "="
    case .lessThan: "<"
    case .greaterThan: ">"
    case .lessThanEquals: "≤"
    case .greaterThanEquals: "≥"
    }
  }

  private func value(_ operand: ChoiceTest.Operand) -> String {
    switch operand {
    case .literal(let value): value.description
    case .timestamp(let literal): literal.text
    case .path(let path): self.path(path)
    }
  }

  /// `$.order.total`; of a long path the root and the last steps, `$….total`.
  private func path(_ path: PathExpression) -> String {
    let scalars = path.text.unicodeScalars
    guard isAbbreviated, scalars.count > Self.maximumPathLength else { return path.text }
    let end = scalars.suffix(Self.maximumPathLength - 2)
    guard let step = end.dropLast().firstIndex(where: { $0 == "." || $0 == "[" }) else { return path.text }
    return "$…" + String(Substring(end[step...]))
  }

  private static let maximumPathLength = 32

  private static func name(_ kind: ChoiceOperator.Kind) -> String {
    switch kind {
    case .null: "null"
    case .present: "present"
    case .numeric: "a number"
    case .string: "a string"
    case .boolean: "a boolean"
    case .timestamp: "a timestamp"
    }
  }
}
