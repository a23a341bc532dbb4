import Foundation
import StatesTesting
import StatesTestingTraits
import Testing

/// The tests reach all but one part of the definition: a Map without items, since `CheckOrder` rejects orders without lines.
@Suite(.coverage(of: "../../order-fulfillment.asl.json", atLeast: 0.96))
struct OrderFulfillmentTests {
  /// The workflow with its tasks mocked so that all goes well; a test changes what it is about.
  static func workflow() throws -> WorkflowTest {
    var test = try WorkflowTest(definition: text(of: "order-fulfillment.asl.json"))
    try test.mock("ReserveLine", .return(["reserved": true]))
    try test.mock("ChargeCard", .return(["Payload": ["receipt": "R-1"]]))
    try test.mock("ShipOrder", .return(["trackingNumber": "42"]))
    try test.mock("RefundPayment", .return(["amount": 30]))
    return test
  }

  static func text(of file: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    return try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  static let order: JSON = [
    "orderId": "A-1", "lines": [["sku": "TEAPOT", "quantity": 1], ["sku": "CUP", "quantity": 6]],
    "payment": ["amount": 30, "card": "tok"],
  ]

  // MARK: The way through the states

  @Test func anOrderIsShipped() throws {
    let result = try Self.workflow().run(input: Self.order)
    #expect(result.status == .succeeded)
    #expect(result.output == ["trackingNumber": "42"])
    #expect(try result.visits(of: "ReserveLine") == 2)
    #expect(
      try result.output(of: "ReserveAndCharge")?["fulfillment"] == [
        "reservations": [["reserved": true], ["reserved": true]], "payment": ["receipt": "R-1"],
      ])
  }

  @Test(
    arguments: [
      ["orderId": "A-2", "lines": [], "payment": ["amount": 30]],
      ["orderId": "A-2", "lines": [[:]], "payment": ["amount": 0]],
      ["orderId": "A-2", "lines": [[:]], "payment": ["amount": "30"]],
    ] as [JSON])
  func anOrderWithoutLinesOrAmountIsRejected(order: JSON) throws {
    let result = try Self.workflow().run(input: order)
    #expect(result.error == "Order.Invalid")
    #expect(result.cause == "The order A-2 has no lines or no amount.")
    #expect(result.path == ["CheckOrder", "RejectOrder"])
  }

  @Test func whatIsOutOfStockIsRefunded() throws {
    var test = try Self.workflow()
    try test.mock("ReserveLine[1]", .throw("OutOfStock", cause: "CUP"))  // the second line only
    let result = test.run(input: Self.order)
    #expect(result.output == ["orderId": "A-1", "status": "CANCELLED", "reason": "OutOfStock", "refunded": 30])
    #expect(try result.input(of: "RefundPayment")?["problem"] == ["Error": "OutOfStock", "Cause": "CUP"])
    #expect(try result.visits(of: "ShipOrder") == 0)
  }

  @Test func aDeclinedCardIsNotTriedAgain() throws {
    var test = try Self.workflow()
    try test.mock("ChargeCard", .throw("Payment.Declined"))
    let result = test.run(input: Self.order)
    #expect(result.output?["reason"] == "Payment.Declined")
    #expect(result.events(.taskFailed).count == 1)
  }

  // MARK: Time

  @Test func theWarehousesHourPassesAtOnce() throws {
    let started = ContinuousClock.now
    let result = try Self.workflow().run(input: Self.order)
    #expect(ContinuousClock.now - started < .seconds(5))
    #expect(result.duration == 3_600)
    #expect(result.history.first?.timestamp.description == "2024-01-01T00:00:00.000Z")
    #expect(result.events(.waitStateEntered).first?.timestamp.description == "2024-01-01T00:00:00.000Z")
    #expect(result.events(.waitStateExited).first?.timestamp.description == "2024-01-01T01:00:00.000Z")
    #expect(result.history.last?.timestamp.description == "2024-01-01T01:00:00.000Z")
  }

  @Test func aBusyGatewayIsTriedAgainAfterTwoAndFourSeconds() throws {
    var test = try Self.workflow()
    try test.mock(
      "ChargeCard", .throw("Payment.Unavailable"), .throw("Payment.Unavailable"),
      .return(["Payload": ["receipt": "R-2"]]))
    let result = test.run(input: Self.order)
    #expect(result.status == .succeeded)
    #expect(result.duration == 2 + 4 + 3_600.0)
    #expect(try result.output(of: "ReserveAndCharge")?["fulfillment"]?["payment"] == ["receipt": "R-2"])
  }

  @Test func aGatewayThatStaysDownFailsTheOrder() throws {
    var test = try Self.workflow()
    try test.mock("ChargeCard", .throw("Payment.Unavailable"))
    let result = test.run(input: Self.order)
    #expect(result.error == "Payment.Unavailable")
    #expect(result.duration == 2 + 4 + 8)
  }

  @Test func aThrottledFunctionIsTriedAgain() throws {
    var test = try Self.workflow()
    try test.mock("ReserveLine[0]", .throw("Lambda.TooManyRequestsException"), .return(["reserved": true]))
    let result = test.run(input: Self.order)
    #expect(result.status == .succeeded)
    #expect(result.duration == 1 + 3_600)
  }

  @Test func aFunctionThatStaysThrottledFailsTheOrder() throws {
    var test = try Self.workflow()
    try test.mock("ReserveLine", .throw("Lambda.TooManyRequestsException"))
    let result = test.run(input: Self.order)
    #expect(result.error == "Lambda.TooManyRequestsException")
    #expect(try result.visits("ReserveLine").first?.attempts.count == 6)
  }

  @Test func aParcelNobodyReportsOnTimesOut() throws {
    var test = try Self.workflow()
    try test.mock("ShipOrder", .hang)
    let result = test.run(input: Self.order)
    #expect(result.status == .failed)
    #expect(result.error == "States.Timeout")
    #expect(result.duration == 3_600 + 43_200.0)
  }

  // MARK: The mock file

  @Test(arguments: ["HappyPath", "PaymentRetried", "OutOfStock"])
  func theCasesOfTheMockFile(name: String) throws {
    let mocks = try MockConfig(parsing: Array(Self.text(of: "MockConfigFile.json").utf8))
    var test = WorkflowTest(try StateMachine(parsing: Self.text(of: "order-fulfillment.asl.json")))
    test.use(try mocks.resources(stateMachine: "OrderFulfillment", testCase: name, for: test.machine))
    let result = test.run(input: try JSON(parsing: Self.text(of: "input.json")))
    #expect(result.status == .succeeded)
    #expect(result.path.last == (name == "OutOfStock" ? "OrderCancelled" : "OrderShipped"))
  }
}
