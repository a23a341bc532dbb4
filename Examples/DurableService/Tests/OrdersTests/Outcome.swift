import Foundation
import OrderedJSON
import Testing

/// What a customer wants.
struct Wish: Sendable {
  var name: String
  var items: [String]
  /// Whether the bill is paid or declined; `nil` if there will be none.
  var accepts: Bool?

  /// Orders of every kind: paid ones with and without a retry, a declined one, one that is not in stock.
  static func several(_ count: Int) -> [Wish] {
    let kinds: [(items: [String], accepts: Bool?)] = [
      (["keyboard", "mouse"], true), (["lamp=2"], false), (["keyboard", "gramophone"], nil),
      (["lamp", "keyboard=3"], true),
    ]
    return (0..<count).map { Wish(name: "order-\($0)", items: kinds[$0 % 4].items, accepts: kinds[$0 % 4].accepts) }
  }

  /// Orders and pays, again and again until the service has said that it is done.
  func fulfil(at service: Service) async throws {
    _ = try await service.insist(["place", name] + items)
    guard let accepts else { return }
    // Whoever did not hear that the payment counts hears the next time that the bill is closed.
    _ = try await service.insist(["pay", name] + (accepts ? [] : ["--decline"]), orUntil: "is closed")
  }
}

/// What has become of an order, without dates: the same whatever has happened to the process.
struct Outcome: Equatable {
  /// Status, input, output, error and cause.
  var description: [String]
  /// The types of the history's events. Those of the two branches of the Parallel state mix as it happens, so they are
  /// in the order of the alphabet; and a customer may pay before the sender of the bill has reported that it is out, so
  /// `TaskSubmitted` is left out.
  var events: [String]
  /// What was done for it.
  var effects: [String]

  /// Waits for the end of an order.
  init(of order: String, at service: Service) async throws {
    var lines: [Substring] = []
    repeat {
      try await Task.sleep(for: .milliseconds(lines.isEmpty ? 0 : 200))
      lines = try await service.insist(["show", order]).split(separator: "\n")
    } while lines.contains("status: RUNNING")
    description = lines.filter { !$0.hasPrefix("started:") && !$0.hasPrefix("ended:") }.map(String.init)

    let history = try await service.insist(["history", order]).split(separator: "\n").map { $0.split(separator: " ") }
    let ids = history.map { String($0[0]) }
    #expect(ids == (1...history.count).map { "\($0)" }, "the history of \(order)")
    events = history.map { String($0[2]) }.filter { $0 != "TaskSubmitted" }.sorted()

    let ledger = try service.folder.text("orders-data/ledger.jsonl").split(separator: "\n")
      .map { try JSON(parsing: String($0)) }
    #expect(Set(ledger.map { $0["id"]?.stringValue }).count == ledger.count, "an identifier comes twice")
    effects = ledger.filter { $0["order"]?.stringValue == order }
      .map { "\($0["effect"]?.stringValue ?? "?") \($0["detail"]?.stringValue ?? "?")" }.sorted()
  }
}
