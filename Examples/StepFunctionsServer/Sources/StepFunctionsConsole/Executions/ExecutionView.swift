import OrderedJSON
import StatesEngine
import StatesGraph
import StatesLanguage
import StatesRuntime
import StatesTesting
import StepFunctions

/// An execution as pages look at it: its history is read once, and then only what is new of it.
actor ExecutionView {
  private let arn: String
  private var underWay: Task<ExecutionReading, any Error>?
  private var known: ExecutionReading?
  /// What was inspected lately of visits: by the event with which they began, and the events that there were.
  private var inspected: [(event: Int, last: Int, state: StateInspector.State?)] = []

  /// How many events are read at once.
  private static let pageSize = 1_000
  /// How much data of a history is read to compute the data of a state.
  private static let inspectedBytes = 32 << 20
  private static let maximumInspected = 8

  init(arn: String) { self.arn = arn }

  /// The execution as it is now. All who ask while it is read get the same answer.
  func reading(_ service: StepFunctionsService) async throws -> ExecutionReading {
    if let underWay { return try await underWay.value }
    let task = Task { try await read(service) }
    underWay = task
    defer { underWay = nil }
    return try await task.value
  }

  private func read(_ service: StepFunctionsService) async throws -> ExecutionReading {
    let arn = arn
    let description = try await performing { () throws(StepFunctionsError) in
      try await service.describeExecution(executionArn: arn)
    }
    var reading: ExecutionReading
    // After a reset, or when its name was free again, it is another one.
    if let known, known.description.startDate == description.startDate {
      reading = known
      reading.description = description
    } else {
      reading = await begin(description, service)
      inspected = []
    }
    while reading.problem == nil {
      let events: [JSON]
      do throws(HostError) {
        events = try await service.host.history(
          of: arn, from: UInt64(reading.lines.count + 1), limit: Self.pageSize)
      } catch {
        throw ConsoleProblem(.serviceUnavailable, "The history cannot be read", error.description)
      }
      reading.append(events.map { $0.withoutData })
      if events.count < Self.pageSize { break }
    }
    if reading.isRunning, reading.trace.ending != nil {
      // It has ended since it was described.
      reading.description = try await performing { () throws(StepFunctionsError) in
        try await service.describeExecution(executionArn: arn)
      }
    }
    if reading.version != known?.version || reading.isRunning != known?.isRunning { reading.draw() }
    known = reading
    return reading
  }

  private func begin(
    _ description: DescribeExecutionOutput, _ service: StepFunctionsService
  ) async -> ExecutionReading {
    let arn = arn
    let machine = try? await service.describeStateMachineForExecution(executionArn: arn)
    let compiled = machine.flatMap { machine in try? StateMachine(parsing: machine.definition) }
    return ExecutionReading(
      description: description, roleARN: machine?.roleArn ?? "", machine: compiled,
      provenance: try? await service.executionProvenance(of: arn))
  }
}

extension ExecutionView {
  /// Computes the data of a state once more.
  ///
  /// - Parameter visit: the index of its visit in the reading.
  /// - Returns: `nil` when the history has too much data.
  func inspect(
    _ visit: Int, of reading: ExecutionReading, _ service: StepFunctionsService
  ) async throws -> StateInspector.State? {
    guard reading.trace.visits.indices.contains(visit), let machine = reading.machine,
      let identity = ARN(arn).flatMap({ ExecutionIdentity($0, roleARN: reading.roleARN) })
    else { return nil }
    let (event, end) = (reading.trace.visits[visit].enteredEvent, reading.trace.visits[visit].leftEvent)
    let last = end ?? reading.lines.count
    if let known = inspected.first(where: { $0.event == event && $0.last == last }) { return known.state }
    let state = try await inspect(event, machine, identity, upTo: last, service)
    inspected.removeAll { $0.event == event }
    inspected.append((event, last, state))
    if inspected.count > Self.maximumInspected { inspected.removeFirst() }
    return state
  }

  private func inspect(
    _ event: Int, _ machine: StateMachine, _ identity: ExecutionIdentity, upTo last: Int,
    _ service: StepFunctionsService
  ) async throws -> StateInspector.State? {
    var reader = HistoryReader(of: machine, identity: identity)
    var events: [HistoryEvent] = []
    var bytes = 0
    while events.count < last {
      do throws(HostError) {
        let page = try await service.host.history(
          of: arn, from: UInt64(events.count + 1), limit: min(Self.pageSize, last - events.count))
        if page.isEmpty { return nil }
        for json in page {
          bytes += json.dataBytes
          guard bytes <= Self.inspectedBytes, let event = try? reader.read(json) else { return nil }
          events.append(event)
        }
      } catch {
        throw ConsoleProblem(.serviceUnavailable, "The history cannot be read", error.description)
      }
    }
    return StateInspector(machine, identity: identity, history: events).state(enteredBy: event)
  }
}

/// The executions that pages have looked at lately.
actor ExecutionViews {
  private struct Entry {
    let view: ExecutionView
    /// How much it keeps, in events: a state and its box in the picture take about as much as twenty.
    var weight = 0
  }

  private var entries: [String: Entry] = [:]
  /// The ARNs, the one that was asked for last at the end.
  private var order: [String] = []

  /// How many executions are kept, and how much of all of them; the last one in any case.
  private let (maximumCount, maximumWeight): (Int, Int)

  init(maximumCount: Int = 1_024, maximumWeight: Int = 200_000) {
    (self.maximumCount, self.maximumWeight) = (maximumCount, maximumWeight)
  }

  /// The executions that are kept, the one that was asked for last at the end.
  var kept: [String] { order }

  /// The execution as it is now.
  func reading(of arn: String, _ service: StepFunctionsService) async throws -> ExecutionReading {
    let entry = entries[arn] ?? Entry(view: ExecutionView(arn: arn))
    entries[arn] = entry
    order.removeAll { $0 == arn }
    order.append(arn)
    do {
      let reading = try await entry.view.reading(service)
      // No other view is waited for, which may be busy.
      entries[arn]?.weight = reading.lines.count + 20 * (reading.machine?.states.count ?? 0)
      forgetOldest()
      return reading
    } catch {
      entries[arn] = nil
      order.removeAll { $0 == arn }
      throw error
    }
  }

  /// The data of a visit, computed once more.
  func inspect(
    _ visit: Int, of reading: ExecutionReading, _ service: StepFunctionsService
  ) async throws -> StateInspector.State? {
    let arn = reading.description.executionArn
    return try await (entries[arn]?.view ?? ExecutionView(arn: arn)).inspect(visit, of: reading, service)
  }

  private func forgetOldest() {
    var (count, weight) = (0, 0)
    for arn in order.reversed() {
      count += 1
      weight += entries[arn]?.weight ?? 0
      guard count > 1, count > maximumCount || weight > maximumWeight else { continue }
      entries[arn] = nil
      order.removeAll { $0 == arn }
    }
  }
}
