public import StatesEngine
import StatesLanguage

/// A part of a definition that tests reach or do not reach, and how often they did.
public struct CoverageItem: Sendable, Hashable {
  /// What kind of part it is.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A state, which is entered.
    case state = "states"
    /// A transition from one state to another, whatever leads to it.
    case transition = "transitions"
    /// A rule of a Choice state, which applies.
    case rule = "rules"
    /// `Default` of a Choice state, which is taken.
    case defaultRule = "defaults"
    /// A retrier, which retries. One with `MaxAttempts` 0 never does, and is not counted.
    case retried = "retried"
    /// A retrier whose attempts are used up.
    case exhausted = "exhausted"
    /// A catcher, which takes an error.
    case catcher = "catchers"
    /// A Map state without items.
    case noItems = "noItems"
    /// An arm of a conditional in a JSONata expression.
    case arm = "arms"
  }

  /// The kind.
  public let kind: Kind
  /// The name of the state that it belongs to.
  public let state: String
  /// The line in the definition's text, from 1: of the state's name, or of the part itself.
  public let line: Int
  /// What is reached or counted.
  public let point: CoveragePoint
  /// How it is described if nothing has reached it: `rule 2 of 'Decide' never applied`.
  public let missing: String
  /// Whether another part says the same: a transition that a Choice rule or a catcher leads to.
  public let isImplied: Bool
  /// How often it was reached.
  public var count = 0
}

extension CoverageItem {
  /// All parts of a definition, state by state in the order of `StateMachine.states`, each state first.
  static func all(of machine: StateMachine) -> [CoverageItem] {
    let sources = StateSources(machine)
    return machine.states.indices.flatMap { ItemList(machine, $0, sources).items }
  }
}

/// The parts of one state.
private struct ItemList {
  private let machine: StateMachine
  private let index: Int
  private let name: String
  private let line: Int
  private let entry: StateSources.Entry?
  private let sources: StateSources
  private(set) var items: [CoverageItem] = []

  init(_ machine: StateMachine, _ index: Int, _ sources: StateSources) {
    self.machine = machine
    self.index = index
    self.sources = sources
    let state = machine.states[index]
    name = state.name
    entry = sources[state.name]
    line = sources.position(of: state.name)?.line ?? 1
    add(.state, .entry(state: index), line, "state '\(name)' was never entered")
    addTransitions(state)
    addRules(state)
    addRetriers(state)
    addCatchers(state)
    if case .map = state.kind { add(.noItems, .noItems(state: index), line, "'\(name)' never ran without items") }
    addConditionals(state)
  }

  private mutating func add(
    _ kind: CoverageItem.Kind, _ point: CoveragePoint, _ line: Int, _ missing: String, isImplied: Bool = false
  ) {
    items.append(
      CoverageItem(kind: kind, state: name, line: line, point: point, missing: missing, isImplied: isImplied))
  }

  private mutating func addTransitions(_ state: StateMachine.State) {
    var targets: [(target: Int, line: Int, isImplied: Bool)] = []
    if case .next(let target) = state.transition { targets.append((target, line(of: "Next"), false)) }
    if case .choice(let choice) = state.kind {
      for (place, rule) in choice.rules.enumerated() { targets.append((rule.next, line(of: "Choices", place), true)) }
      if let target = choice.defaultTarget { targets.append((target, line(of: "Default"), true)) }
    }
    for (place, catcher) in state.catchers.enumerated() {
      targets.append((catcher.next, line(of: "Catch", place), true))
    }
    var known: Set<Int> = []
    for (target, line, isImplied) in targets where known.insert(target).inserted {
      let text = "'\(name)' never went to '\(machine.states[target].name)'"
      add(.transition, .transition(from: index, to: target), line, text, isImplied: isImplied)
    }
  }

  private mutating func addRules(_ state: StateMachine.State) {
    guard case .choice(let choice) = state.kind else { return }
    for place in choice.rules.indices {
      add(
        .rule, .rule(state: index, index: place), line(of: "Choices", place),
        "rule \(place + 1) of '\(name)' never applied")
    }
    guard choice.defaultTarget != nil else { return }
    add(.defaultRule, .defaultRule(state: index), line(of: "Default"), "'\(name)' never took its Default")
  }

  private mutating func addRetriers(_ state: StateMachine.State) {
    for (place, retrier) in state.retriers.enumerated() {
      let line = line(of: "Retry", place)
      let what = "retrier \(place + 1) of '\(name)' (\(Self.names(retrier.errorEquals)))"
      if retrier.maxAttempts > 0 {
        add(.retried, .retried(state: index, retrier: place), line, "\(what) never retried")
      }
      add(.exhausted, .exhausted(state: index, retrier: place), line, "\(what) was never exhausted")
    }
  }

  private mutating func addCatchers(_ state: StateMachine.State) {
    for (place, catcher) in state.catchers.enumerated() {
      let what = "catcher \(place + 1) of '\(name)' (\(Self.names(catcher.errorEquals)))"
      add(.catcher, .caught(state: index, catcher: place), line(of: "Catch", place), "\(what) caught no error")
    }
  }

  private mutating func addConditionals(_ state: StateMachine.State) {
    // Where an expression is written: the n-th string with its text.
    var places: [String: [Int]] = [:]
    for (text, range) in entry?.expressions ?? [] {
      places[text, default: []].append(sources.source.position(of: range.start).line)
    }
    var used: [String: Int] = [:]
    for expression in state.expressions {
      let number = used[expression.text, default: 0]
      used[expression.text] = number + 1
      let lines = places[expression.text] ?? []
      let line = lines.indices.contains(number) ? lines[number] : lines.last ?? line
      for position in expression.conditionals {
        for holds in [true, false] {
          add(
            .arm, .arm(state: index, field: expression.field, position: position, holds: holds), line,
            "the condition at \(position) in \(expression.field) of '\(name)' was never \(holds)")
        }
      }
    }
  }

  /// The line of a field of the state, or of an element in it.
  private func line(of field: String, _ element: Int? = nil) -> Int {
    guard let member = entry?.syntax.member(field) else { return line }
    guard let element, let elements = member.value.elements, elements.indices.contains(element) else {
      return sources.source.position(of: member.keyRange.start).line
    }
    return sources.source.position(of: elements[element].range.start).line
  }

  private static func names(_ patterns: [ErrorPattern]) -> String { patterns.map(\.text).joined(separator: ", ") }
}
