internal import LanguageSupport
internal import OrderedJSON

/// A function value.
enum Function {
  /// A library function, by its index in the registry.
  case native(Int)
  /// The result of `function(…){…}`.
  case lambda(Closure)
  /// A function with some of its arguments bound.
  case partial(PartialFunction)
  /// `f ~> g`.
  case composed(Composition)
  /// `|…|…|`.
  case transform(Transformer)
  /// A regular expression.
  case matcher(Pattern)
  /// The `next` of a match.
  case nextMatch(NextMatch)

  /// How deeply functions composed of functions are nested.
  var nesting: Int {
    switch self {
    case .native, .lambda, .transform, .matcher, .nextMatch: 0
    case .partial(let partial): partial.nesting
    case .composed(let composition): composition.nesting
    }
  }

  /// How many parameters it has.
  var arity: Int {
    switch self {
    case .native(let place): NativeFunction.all[place].arity
    case .lambda(let closure): closure.plan.parameterCount
    case .partial(let partial): partial.missing
    case .composed, .transform: 1
    case .matcher: 2
    case .nextMatch: 0
    }
  }

  /// Whether both are the same function.
  func isIdentical(to other: Function) -> Bool {
    switch (self, other) {
    case (.native(let a), .native(let b)): a == b
    case (.lambda(let a), .lambda(let b)): a === b
    case (.partial(let a), .partial(let b)): a === b
    case (.composed(let a), .composed(let b)): a === b
    case (.transform(let a), .transform(let b)): a === b
    case (.matcher(let a), .matcher(let b)): a === b
    case (.nextMatch(let a), .nextMatch(let b)): a === b
    case (.native, _), (.lambda, _), (.partial, _), (.composed, _), (.transform, _), (.matcher, _), (.nextMatch, _):
      false
    }
  }
}

/// A lambda with the variables and the context in which it was written.
final class Closure {
  let plan: LambdaPlan
  let frame: Frame
  let input: Value

  init(plan: LambdaPlan, frame: Frame, input: Value) {
    self.plan = plan
    self.frame = frame
    self.input = input
  }
}

/// A function with some of its arguments bound.
final class PartialFunction {
  let function: Function
  /// The arguments; `nil` where one is still missing.
  let arguments: [Value?]
  let missing: Int
  let nesting: Int

  init(function: Function, arguments: [Value?]) {
    self.function = function
    self.arguments = arguments
    var missing = 0
    var nesting = function.nesting
    for argument in arguments {
      if let argument { nesting = max(nesting, argument.nesting) } else { missing += 1 }
    }
    self.missing = missing
    self.nesting = nesting + 1
  }
}

/// One function applied after the other.
final class Composition {
  let first: Function
  let second: Function
  let nesting: Int

  init(first: Function, second: Function) {
    self.first = first
    self.second = second
    nesting = max(first.nesting, second.nesting) + 1
  }
}

/// A transform with the variables in scope where it was written.
final class Transformer {
  let plan: TransformPlan
  let frame: Frame

  init(plan: TransformPlan, frame: Frame) {
    self.plan = plan
    self.frame = frame
  }
}

/// Where a regular expression continues after a match.
final class NextMatch {
  let pattern: Pattern
  let subject: MatchSubject
  /// The UTF-8 offset from which to continue.
  let start: Int

  init(pattern: Pattern, subject: MatchSubject, start: Int) {
    self.pattern = pattern
    self.subject = subject
    self.start = start
  }
}
