public import OrderedJSON
public import StatesEngine
public import StatesLanguage
public import StatesRuntime

/// A debugger of executions in virtual time: steps forward and back, shows the data of each moment, lets tasks be answered
/// by hand. A value without any input or output: a line with a command goes in, lines of text come out.
///
/// ```swift
/// var debugger = Debugger(machine, input: ["order": 7])
/// for line in debugger.greeting { print(line) }
/// for command in ["break Ship", "continue", "stages", "vars"] {
///   for line in debugger.run(command).lines { print(line) }
/// }
/// ```
///
/// The engine does what it can in one go, and several events come out of it. The debugger's position is one of these events,
/// whatever else came out in the same go: what it shows there is computed from the history up to that event. What changes
/// the execution (an answer, time) comes after everything that happened in the same go.
///
/// The same commands give the same lines.
public struct Debugger: Sendable {
  /// The answer to a command.
  public struct Reply: Sendable, Hashable {
    /// What is to be shown.
    public var lines: [String]
    /// Whether the command could not be carried out: unknown, ill-formed, or not possible here.
    public var isRefused = false
    /// Whether the session is over.
    public var isOver = false
  }

  /// What an execution starts with.
  public struct Settings: Sendable {
    /// The name of the state machine in ARNs.
    public var stateMachineName = "StateMachine"
    /// The name of the execution.
    public var executionName = "execution"
    /// When the execution starts.
    public var startTime = Timestamp.virtualStart
    /// The seed of everything random.
    public var seed: UInt64 = 0
    /// The limits.
    public var quotas = ExecutionQuotas.service
    /// The store that distributed Maps read from and write to.
    public var datasets: any DatasetStore = InMemoryDatasetStore()

    /// Creates the settings of every run that has no others.
    public init() {}
  }

  /// A place where ``DebuggerCommand/continue`` stops.
  struct Breakpoint: Sendable {
    enum Target: Sendable {
      case state(String)
      case event(HistoryEventType)
    }

    let number: Int
    let target: Target
    let condition: String?
  }

  let machine: StateMachine
  var timeline: DebuggerTimeline
  /// What the history says at the event where the debugger is.
  var scopes = HistoryScopes()
  var breakpoints: [Breakpoint] = []
  private var lastBreakpoint = 0
  private let sources: StateSources

  /// Starts an execution, and stops at its first event.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input's original text, if the history is to show it verbatim.
  ///   - settings: what the execution starts with.
  public init(_ machine: StateMachine, input: JSON, inputText: String? = nil, settings: Settings = Settings()) {
    self.init(machine, input: input, inputText: inputText, settings: settings, mocks: nil)
  }

  /// Starts an execution whose tasks are answered by a mock file; those of states that it does not mock are answered by
  /// hand.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input's original text, if the history is to show it verbatim.
  ///   - settings: what the execution starts with.
  ///   - config: the mock file, which is also where distributed Maps read.
  ///   - stateMachine: the state machine's name in the file.
  ///   - testCase: the test case.
  /// - Throws: if the file has no such test case, or the case mocks a state that the definition does not have.
  public init(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, settings: Settings = Settings(),
    mocks config: MockConfig, stateMachine: String, testCase: String
  ) throws(MockConfig.Problem) {
    var settings = settings
    if config.hasDatasets { settings.datasets = config.datasets }
    let mocks = try config.tasks(stateMachine: stateMachine, testCase: testCase, for: machine)
    self.init(machine, input: input, inputText: inputText, settings: settings, mocks: mocks)
  }

  private init(
    _ machine: StateMachine, input: JSON, inputText: String?, settings: Settings, mocks: MockedTasks?
  ) {
    self.machine = machine
    sources = StateSources(machine)
    let identity = ExecutionIdentity(stateMachineName: settings.stateMachineName, name: settings.executionName)
    let execution = Execution(
      machine, input: input, inputText: inputText, identity: identity, seed: .fixed(settings.seed),
      quotas: settings.quotas)
    let driver = VirtualTimeDriver(datasets: settings.datasets, startTime: settings.startTime)
    timeline = DebuggerTimeline(driver.start(execution), mocks: mocks)
    move(to: 1)
  }

  // MARK: Watching

  /// What is to be shown before the first command.
  public var greeting: [String] { [location] }

  /// The result of the execution as far as it has been run.
  public var result: ExecutionResult { timeline.head.execution.result }

  /// The number of the event where the debugger is.
  public var event: Int { scopes.last }

  /// Runs a command, and says what is to be shown.
  ///
  /// - Parameter line: the command's name, or the beginning of one, and its arguments. An empty line and one that starts
  ///   with `//` do nothing.
  public mutating func run(_ line: String) -> Reply {
    var words = DebuggerArguments(line)
    guard let name = words.word(), !name.hasPrefix("//") else { return Reply(lines: []) }
    var reply = Reply(lines: [])
    do throws(DebuggerProblem) {
      let command = try DebuggerCommand.named(name)
      reply.lines = try run(command, &words)
      reply.isOver = command == .quit
    } catch {
      reply.lines = [error.message]
      reply.isRefused = true
    }
    reply.lines = reply.lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
      .map { DebuggerText.plain(String($0)) }
    return reply
  }

  private mutating func run(
    _ command: DebuggerCommand, _ words: inout DebuggerArguments
  ) throws(DebuggerProblem) -> [String] {
    switch command {
    case .step: return try step(words.count(1))
    case .next: return try words.ended(next())
    case .continue: return try words.ended(go())
    case .finish:
      try words.end()
      return try finish()
    case .back: return try back(words.count(1))
    case .previous: return try words.ended(previous())
    case .rewind: return try words.ended(goBack())
    case .goto: return try goto(words.only("an event, a time, 'start' or 'end'"))
    case .advance: return try advance(words.only("a duration, such as 90s or 5m"))
    case .until: return try until(words.only("a time, such as 2024-01-01T00:05:00Z or +5m"))
    case .break: return try setBreakpoint(words.all())
    case .delete: return try delete(words.all())
    case .answer:
      let task = try words.task()
      return try report(.ended(.succeeded(json(words.neededAll("the result, as JSON")))), of: task)
    case .fail:
      let task = try words.task()
      return try report(.ended(failure(&words)), of: task)
    case .heartbeat: return try report(.heartbeat, of: words.onlyTask())
    case .leave: return try leave(words.onlyTask())
    case .timeout: return try timeOut(words.onlyTask())
    case .whatif:
      let task = try words.task()
      return try whatIf(task, try substitute(&words))
    case .info: return try words.ended(info)
    case .where: return try words.ended(positionsOfBranches)
    case .history: return history(try words.count(10))
    case .list: return try list(words.all())
    case .print, .eval: return try print(words.neededAll("an expression"))
    case .stages: return try stages(words.all())
    case .vars: return try words.ended(variables)
    case .input: return try words.ended(DebuggerText.lines(current.input))
    case .output:
      try words.end()
      return try output()
    case .result:
      try words.end()
      return try workResult()
    case .context: return try words.ended(DebuggerText.lines(context(of: scopes.currentIndex ?? 0)))
    case .help: return try help(words.all())
    case .quit: return try words.ended([])
    }
  }

  // MARK: Arguments

  func json(_ text: String) throws(DebuggerProblem) -> JSON {
    do { return try JSON(parsing: text) } catch { throw DebuggerProblem("not JSON: \(error)") }
  }

  func failure(_ words: inout DebuggerArguments) throws(DebuggerProblem) -> TaskReport.Outcome {
    let error = try words.neededPhrase("an error name")
    let cause = try words.phrase()
    try words.end()
    return .failed(error: error, cause: cause)
  }

  private func help(_ word: String?) throws(DebuggerProblem) -> [String] {
    guard let word else { return DebuggerCommand.overview }
    let command = try DebuggerCommand.named(word)
    return ["\(command.rawValue)\(command.arguments.isEmpty ? "" : " " + command.arguments): \(command.summary)"]
  }

  // MARK: The definition

  private func list(_ name: String?) throws(DebuggerProblem) -> [String] {
    let state = try name.map { name throws(DebuggerProblem) in try stateName(name) } ?? current.state?.name
    guard let state else { throw DebuggerProblem("no state has been entered yet; name one") }
    guard let entry = sources[state] else { throw DebuggerProblem("the state is not found in the definition's text") }
    let source = machine.definition
    let first = source.position(of: entry.nameRange.start).line
    let last = max(first, source.position(of: entry.syntax.range.end).line)
    let shown = min(last, first + 19)
    let width = String(shown).count
    let lines = (first...shown).map { number in
      let text = String(number)
      let line = source.line(number)
      return String(repeating: " ", count: width - text.count) + text + "  "
        + (line.utf8.count <= 400 ? line : DebuggerText.short(line))
    }
    return shown < last ? lines + ["… to line \(last)"] : lines
  }

  /// The name of a state as it is given, which must be one.
  func stateName(_ text: String) throws(DebuggerProblem) -> String {
    let name = (try? JSON(parsing: text))?.stringValue ?? text
    if machine.index(ofState: name) != nil { return name }
    let near = Suggestions.nearest(to: name, among: machine.states.map(\.name))
    throw DebuggerProblem(
      "no state is named '\(DebuggerText.short(name))'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }

  // MARK: Breakpoints

  private mutating func setBreakpoint(_ text: String?) throws(DebuggerProblem) -> [String] {
    guard let text else {
      return breakpoints.isEmpty ? ["no breakpoints"] : breakpoints.map { describe($0) }
    }
    let (name, condition) = Self.parts(of: text)
    let target = try target(name)
    if let condition {
      do { _ = try ScopeExpression(condition, in: language(of: target)) } catch {
        throw DebuggerProblem("the condition: \(error)")
      }
    }
    guard breakpoints.count < 1_000 else { throw DebuggerProblem("there are 1000 breakpoints; delete some") }
    lastBreakpoint += 1
    let breakpoint = Breakpoint(number: lastBreakpoint, target: target, condition: condition)
    breakpoints.append(breakpoint)
    return [describe(breakpoint)]
  }

  private func language(of target: Breakpoint.Target) -> QueryLanguage {
    guard case .state(let name) = target, let place = machine.index(ofState: name) else { return machine.queryLanguage }
    return machine.states[place].queryLanguage
  }

  /// The target and the condition after ` if `, which a quoted name may contain.
  private static func parts(of text: String) -> (target: String, condition: String?) {
    var words = DebuggerArguments(text)
    if text.hasPrefix("\""), let name = try? words.phrase() {
      guard words.word() == "if", let condition = words.all() else { return (name, nil) }
      return (name, condition)
    }
    let ranges = text.ranges(of: " if ")
    guard let first = ranges.first else { return (text, nil) }
    return (String(text[..<first.lowerBound]), String(text[first.upperBound...]))
  }

  private func target(_ name: String) throws(DebuggerProblem) -> Breakpoint.Target {
    if machine.index(ofState: name) != nil { return .state(name) }
    if let type = HistoryEventType.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) {
      return .event(type)
    }
    let names = machine.states.map(\.name) + HistoryEventType.allCases.map(\.rawValue)
    throw DebuggerProblem(
      "'\(DebuggerText.short(name))' is neither a state nor a type of event"
        + (Suggestions.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""))
  }

  private mutating func delete(_ word: String?) throws(DebuggerProblem) -> [String] {
    guard let word else {
      breakpoints = []
      return ["no breakpoints"]
    }
    guard let number = Int(word), let place = breakpoints.firstIndex(where: { $0.number == number }) else {
      throw DebuggerProblem("there is no breakpoint '\(DebuggerText.short(word))'")
    }
    breakpoints.remove(at: place)
    return breakpoints.isEmpty ? ["no breakpoints"] : breakpoints.map { describe($0) }
  }

  func describe(_ breakpoint: Breakpoint) -> String {
    let what =
      switch breakpoint.target {
      case .state(let name): "state \(name)"
      case .event(let type): "event \(type.rawValue)"
      }
    let condition = breakpoint.condition.map { " if \(DebuggerText.short($0))" } ?? ""
    return "breakpoint \(breakpoint.number): \(what)\(condition)"
  }

  /// What a breakpoint says about the event where the debugger is; `nil` if none stops there.
  func stoppingBreakpoint() -> String? {
    guard !breakpoints.isEmpty, let event = currentEvent else { return nil }
    for breakpoint in breakpoints {
      switch breakpoint.target {
      case .state(let name):
        guard case .stateEntered(let state, _) = event.details, state.name == name else { continue }
      case .event(let type): guard event.type == type else { continue }
      }
      guard let condition = breakpoint.condition else { return describe(breakpoint) }
      do throws(DebuggerProblem) {
        let value = try value(of: condition)
        if value == .bool(true) { return describe(breakpoint) }
        if value == .bool(false) { continue }
        return describe(breakpoint) + ": the condition is \(DebuggerText.short(value)), neither true nor false"
      } catch {
        return describe(breakpoint) + ": \(error.message)"
      }
    }
    return nil
  }
}
