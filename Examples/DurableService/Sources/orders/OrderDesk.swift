import OrderedJSON
import StatesRuntime

/// Does with the host what customers ask for. An answer that says that something was done is given after the store has
/// it: it stays done, also if the process is killed in the next moment.
struct OrderDesk: Sendable {
  let host: ExecutionHost
  let machine: StateMachine
  let ledger: Ledger

  func answer(_ request: Request) async -> Reply {
    do {
      switch request {
      case .place(let name, let order): return try await place(name, order)
      case .pay(let name, let accepts): return try await pay(name, accepts: accepts)
      case .list: return .done(try await list())
      case .show(let name): return .done(try await show(name))
      case .history(let name): return .done(try await history(name))
      }
    } catch HostError.unknownExecution(let arn) {
      return .refused("there is no order \(OrderWorkflow.order(of: arn))")
    } catch {
      return .refused("\(error)")
    }
  }

  /// Whoever did not hear the answer may place the same order again.
  private func place(_ name: String, _ order: Order) async throws -> Reply {
    guard OrderWorkflow.isName(name) else { return .refused("'\(name)' is not a name") }
    let identity = OrderWorkflow.identity(of: name)
    let input = try JSON(encoding: order)
    do throws(HostError) {
      try await host.start(machine, input: input, identity: identity)
      return .done("\(name) is placed")
    } catch .executionExists {
      guard try await host.describe(identity.executionARN).inputJSON == input else {
        return .refused("\(name) is the name of another order")
      }
      return .done("\(name) was placed before")
    }
  }

  private func pay(_ name: String, accepts: Bool) async throws -> Reply {
    let order = try await host.describe(OrderWorkflow.identity(of: name).executionARN)
    guard let token = await ledger.token(of: name) else {
      let isRunning = order.status == .running
      return .refused(isRunning ? "there is no bill for \(name) yet" : "\(name) has ended without a bill")
    }
    do throws(HostError) {
      try await host.sendTaskSuccess(token: token, output: ["paid": .bool(accepts)])
      return .done(accepts ? "\(name) is paid" : "\(name) is declined")
    } catch .token {
      return .refused("the bill of \(name) is closed: it was paid or declined before, or too late")
    }
  }

  private func list() async throws -> String {
    var lines: [String] = []
    var query = ExecutionQuery(list: OrderWorkflow.identity(of: "").stateMachineARN)
    while true {
      let page = try await host.executions(query)
      guard let last = page.last else { break }
      for row in page { lines.append("\(OrderWorkflow.order(of: row.arn))  \(row.status)") }
      query.after = last.cursor
    }
    return lines.isEmpty ? "there are no orders" : lines.joined(separator: "\n")
  }

  private func show(_ name: String) async throws -> String {
    let order = try await host.describe(OrderWorkflow.identity(of: name).executionARN)
    let fields = [
      ("status", order.status.rawValue), ("started", "\(order.startTime)"), ("ended", order.stopTime.map { "\($0)" }),
      ("input", order.input), ("output", order.output), ("error", order.error), ("cause", order.cause),
    ]
    return fields.compactMap { name, value in value.map { "\(name): \($0)" } }.joined(separator: "\n")
  }

  private func history(_ name: String) async throws -> String {
    let arn = OrderWorkflow.identity(of: name).executionARN
    var lines: [String] = []
    while true {
      let page = try await host.history(of: arn, from: UInt64(lines.count + 1))
      if page.isEmpty { break }
      for event in page {
        let words = [event["id"]?.description, event["timestamp"]?.stringValue, event["type"]?.stringValue]
        lines.append(words.map { $0 ?? "?" }.joined(separator: "  "))
      }
    }
    return lines.joined(separator: "\n")
  }
}
