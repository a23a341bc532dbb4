/// Something in a path that the service accepts and that does not do what it looks like.
public struct PathTrap: Sendable, Hashable {
  /// What it is.
  public enum Kind: Sendable, Hashable {
    /// `[-1]`: outside every array, and so null.
    case negativeIndex
    /// `[-3:-1]`: of two bounds a negative one does not count from the end.
    case negativeBound
    /// `.length()`: the name of a member.
    case function(String)
    /// `['a','b'].c`: several names stand before other steps.
    case namesInside
    /// `[?(@.a == "b")]`: the quotes are part of the string.
    case doubleQuotes
    /// `[?(@.a && @.a == null)]`: `@.a` alone does not hold for null.
    case existence
    /// `[?((@.a || @.b) && @.c)]`, `!(…)`: parentheses do not group.
    case grouping
    /// `[?(@.a == 1 and @.b == 2)]`: the words are part of the string that is compared with.
    case wordOperator
    /// `[?(@.a =~ 'b')]`: a regular expression must stand between slashes.
    case quotedPattern
  }

  /// What it is.
  public var kind: Kind
  /// Where, in UTF-8 bytes of the path.
  public var range: Range<Int>
  /// What to put there instead, if something means what was meant.
  public var replacement: String?
}
