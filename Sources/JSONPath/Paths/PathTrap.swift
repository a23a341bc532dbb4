/// A part of a path that the service accepts and that does not do what it seems to do.
public struct PathTrap: Sendable, Hashable {
  /// What it is.
  public enum Kind: Sendable, Hashable {
    /// `[-1]`: outside every array, and so null.
    case negativeIndex
    /// `[-3:-1]`: if both bounds are given, a negative one does not count from the end.
    case negativeBound
    /// `.length()`: the name of a member.
    case function(String)
    /// `['a','b'].c`: several names are followed by other steps.
    case namesInside
    /// `[?(@.a == "b")]`: the quotes are part of the string.
    case doubleQuotes
    /// `[?(@.a && @.a == null)]`: `@.a` alone is false for null.
    case existence
    /// `[?((@.a || @.b) && @.c)]`, `!(…)`: parentheses do not group.
    case grouping
    /// `[?(@.a == 1 and @.b == 2)]`: the words are part of the string in the comparison.
    case wordOperator
    /// `[?(@.a =~ 'b')]`: a regular expression must be between slashes.
    case quotedPattern
  }

  /// What it is.
  public var kind: Kind
  /// The range, in UTF-8 bytes of the path.
  public var range: Range<Int>
  /// A replacement that does what was probably meant, if there is one.
  public var replacement: String?
}
