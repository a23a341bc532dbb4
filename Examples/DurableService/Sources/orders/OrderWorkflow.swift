import StatesRuntime

/// An order, as a customer gives it.
struct Order: Codable, Sendable {
  var items: [Item]

  struct Item: Codable, Sendable {
    var item: String
    var quantity: Int
  }
}

/// The definition in `order.asl.json`, and how its executions are named.
enum OrderWorkflow {
  static func machine() throws -> StateMachine {
    try StateMachine(parsing: PackageResources.order_asl_json)
  }

  /// Whether an order, and so an execution, may have this name.
  static func isName(_ name: String) -> Bool {
    1...80 ~= name.utf8.count
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
  }

  /// An order's name is the name of its execution: placing it twice starts it once.
  static func identity(of order: String) -> ExecutionIdentity {
    ExecutionIdentity(stateMachineName: "Orders", name: order)
  }

  /// The name of the order whose execution has this ARN.
  static func order(of executionARN: String) -> Substring {
    executionARN.split(separator: ":").last ?? ""
  }
}
