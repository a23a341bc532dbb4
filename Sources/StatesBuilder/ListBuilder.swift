/// Collects what a block lists: states, branches, or Choice rules. `if`, `switch` and `for` work in it, and so do
/// arrays of elements.
@resultBuilder
public enum ListBuilder<Element> {
  /// One element.
  public static func buildExpression(_ element: Element) -> [Element] { [element] }
  /// Several elements.
  public static func buildExpression(_ elements: [Element]) -> [Element] { elements }
  /// The elements of all statements.
  public static func buildBlock(_ parts: [Element]...) -> [Element] { parts.flatMap { $0 } }
  /// The elements of an `if` without `else`.
  public static func buildOptional(_ part: [Element]?) -> [Element] { part ?? [] }
  /// The elements of the first alternative.
  public static func buildEither(first part: [Element]) -> [Element] { part }
  /// The elements of the other alternative.
  public static func buildEither(second part: [Element]) -> [Element] { part }
  /// The elements of all rounds of a loop.
  public static func buildArray(_ parts: [[Element]]) -> [Element] { parts.flatMap { $0 } }
  /// The elements of an `if #available`.
  public static func buildLimitedAvailability(_ part: [Element]) -> [Element] { part }
}
