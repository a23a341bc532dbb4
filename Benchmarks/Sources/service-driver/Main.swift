import StatesEngine
import StepFunctions

/// How long operations of the service take in process, over a store in memory: JSON Lines.
@main
enum Main {
  static func main() async throws {
    var names = Set(CommandLine.arguments.dropFirst())
    if names.isEmpty { names = ["starts", "history", "list"] }
    if names.remove("starts") != nil { try await starts() }
    if names.remove("history") != nil { try await history() }
    if names.remove("list") != nil { try await list() }
    for name in names.sorted() { print(#"{"error":"no measure '\#(name)': starts, history, list"}"#) }
  }

  private static func service() -> StepFunctionsService { StepFunctionsService(store: MemoryStore()) }

  private static func machine(_ service: StepFunctionsService, states: Int) async throws -> String {
    let chain = (1..<states).map { #""S\#($0)":{"Type":"Pass","Next":"S\#($0 + 1)"}"# }.joined(separator: ",")
    let definition = #"{"StartAt":"S1","States":{\#(chain),"S\#(states)":{"Type":"Pass","End":true}}}"#
    return try await service.createStateMachine(
      name: "M\(states)", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r"
    ).stateMachineArn
  }

  /// StartExecution and DescribeExecution of ten Pass states, one after the other; and the same as bytes.
  private static func starts() async throws {
    let service = service()
    let machine = try await machine(service, states: 10)
    var typed: [Duration] = []
    var dispatched: [Duration] = []
    for number in 0..<20_000 {
      var began = ContinuousClock.now
      let started = try await service.startExecution(stateMachineArn: machine, input: #"{"order":7}"#)
      let described = try await service.describeExecution(executionArn: started.executionArn)
      if number >= 1_000 { typed.append(began.duration(to: .now)) }
      guard described.status == .succeeded else { return print(#"{"error":"an execution has not succeeded"}"#) }
      began = .now
      let answer = await service.respond(
        to: "StartExecution", body: Array(#"{"stateMachineArn":"\#(machine)","input":"{\"order\":7}"}"#.utf8))
      let arn = try JSON(parsing: answer.body)["executionArn"]?.stringValue ?? ""
      _ = await service.respond(to: "DescribeExecution", body: Array(#"{"executionArn":"\#(arn)"}"#.utf8))
      if number >= 1_000 { dispatched.append(began.duration(to: .now)) }
    }
    report("start and describe, typed", typed)
    report("start and describe, dispatched", dispatched)
  }

  /// Pages of 100 events at the beginning, in the middle and at the end of histories of two lengths.
  private static func history() async throws {
    for states in [500, 12_490] {
      let service = service()
      let machine = try await machine(service, states: states)
      let execution = try await service.startExecution(stateMachineArn: machine).executionArn
      _ = try await service.result(of: execution)
      for isReversed in [false, true] {
        var pages: [Duration] = []
        var token: String?
        repeat {
          let began = ContinuousClock.now
          let page = try await service.getExecutionHistory(
            executionArn: execution, reverseOrder: isReversed, nextToken: token)
          pages.append(began.duration(to: .now))
          token = page.nextToken
        } while token != nil
        let name = "page of 100 of \(2 * states + 2) events\(isReversed ? ", reversed" : "")"
        report(name + ", first ten", Array(pages.prefix(10)))
        report(name + ", last ten", Array(pages.suffix(10)))
      }
    }
  }

  /// Pages of 100 executions among 100,000.
  private static func list() async throws {
    let service = service()
    let machine = try await machine(service, states: 2)
    for _ in 0..<100_000 { _ = try await service.startExecution(stateMachineArn: machine) }
    var pages: [Duration] = []
    var token: String?
    repeat {
      let began = ContinuousClock.now
      let page = try await service.listExecutions(stateMachineArn: machine, nextToken: token)
      pages.append(began.duration(to: .now))
      token = page.nextToken
    } while token != nil
    report("page of 100 of 100000 executions", pages)
  }

  private static func report(_ name: String, _ durations: [Duration]) {
    let sorted = durations.sorted()
    let micro = { (duration: Duration) in
      Double(duration.components.attoseconds) / 1e12 + Double(duration.components.seconds) * 1e6
    }
    let median = micro(sorted[sorted.count / 2])
    let late = micro(sorted[sorted.count * 99 / 100])
    print(
      #"{"measure":"\#(name)","count":\#(sorted.count),"medianMicroseconds":\#(median),"p99Microseconds":\#(late)}"#)
  }
}
