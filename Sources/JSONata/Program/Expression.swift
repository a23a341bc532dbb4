internal import OrderedJSON

/// What is evaluated: names resolved to slots, paths analysed.
indirect enum Expression: Sendable {
  case constant(JSON)
  /// `$`.
  case context
  /// A variable of this evaluation as a whole: given from outside, of the library, or `$$`.
  case global(Int)
  /// A variable in a slot some frames further out; if it is not assigned there yet, what the plan says.
  case local(hops: Int, slot: Int, VariablePlan)
  case field(String)
  case wildcard
  case descendants
  case path(PathPlan)
  case negation(Expression, position: Int)
  case arithmetic(ArithmeticOperator, Expression, Expression, position: Int)
  case comparison(ComparisonOperator, Expression, Expression, position: Int)
  case equality(isNegated: Bool, Expression, Expression)
  case inclusion(Expression, Expression)
  case and(Expression, Expression, position: Int)
  case or(Expression, Expression, position: Int)
  case concatenation(Expression, Expression, position: Int)
  case range(Expression, Expression, position: Int)
  case array(ArrayPlan)
  case object(GroupPlan)
  case condition(Expression, then: Expression, otherwise: Expression?)
  case block(BlockPlan)
  case bind(slot: Int, Expression)
  case regex(Pattern)
  case call(CallPlan)
  case tailCall(CallPlan)
  case partial(CallPlan)
  case apply(ApplyPlan)
  case lambda(LambdaPlan)
  case transform(TransformPlan)
  case filtered(FilteredPlan)
}

enum ArithmeticOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
}

enum ComparisonOperator: String, Sendable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
}

/// Where a variable may be: the places to look at, from inside out, and at last outside.
final class VariablePlan: Sendable {
  struct Place: Sendable {
    let hops: Int
    let slot: Int
  }

  let places: [Place]
  let global: Int?

  init(places: [Place], global: Int?) {
    self.places = places
    self.global = global
  }
}

/// A path with more than its plain names.
final class PathPlan: Sendable {
  let steps: [StepPlan]
  /// The names, if the path is nothing but names.
  let fields: [String]?
  /// From which step on rows are carried.
  let firstTuple: Int?
  let keepsSingleton: Bool
  /// Whether the path around this one takes over the rows.
  let exportsRows: Bool
  let startsWithVariable: Bool
  let group: GroupPlan?
  /// The names of the row's slots.
  let rowNames: [String]
  /// The name, if the path is `**` and then one plain name.
  let descendantField: String?

  init(
    steps: [StepPlan], firstTuple: Int?, keepsSingleton: Bool, exportsRows: Bool, startsWithVariable: Bool,
    group: GroupPlan?, rowNames: [String]
  ) {
    self.steps = steps
    self.firstTuple = firstTuple
    self.keepsSingleton = keepsSingleton
    self.exportsRows = exportsRows
    self.startsWithVariable = startsWithVariable
    self.group = group
    self.rowNames = rowNames
    let plainNames = steps.compactMap(\.plainField)
    fields =
      plainNames.count == steps.count && firstTuple == nil && group == nil && !keepsSingleton ? plainNames : nil
    if steps.count == 2, firstTuple == nil, let name = steps[1].plainField, case .descendants = steps[0].expression,
      steps[0].stages.isEmpty
    {
      descendantField = name
    } else {
      descendantField = nil
    }
  }
}

/// One step of a path.
struct StepPlan: Sendable {
  let expression: Expression
  let sort: SortPlan?
  let stages: [StagePlan]
  let isConstructed: Bool
  let focus: Int?
  let index: Int?
  let ancestor: Int?

  /// The name, if the step is just that.
  var plainField: String? {
    guard case .field(let name) = expression, stages.isEmpty, sort == nil else { return nil }
    return name
  }
}

/// What is done with the result of a step.
enum StagePlan: Sendable {
  /// Keeps the item at that place.
  case position(Double)
  /// Keeps the items for which it is true, or whose places it gives.
  case filter(Expression)
  /// Binds the place in the stream to a row's variable.
  case index(slot: Int)
}

/// `^(…)`.
final class SortPlan: Sendable {
  struct Term: Sendable {
    let expression: Expression
    let isDescending: Bool
  }

  let terms: [Term]
  let position: Int

  init(terms: [Term], position: Int) {
    self.terms = terms
    self.position = position
  }
}

/// `{…}`: an object constructor or a grouping.
final class GroupPlan: Sendable {
  struct Pair: Sendable {
    let key: Expression
    let value: Expression
  }

  let pairs: [Pair]
  let position: Int
  /// The keys, if all are literal and different.
  let literalKeys: [String]?

  init(pairs: [Pair], position: Int) {
    self.pairs = pairs
    self.position = position
    var keys: [String] = []
    for pair in pairs {
      guard case .constant(.string(let key)) = pair.key, !keys.contains(where: { $0.hasSameUTF8(as: key) }) else {
        break
      }
      keys.append(key)
    }
    literalKeys = keys.count == pairs.count ? keys : nil
  }
}

/// `[…]`.
final class ArrayPlan: Sendable {
  struct Item: Sendable {
    let expression: Expression
    /// Written with brackets itself: stays one member.
    let isArray: Bool
  }

  let items: [Item]
  let isConstructed: Bool

  init(items: [Item], isConstructed: Bool) {
    self.items = items
    self.isConstructed = isConstructed
  }
}

/// `(…; …)`.
final class BlockPlan: Sendable {
  let expressions: [Expression]
  /// How many variables are assigned in the block; without any it needs no frame.
  let slotCount: Int

  init(expressions: [Expression], slotCount: Int) {
    self.expressions = expressions
    self.slotCount = slotCount
  }
}

/// A call or partial application.
final class CallPlan: Sendable {
  let procedure: Expression
  /// The arguments; `nil` for a `?`.
  let arguments: [Expression?]
  let position: Int
  /// What the procedure is called, for errors.
  let token: JSON?
  /// For a tail call: where the procedure stands, and its name if it is a variable.
  let procedurePosition: Int
  let variableToken: JSON?
  /// The procedure written as a plain name, and the variable of that name: perhaps a forgotten `$`.
  let hint: Expression?
  /// The variables in sight, for `$eval`.
  let scope: ScopeNames?

  init(
    procedure: Expression, arguments: [Expression?], position: Int, token: JSON?, procedurePosition: Int,
    variableToken: JSON?, hint: Expression?, scope: ScopeNames?
  ) {
    self.procedure = procedure
    self.arguments = arguments
    self.position = position
    self.token = token
    self.procedurePosition = procedurePosition
    self.variableToken = variableToken
    self.hint = hint
    self.scope = scope
  }
}

/// `a ~> b`.
final class ApplyPlan: Sendable {
  let left: Expression
  let right: Expression
  /// The call, if the right side is written as one: then the left side becomes its first argument.
  let call: CallPlan?
  let position: Int

  init(left: Expression, right: Expression, call: CallPlan?, position: Int) {
    self.left = left
    self.right = right
    self.call = call
    self.position = position
  }
}

/// `function(…){…}`.
final class LambdaPlan: Sendable {
  let parameterCount: Int
  let slotCount: Int
  let body: Expression
  let signature: Signature?

  init(parameterCount: Int, slotCount: Int, body: Expression, signature: Signature?) {
    self.parameterCount = parameterCount
    self.slotCount = slotCount
    self.body = body
    self.signature = signature
  }
}

/// `|pattern|update,delete|`.
final class TransformPlan: Sendable {
  let pattern: Expression
  let update: Expression
  let updatePosition: Int
  let deletion: Expression?
  let deletionPosition: Int
  let clone: Expression
  let position: Int

  init(
    pattern: Expression, update: Expression, updatePosition: Int, deletion: Expression?, deletionPosition: Int,
    clone: Expression, position: Int
  ) {
    self.pattern = pattern
    self.update = update
    self.updatePosition = updatePosition
    self.deletion = deletion
    self.deletionPosition = deletionPosition
    self.clone = clone
    self.position = position
  }
}

/// A node with predicates, a grouping or `[]` behind it that is no path.
final class FilteredPlan: Sendable {
  let base: Expression
  let predicates: [StagePlan]
  let group: GroupPlan?
  let keepsArray: Bool

  init(base: Expression, predicates: [StagePlan], group: GroupPlan?, keepsArray: Bool) {
    self.base = base
    self.predicates = predicates
    self.group = group
    self.keepsArray = keepsArray
  }
}

/// The names of the variables in sight at a place, from inside out, by slot.
final class ScopeNames: Sendable {
  let names: [String]
  let parent: ScopeNames?

  init(names: [String], parent: ScopeNames?) {
    self.names = names
    self.parent = parent
  }
}
