import StatesBuilder

enum OrderFulfillment {
  /// The names of the states.
  enum Names: String, StateNaming {
    case checkOrder = "CheckOrder"
    case rejectOrder = "RejectOrder"
    case rememberOrder = "RememberOrder"
    case reserveAndCharge = "ReserveAndCharge"
    case reserveLines = "ReserveLines"
    case reserveLine = "ReserveLine"
    case chargeCard = "ChargeCard"
    case waitForPicking = "WaitForPicking"
    case shipOrder = "ShipOrder"
    case orderShipped = "OrderShipped"
    case refundPayment = "RefundPayment"
    case orderCancelled = "OrderCancelled"
  }

  /// The state machine.
  static var workflow: Workflow {
    Workflow(startAt: Names.checkOrder) {
      checkOrder
      rejectOrder
      rememberOrder
      reserveAndCharge
      waitForPicking
      shipOrder
      orderShipped
      refundPayment
      orderCancelled
    }
    .comment("Reserves stock and takes payment at the same time, waits for the warehouse, ships; or refunds.")
    .timeoutSeconds(604800)
  }

  static var checkOrder: Choice {
    Choice(Names.checkOrder) {
      When(checkOrderCondition, next: Names.rememberOrder)
    }
    .default(Names.rejectOrder)
  }

  static var checkOrderCondition: Condition {
    .and(
      Variable("$.lines[0]").isPresent(true), Variable("$.payment.amount").isNumeric(true),
      .not(Variable("$.payment.amount").numericLessThanEquals(0))
    )
  }

  static var rejectOrder: Fail {
    Fail(Names.rejectOrder, error: "Order.Invalid")
      .causePath("States.Format('The order {} has no lines or no amount.', $.orderId)")
  }

  static var rememberOrder: Pass {
    Pass(Names.rememberOrder)
      .assign(["orderId": .path("$.orderId")])
      .next(Names.reserveAndCharge)
  }

  static var reserveAndCharge: Parallel {
    Parallel(Names.reserveAndCharge) {
      Branch(startAt: Names.reserveLines) {
        reserveLines
      }
      Branch(startAt: Names.chargeCard) {
        chargeCard
      }
    }
    .resultSelector(["reservations": .path("$[0]"), "payment": .path("$[1]")])
    .resultPath("$.fulfillment")
    .catch("OutOfStock", "Payment.Declined", next: Names.refundPayment, resultPath: "$.problem")
    .next(Names.waitForPicking)
  }

  static var reserveLines: Map {
    Map(Names.reserveLines, startAt: Names.reserveLine) {
      reserveLine
    }
    .itemsPath("$.lines")
    .itemSelector([
      "orderId": .path("$orderId"),
      "position": .path("$$.Map.Item.Index"),
      "line": .path("$$.Map.Item.Value"),
    ])
    .maxConcurrency(5)
    .end()
  }

  static var reserveLine: Task {
    Task(Names.reserveLine, resource: "arn:aws:lambda:eu-central-1:123456789012:function:reserve-stock")
      .timeoutSeconds(30)
      .retry(
        "Lambda.TooManyRequestsException", .timeout, intervalSeconds: 1, maxAttempts: 5, backoffRate: 2,
        maxDelaySeconds: 10
      )
      .end()
  }

  static var chargeCard: Task {
    Task(Names.chargeCard, resource: "arn:aws:states:::lambda:invoke")
      .parameters([
        "FunctionName": "arn:aws:lambda:eu-central-1:123456789012:function:charge-card",
        "Payload": [
          "idempotencyKey": .path("$orderId"),
          "amount": .path("$.payment.amount"),
          "card": .path("$.payment.card"),
        ],
      ])
      .resultSelector(["receipt": .path("$.Payload.receipt")])
      .timeoutSeconds(60)
      .retry("Payment.Declined", maxAttempts: 0)
      .retry(.all, intervalSeconds: 2, maxAttempts: 3, backoffRate: 2)
      .end()
  }

  static var waitForPicking: Wait {
    Wait(Names.waitForPicking, seconds: 3600).next(Names.shipOrder)
  }

  static var shipOrder: Task {
    Task(Names.shipOrder, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
      .parameters([
        "QueueUrl": "https://sqs.eu-central-1.amazonaws.com/123456789012/parcels",
        "MessageBody": [
          "orderId": .path("$orderId"),
          "reservations": .path("$.fulfillment.reservations"),
          "token": .path("$$.Task.Token"),
        ],
      ])
      .heartbeatSeconds(43200)
      .resultPath("$.parcel")
      .next(Names.orderShipped)
  }

  static var orderShipped: Succeed {
    Succeed(Names.orderShipped).outputPath("$.parcel")
  }

  static var refundPayment: Task {
    Task(Names.refundPayment, resource: "arn:aws:lambda:eu-central-1:123456789012:function:refund-payment")
      .parameters(["orderId": .path("$orderId"), "reason": .path("$.problem.Error")])
      .resultPath("$.refund")
      .next(Names.orderCancelled)
  }

  static var orderCancelled: Pass {
    Pass(Names.orderCancelled)
      .parameters([
        "orderId": .path("$orderId"),
        "status": "CANCELLED",
        "reason": .path("$.problem.Error"),
        "refunded": .path("$.refund.amount"),
      ])
      .end()
  }
}
