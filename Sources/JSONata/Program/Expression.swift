internal import LanguageSupport
internal import OrderedJSON

/// A compiled expression: names resolved to slots, paths analyzed.
///
/// Every payload is one reference to an immutable object: passing an expression costs nothing.
enum Expression: Sendable {
  case constant(ConstantPlan)
  /// `$`.
  case context
  /// A variable of the whole evaluation: a binding, a library function, or `$$`.
  case global(GlobalPlan)
  case local(VariablePlan)
  case field(FieldPlan)
  case wildcard
  case descendants
  case path(PathPlan)
  case negation(NegationPlan)
  case arithmetic(ArithmeticPlan)
  case comparison(ComparisonPlan)
  case equality(EqualityPlan)
  case inclusion(BinaryPlan)
  case and(BinaryPlan)
  case or(BinaryPlan)
  case concatenation(ConcatenationPlan)
  case range(BinaryPlan)
  case array(ArrayPlan)
  case object(GroupPlan)
  case condition(ConditionPlan)
  case block(BlockPlan)
  case bind(BindPlan)
  case regex(Pattern)
  case call(CallPlan)
  case tailCall(CallPlan)
  case partial(CallPlan)
  case apply(ApplyPlan)
  case lambda(LambdaPlan)
  case transform(TransformPlan)
  case filtered(FilteredPlan)
}

/// A literal.
final class ConstantPlan: Sendable {
  let value: JSON

  init(_ value: JSON) { self.value = value }
}

/// A variable of the whole evaluation.
final class GlobalPlan: Sendable {
  let place: Int

  init(_ place: Int) { self.place = place }
}

/// A name that is looked up in the context.
final class FieldPlan: Sendable {
  let name: String

  init(_ name: String) { self.name = name }
}

/// `-a`.
final class NegationPlan: Sendable {
  let operand: Expression
  let position: Int

  init(_ operand: Expression, position: Int) {
    self.operand = operand
    self.position = position
  }
}

/// Two operands.
final class BinaryPlan: Sendable {
  let left: Expression
  let right: Expression
  let position: Int

  init(_ left: Expression, _ right: Expression, position: Int) {
    self.left = left
    self.right = right
    self.position = position
  }
}

/// `a + b` and the like.
final class ArithmeticPlan: Sendable {
  let operation: ArithmeticOperator
  let left: Expression
  let right: Expression
  let position: Int

  init(_ operation: ArithmeticOperator, _ left: Expression, _ right: Expression, position: Int) {
    self.operation = operation
    self.left = left
    self.right = right
    self.position = position
  }
}

/// `a < b` and the like.
final class ComparisonPlan: Sendable {
  let operation: ComparisonOperator
  let left: Expression
  let right: Expression
  let position: Int

  init(_ operation: ComparisonOperator, _ left: Expression, _ right: Expression, position: Int) {
    self.operation = operation
    self.left = left
    self.right = right
    self.position = position
  }
}

/// `a = b`, `a != b`.
final class EqualityPlan: Sendable {
  let isNegated: Bool
  let left: Expression
  let right: Expression

  init(isNegated: Bool, _ left: Expression, _ right: Expression) {
    self.isNegated = isNegated
    self.left = left
    self.right = right
  }
}

/// `a & b & c`: a chain, joined at once.
final class ConcatenationPlan: Sendable {
  struct Operand: Sendable {
    let expression: Expression
    /// The position of the `&` before it; for the first operand, of the one after it.
    let position: Int
  }

  let operands: [Operand]

  init(operands: [Operand]) { self.operands = operands }
}

/// `a ? b : c`.
final class ConditionPlan: Sendable {
  let condition: Expression
  let then: Expression
  let otherwise: Expression?
  /// The position of the operator.
  let position: Int

  init(_ condition: Expression, then: Expression, otherwise: Expression?, position: Int) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
    self.position = position
  }
}

/// `$v := a`.
final class BindPlan: Sendable {
  let slot: Int
  let value: Expression

  init(slot: Int, _ value: Expression) {
    self.slot = slot
    self.value = value
  }
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

/// The frames in which a variable may be, from the inside out, and finally outside.
final class VariablePlan: Sendable {
  struct Place: Sendable {
    let hops: Int
    let slot: Int
  }

  /// How many frames further out it is, if it has been assigned there.
  let hops: Int
  let slot: Int
  let others: [Place]
  let global: Int

  init(first: Place, others: [Place], global: Int) {
    hops = first.hops
    slot = first.slot
    self.others = others
    self.global = global
  }
}

/// A step that is a name, and optionally an index into its value: `a`, `a[0]`.
struct NameStep: Sendable {
  let name: String
  /// The index, from the end if it is negative; `nil` for all items.
  let place: Int?
}

/// A path of steps.
final class PathPlan: Sendable {
  let steps: [StepPlan]
  /// The leading steps that consist of names and indexes only.
  let names: [NameStep]
  /// Whether the whole path is ``names`` and its result is used as it is.
  let isNames: Bool
  /// Whether the whole path is one name.
  let isName: Bool
  /// Whether there are indexes in ``names``.
  let hasPlaces: Bool
  /// The names from the second step on, if the first is a variable and the others consist of names and indexes only.
  let namesOfVariable: [NameStep]?
  /// The first step from which rows are carried.
  let firstTuple: Int?
  let keepsSingleton: Bool
  /// Whether the enclosing path adopts the rows.
  let exportsRows: Bool
  let startsWithVariable: Bool
  let group: GroupPlan?
  /// The names of the row's slots.
  let rowNames: NameTable
  /// The name, if the path is `**` followed by one plain name.
  let descendantField: String?

  init(
    steps: [StepPlan], firstTuple: Int?, keepsSingleton: Bool, exportsRows: Bool, startsWithVariable: Bool,
    group: GroupPlan?, rowNames: NameTable
  ) {
    self.steps = steps
    self.firstTuple = firstTuple
    self.keepsSingleton = keepsSingleton
    self.exportsRows = exportsRows
    self.startsWithVariable = startsWithVariable
    self.group = group
    self.rowNames = rowNames
    let isPlain = firstTuple == nil && group == nil && !keepsSingleton
    names = firstTuple == nil ? Self.names(steps[...]) : []
    hasPlaces = names.contains { $0.place != nil }
    isNames = isPlain && names.count == steps.count
    isName = isNames && names.count == 1 && !hasPlaces
    let behind = isPlain && startsWithVariable && steps[0].stages.isEmpty ? Self.names(steps[1...]) : []
    namesOfVariable = !behind.isEmpty && behind.count == steps.count - 1 ? behind : nil
    if steps.count == 2, firstTuple == nil, let last = steps[1].asName, last.place == nil,
      case .descendants = steps[0].expression, steps[0].stages.isEmpty
    {
      descendantField = last.name
    } else {
      descendantField = nil
    }
  }

  /// The names and indexes that steps start with.
  private static func names(_ steps: ArraySlice<StepPlan>) -> [NameStep] {
    var result: [NameStep] = []
    for step in steps {
      guard let name = step.asName else { break }
      result.append(name)
    }
    return result
  }
}

/// One step of a path.
final class StepPlan: Sendable {
  let expression: Expression
  let sort: SortPlan?
  let stages: [StagePlan]
  let isConstructed: Bool
  let focus: Int?
  let index: Int?
  let ancestor: Int?

  init(
    expression: Expression, sort: SortPlan?, stages: [StagePlan], isConstructed: Bool, focus: Int?, index: Int?,
    ancestor: Int?
  ) {
    self.expression = expression
    self.sort = sort
    self.stages = stages
    self.isConstructed = isConstructed
    self.focus = focus
    self.index = index
    self.ancestor = ancestor
  }

  /// The name and index, if the step is only that.
  var asName: NameStep? {
    guard case .field(let plan) = expression, sort == nil, !isConstructed else { return nil }
    if stages.isEmpty { return NameStep(name: plan.name, place: nil) }
    guard stages.count == 1, case .position(let place) = stages[0] else { return nil }
    return NameStep(name: plan.name, place: Int(clamping: place.rounded(.down)))
  }
}

/// An operation on the result of a step.
enum StagePlan: Sendable {
  /// Keeps the item at that index.
  case position(Double)
  /// Keeps the items for which it is true, or whose indexes it gives.
  case filter(Expression)
  /// Binds the index in the stream to a row's variable.
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
  /// The keys, if all are literals and distinct.
  let literalKeys: [String]?

  init(pairs: [Pair], position: Int) {
    self.pairs = pairs
    self.position = position
    var keys = NameTable()
    for pair in pairs {
      guard case .constant(let constant) = pair.key, case .string(let key) = constant.value else { break }
      keys.add(key)
    }
    literalKeys = keys.count == pairs.count ? keys.names : nil
  }
}

/// `[…]`.
final class ArrayPlan: Sendable {
  struct Item: Sendable {
    let expression: Expression
    /// Itself written with brackets: remains one member.
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
  /// How many variables are assigned in the block; without any, it needs no frame.
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
  /// The name of the procedure, for errors.
  let token: JSON?
  /// For a tail call: the position of the procedure, and its name if it is a variable.
  let procedurePosition: Int
  let variableToken: JSON?
  /// If the procedure is a plain name, the variable with that name: perhaps a `$` was forgotten.
  let hint: Expression?
  /// The variables in scope, for `$eval`.
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
  /// The call, if the right side is one: the left side then becomes its first argument.
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

/// A node other than a path, followed by predicates, a grouping or `[]`.
final class FilteredPlan: Sendable {
  let base: Expression
  let predicates: [StagePlan]
  let group: GroupPlan?
  let keepsArray: Bool
  /// The variables of the rows in the result of `base`; empty if it has none.
  let rowNames: NameTable

  init(
    base: Expression, predicates: [StagePlan] = [], group: GroupPlan? = nil, keepsArray: Bool,
    rowNames: NameTable = NameTable()
  ) {
    self.base = base
    self.predicates = predicates
    self.group = group
    self.keepsArray = keepsArray
    self.rowNames = rowNames
  }
}

/// The names of the variables in scope at a position, from the inside out, by slot.
final class ScopeNames: Sendable {
  let names: NameTable
  /// How many of the variables, the first ones, have values when the scope is entered.
  let boundCount: Int
  /// Whether these are the variables of a function, whose body is evaluated when it is called.
  let isFunction: Bool
  /// Tells the scopes of an expression apart.
  let number: Int
  let parent: ScopeNames?

  init(names: NameTable, boundCount: Int, isFunction: Bool, number: Int, parent: ScopeNames?) {
    self.names = names
    self.boundCount = boundCount
    self.isFunction = isFunction
    self.number = number
    self.parent = parent
  }
}
