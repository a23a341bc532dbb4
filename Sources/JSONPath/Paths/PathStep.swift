import OrderedJSON

/// One step of a path.
enum PathStep: Sendable {
  /// `.name`, `['name']`.
  case name(String)
  /// `['a','b']`: at the end of a path one object of these members, before other steps each member in turn.
  case names([String])
  /// `[0]`; negative from the end.
  case index(Int)
  /// `[0,1]`.
  case indexes([Int])
  /// `[1:3]`.
  case slice(PathSlice)
  /// `.*`, `[*]`.
  case wildcard
  /// `[?(…)]`.
  case filter(FilterExpression)
  /// `..`: the step behind it, at every depth.
  case descent
  /// `.length()`: always the last step.
  case function(PathFunctionCall)
}

/// The bounds of `[from:to]`, one of which may be left out.
enum PathSlice: Sendable, Hashable {
  case from(Int)
  case to(Int)
  case between(Int, Int)

  var text: String {
    switch self {
    case .from(let from): "[\(from):]"
    case .to(let to): "[:\(to)]"
    case .between(let from, let to): "[\(from):\(to)]"
    }
  }
}

extension PathStep {
  /// The step in the bracket form of error texts: `['a']`, `[0]`, `[*]`.
  var normalised: String {
    switch self {
    case .name(let name): "['\(name)']"
    case .names(let names): "[" + names.map { "'\($0)'" }.joined(separator: ",") + "]"
    case .index(let index): "[\(index)]"
    case .indexes(let indexes): "[" + indexes.map(String.init).joined(separator: ",") + "]"
    case .slice(let slice): slice.text
    case .wildcard: "[*]"
    case .filter: "[?]"
    case .descent: ".."
    case .function(let call): "." + call.name + "()"
    }
  }

  /// Whether this step finds one thing at most, in the middle of a path.
  var isDefiniteInside: Bool {
    switch self {
    case .name, .index, .function: true
    case .names, .indexes, .slice, .wildcard, .filter, .descent: false
    }
  }
}

/// The steps of a path, whatever it starts from.
struct PathProgram: Sendable {
  /// The steps in order; no more than ``maximumSteps``.
  let steps: [PathStep]
  /// The place of the first step that may find many things, or the number of steps.
  let firstIndefinite: Int
  /// The steps once more if there are only names and indexes, so that the value can be reached without bookkeeping.
  let plainSteps: ContiguousArray<PlainStep>?

  /// How many steps a path may have: bounds the recursion of an evaluation.
  static let maximumSteps = 256

  init(steps: [PathStep]) {
    self.steps = steps
    var indefinite = steps.count
    var plain = ContiguousArray<PlainStep>()
    for (place, step) in steps.enumerated() {
      switch step {
      case .name(let name): plain.append(PlainStep(name: name, index: nil))
      case .index(let index): plain.append(PlainStep(name: "", index: index))
      case .function: break
      case .names: if place < steps.count - 1 { indefinite = min(indefinite, place) }
      case .indexes, .slice, .wildcard, .filter, .descent: indefinite = min(indefinite, place)
      }
    }
    firstIndefinite = indefinite
    plainSteps = plain.count == steps.count ? plain : nil
  }

  /// Whether the path finds one value or fails; otherwise it finds an array of matches.
  var isDefinite: Bool { firstIndefinite == steps.count }

  /// The path up to a step in the form of error texts.
  func normalised(through count: Int? = nil) -> String {
    var text = "$"
    for step in steps.prefix(count ?? steps.count) { text += step.normalised }
    return text
  }
}
