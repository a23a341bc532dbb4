import StatesBuilder
import Testing

// The Swift example of README.md, which a test compares with this file.

@Test func theMachineOfTheReadmeIsValid() throws {
  enum Step: String, StateNaming {
    case check = "Check stock"
    case charge = "Charge the card"
    case done = "Done"
    case soldOut = "Sold out"
  }

  let order = Workflow(startAt: Step.check) {
    Choice(Step.check) {
      When(Variable("$.stock").numericGreaterThan(0), next: Step.charge)
    }
    .default(Step.soldOut)
    Task(Step.charge, resource: "arn:aws:states:::lambda:invoke")
      .parameters(["FunctionName": "charge", "Payload": ["order": .path("$.id"), "currency": "EUR"]])
      .retry(.taskFailed, maxAttempts: 2)
      .next(Step.done)
    Succeed(Step.done)
    Fail(Step.soldOut, error: "SoldOut")
  }
  let machine = try order.stateMachine()
  #expect(machine.states.count == 4)
  #expect(machine.warnings == [])
}
