import Logging
import StatesRuntime

/// The handlers of the workflow's tasks. What they do to the world, they do once for each
/// `TaskRequest.deduplicationID`: after a crash they are called again for what had not been reported.
struct Shop: Sendable {
  let ledger: Ledger
  let pace: Duration
  let logger: Logger

  /// What is sold, and at what price; a gramophone is never in stock.
  private static let prices = ["keyboard": 80, "lamp": 40, "mouse": 25]

  var resources: ResourceRouter {
    var resources = ResourceRouter()

    resources.function("reserve", taking: Order.Item.self) { item, task in
      guard let price = Self.prices[item.item] else {
        throw TaskFailure("Warehouse.OutOfStock", cause: "there is no \(item.item)")
      }
      // The shelf with the mice needs two attempts, which shows the workflow's retrier.
      if item.item == "mouse", task.attempt == 1 {
        throw TaskFailure("Warehouse.Busy", cause: "somebody else is at the shelf")
      }
      try await once(task, "reserve", "\(item.quantity) \(item.item)")
      return Reserved(item: item.item, quantity: item.quantity, price: price)
    }

    resources.function("release") { _, task in
      try await once(task, "release", "everything")
      return [:]
    }

    // The bill goes to the ledger with its token, where `orders pay` finds it.
    resources.callback("arn:aws:states:::sqs:sendMessage.waitForTaskToken", taking: Bill.self) { bill, token, task in
      try await once(task, "bill", "\(bill.MessageBody.amount)", token: token)
      return ["MessageId": task.deduplicationID]
    }

    resources.function("ship", taking: Shipment.self) { shipment, task in
      try await once(task, "ship", shipment.items.map { "\($0.quantity) \($0.item)" }.joined(separator: ", "))
      return ["parcels": shipment.items.count]
    }

    resources.function("receipt", taking: Receipt.self) { receipt, task in
      try await once(task, "receipt", "\(receipt.amount)")
      return [:] as JSON
    }
    return resources
  }

  /// Does something that must happen once, however often the task is performed.
  private func once(_ task: TaskRequest, _ effect: String, _ detail: String, token: String? = nil) async throws {
    // The work takes a while before and after the moment at which it is done. A process that is killed after that moment
    // has done it and not reported it; this is what the identifier is for.
    try await Task.sleep(for: pace / 2)
    let isNew = try await ledger.enter(
      Ledger.Entry(
        id: task.deduplicationID, order: task.executionName, effect: effect, detail: detail, token: token))
    if !isNew {
      logger.notice("done before, not repeated", metadata: ["order": "\(task.executionName)", "effect": "\(effect)"])
    }
    try await Task.sleep(for: pace / 2)
  }

  // MARK: The inputs and results of the tasks

  private struct Reserved: Codable {
    var item: String
    var quantity: Int
    var price: Int
  }

  private struct Bill: Decodable {
    struct Body: Decodable { var amount: Int }
    var MessageBody: Body
  }

  private struct Shipment: Decodable { var items: [Reserved] }

  private struct Receipt: Decodable { var amount: Int }
}
