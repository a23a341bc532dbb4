import LanguageSupport
import OrderedJSON

/// `States.MathAdd`, `States.MathRandom`.
enum MathIntrinsics {
  /// The sum of two numbers, each rounded first; all three must fit in 32 bits.
  @Sendable
  static func add(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let first = try integer32(arguments, 0)
    let second = try integer32(arguments, 1)
    guard let sum = Int32(exactly: first + second) else { throw arguments.function.invalidArguments() }
    return .integer(Int(sum))
  }

  /// An integer from the first argument up to, not including, the second, both rounded; with a third, always the same
  /// one.
  @Sendable
  static func random(_ arguments: inout IntrinsicArguments, _ next: () -> UInt64) throws(IntrinsicFailure) -> JSON {
    let start = try integer32(arguments, 0)
    let end = try integer32(arguments, 1)
    guard let bound = Int32(exactly: end - start), bound > 0 else { throw arguments.function.invalidArguments() }
    if arguments.count == 3 {
      var generator = JavaRandom(seed: Int64(try arguments.rounded(2)))
      return .integer(start + Int(generator.next(below: bound)))
    }
    return .integer(start + uniform(below: bound, next))
  }

  /// A number from 0 up to, not including, `bound`, all equally likely: draws beyond the last whole range are
  /// discarded.
  private static func uniform(below bound: Int32, _ next: () -> UInt64) -> Int {
    let bound = UInt64(bound)
    let limit = UInt64.max - UInt64.max % bound
    while true {
      let draw = next()
      if draw < limit { return Int(draw % bound) }
    }
  }

  /// The argument as a 32-bit integer. Values out of range are refused; but a number beyond 64 bits that is written
  /// with an exponent is the largest `long` after Java's `Math.round`, of which 32 bits are kept.
  private static func integer32(_ arguments: IntrinsicArguments, _ place: Int) throws(IntrinsicFailure) -> Int {
    if let whole = arguments.values[place].integerValue {
      guard let value = Int32(exactly: whole) else { throw arguments.function.invalidArguments() }
      return Int(value)
    }
    let value = arguments.number(place)
    if value.magnitude >= 0x1p63, arguments.isExponential(place) {
      return Int(Int32(truncatingIfNeeded: value < 0 ? Int64.min : Int64.max))
    }
    guard let value = Int32(exactly: try arguments.rounded(place)) else { throw arguments.function.invalidArguments() }
    return Int(value)
  }
}
