import OrderedJSON

/// One step of a path.
enum PathStep: Sendable {
  /// `.name`, `['name']`.
  case name(String)
  /// `['a','b']`: one object of these members; only as the last step.
  case names([String])
  /// `[0]`; a negative index is never inside an array.
  case index(Int)
  /// `[0,1]`.
  case indexes([Int])
  /// `[(@.length-1)]`: the number that is added to the number of elements.
  case fromEnd(Int)
  /// `[1:3]`.
  case slice(PathSlice)
  /// `.*`, `[*]`.
  case wildcard
  /// `[?(…)]`.
  case filter(FilterExpression)
  /// `..`: the step after it, at every depth.
  case descent
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

  /// The indexes that the slice selects. A single bound counts from the end if it is negative; of two bounds the first
  /// is used as it is, so that it may be before the array, and the last is only limited to the array's length.
  func indexes(count: Int) -> Range<Int> {
    guard count > 0 else { return 0..<0 }
    switch self {
    case .from(let from):
      let start = max(0, from < 0 ? count + from : from)
      return start < count ? start..<count : 0..<0
    case .to(let to):
      let end = min(count, to < 0 ? count + to : to)
      return end > 0 ? 0..<end : 0..<0
    case .between(let from, let to):
      let end = min(count, to)
      return from < end ? from..<end : 0..<0
    }
  }
}

extension PathStep {
  /// The step in the bracket form of error messages: `['a']`, `[0]`, `[*]`.
  var normalized: String {
    switch self {
    case .name(let name): "['\(name)']"
    case .names(let names): "[" + names.map { "'\($0)'" }.joined(separator: ", ") + "]"
    case .index(let index): "[\(index)]"
    case .indexes(let indexes): "[" + indexes.map(String.init).joined(separator: ",") + "]"
    case .fromEnd(let offset): "[@.size()\(offset == 0 ? "-0" : String(offset))]"
    case .slice(let slice): slice.text
    case .wildcard: "[*]"
    case .filter: "[?]"
    case .descent: ".."
    }
  }

  /// Whether this step finds at most one thing.
  var isDefinite: Bool {
    switch self {
    case .name, .names, .index, .fromEnd: true
    case .indexes, .slice, .wildcard, .filter, .descent: false
    }
  }
}

/// The steps of a path, regardless of its root.
struct PathProgram: Sendable {
  /// The steps in order; at most ``maximumSteps``.
  let steps: [PathStep]
  /// The index of the last step that may find many things; -2 if there is none.
  let lastIndefinite: Int
  /// The steps again if there are only names and indexes, so that the value can be reached without bookkeeping.
  let plainSteps: ContiguousArray<PlainStep>?

  /// How many steps a path may have: bounds the recursion of an evaluation.
  static let maximumSteps = 256

  init(steps: [PathStep]) {
    self.steps = steps
    lastIndefinite = steps.lastIndex { !$0.isDefinite } ?? -2
    var plain = ContiguousArray<PlainStep>()
    for step in steps {
      switch step {
      case .name(let name): plain.append(PlainStep(name: name, index: nil))
      case .index(let index): plain.append(PlainStep(name: "", index: index))
      case .names, .indexes, .fromEnd, .slice, .wildcard, .filter, .descent: break
      }
    }
    plainSteps = plain.count == steps.count ? plain : nil
  }

  /// Whether the path finds one value or fails; otherwise it finds an array of matches.
  var isDefinite: Bool { lastIndefinite < 0 }

  /// The steps from an index on in the form of error messages.
  func normalized(from start: Int) -> String { steps[min(start, steps.count)...].map(\.normalized).joined() }
}
