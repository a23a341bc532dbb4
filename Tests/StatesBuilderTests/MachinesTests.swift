import StatesBuilder
import Testing

/// Machines as people would write them.
@Suite struct MachinesTests {
  private static let invoke = "arn:aws:states:::lambda:invoke"

  /// A job that is started and asked for its status until it is done.
  static var polling: Workflow {
    enum Step: String, StateNaming {
      case start = "Start the job"
      case pause = "Wait a minute"
      case ask = "Ask for the status"
      case isDone = "Is it done?"
      case failed = "The job failed"
      case done = "Done"
    }
    return Workflow(startAt: Step.start) {
      Task(Step.start, resource: "arn:aws:states:::glue:startJobRun")
        .parameters(["JobName": .path("$.job")])
        .resultPath("$.run")
        .next(Step.pause)
      Wait(Step.pause, seconds: 60).next(Step.ask)
      Task(Step.ask, resource: "arn:aws:states:::aws-sdk:glue:getJobRun")
        .parameters(["JobName": .path("$.job"), "RunId": .path("$.run.JobRunId")])
        .resultSelector(["status": .path("$.JobRun.JobRunState")])
        .resultPath("$.answer")
        .retry(.taskFailed, intervalSeconds: 5, maxAttempts: 10, backoffRate: 1)
        .next(Step.isDone)
      Choice(Step.isDone) {
        When(Variable("$.answer.status").stringEquals("SUCCEEDED"), next: Step.done)
        for status in ["FAILED", "STOPPED", "TIMEOUT"] {
          When(Variable("$.answer.status").stringEquals(status), next: Step.failed)
        }
      }
      .default(Step.pause)
      Fail(Step.failed, error: "Job.Failed").causePath("States.Format('the job {} failed', $.job)")
      Succeed(Step.done)
    }
    .timeoutSeconds(86_400)
  }

  /// Steps that are undone in reverse when a later one fails, in JSONata.
  static var saga: Workflow {
    enum Step: String, StateNaming, CaseIterable {
      case flight, hotel, car, cancelCar, cancelHotel, cancelFlight, booked, failed
    }
    func call(_ step: Step, then next: Step, undo: Step?) -> Task {
      let task = Task(step, resource: invoke)
        .arguments(["FunctionName": .json(.string(step.rawValue)), "Payload": .expression("$states.input")])
        .output(.expression("$merge([$states.input, {'\(step)': $states.result.Payload}])"))
        .next(next)
      return undo.map { task.catch(Catch([.all], next: $0).output(.expression("$states.input"))) } ?? task
    }
    return Workflow {
      call(.flight, then: .hotel, undo: .failed)
      call(.hotel, then: .car, undo: .cancelFlight)
      call(.car, then: .booked, undo: .cancelHotel)
      call(.cancelHotel, then: .cancelFlight, undo: nil)
      call(.cancelFlight, then: .failed, undo: nil)
      Succeed(Step.booked)
      Fail(Step.failed, error: "Trip.NotBooked").cause(expression: "'the trip of ' & $states.input.name")
    }
    .queryLanguage(.jsonata)
  }

  /// Records of a file, in batches, each in a child execution.
  static var importing: Workflow {
    enum Step: String, StateNaming {
      case records = "Import the records"
      case one = "Import a batch"
      case report = "Report"
    }
    return Workflow {
      Map(
        Step.records,
        Map.Processor(.distributed(.express)) {
          Task(Step.one, resource: "arn:aws:lambda:us-east-1:123456789012:function:import")
            .retry(.all, maxAttempts: 2, jitterStrategy: .full)
            .end()
        }
      )
      .itemReader(
        Map.ItemReader(resource: "arn:aws:states:::s3:getObject")
          .parameters(["Bucket": "imports", "Key": .path("$.key")])
          .readerConfig(Map.ReaderConfig(.csv).csvHeaderLocation(.firstRow))
      )
      .itemBatcher(Map.ItemBatcher().maxItemsPerBatch(500).batchInput(["tenant": .path("$.tenant")]))
      .resultWriter(
        Map.ResultWriter(resource: "arn:aws:states:::s3:putObject")
          .parameters(["Bucket": "imports", "Prefix": "results"])
      )
      .maxConcurrency(20)
      .toleratedFailurePercentage(0.5)
      .label("import")
      .next(Step.report)
      Task(Step.report, resource: "arn:aws:states:::sns:publish")
        .parameters([
          "TopicArn": "arn:aws:sns:us-east-1:123456789012:imports", "Message": .intrinsic("States.JsonToString($)"),
        ])
        .end()
    }
  }

  /// A person decides, within a day.
  static var approval: Workflow {
    enum Step: String, StateNaming { case ask, decide, approved, refused }
    return Workflow(startAt: Step.ask) {
      Task(Step.ask, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
        .parameters([
          "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/approvals",
          "MessageBody": ["token": .path("$$.Task.Token"), "request": .path("$")],
        ])
        .heartbeatSeconds(86_400)
        .assign(["approver": .path("$.approver")])
        .catch(.timeout, next: Step.refused)
        .next(Step.decide)
      Choice(Step.decide) {
        When(Variable("$.approved").isBoolean(true) && Variable("$.approved").booleanEquals(true), next: Step.approved)
      }
      .default(Step.refused)
      Succeed(Step.approved)
      Fail(Step.refused, error: "Refused")
    }
  }

  /// Work at the same time.
  static var thumbnails: Workflow {
    enum Step: String, StateNaming { case all, metadata, sizes, one, store }
    let store = Task(Step.store, resource: "arn:aws:states:::dynamodb:putItem")
      .parameters(["TableName": "images", "Item": ["id": ["S": .path("$[0].id")]]])
      .end()
    return Workflow(startAt: Step.all) {
      Parallel(Step.all) {
        Branch {
          Task(Step.metadata, resource: invoke).parameters(["FunctionName": "metadata", "Payload": .path("$")])
            .outputPath("$.Payload").end()
        }
        Branch {
          Map(Step.sizes) {
            Task(Step.one, resource: invoke).parameters(["FunctionName": "resize", "Payload": .path("$")]).end()
          }
          .itemsPath("$.sizes").itemSelector(["size": .path("$$.Map.Item.Value"), "key": .path("$.key")]).end()
        }
      }
      .next(store)
      store
    }
  }

  @Test(arguments: [
    (polling, 6), (importing, 3), (approval, 4), (thumbnails, 5), (saga, 7),
  ]) func isValid(workflow: Workflow, count: Int) throws {
    #expect(workflow.diagnostics(settings: .init(warnings: .always)).filter { $0.severity == .error } == [])
    let machine = try workflow.stateMachine()
    #expect(machine.states.count == count)
    #expect(try Workflow(parsing: workflow.aslText).definition == workflow.definition)
  }
}
