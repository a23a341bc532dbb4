import OrderedJSON
import StatesLanguage

extension SnapshotWriter {
  mutating func mapRun(_ run: MapRun) -> JSON {
    [
      "state": state(run.state), "type": .string(run.type.rawValue), "arn": .string(run.arn),
      "label": .string(run.label), "maxConcurrency": .integer(run.maxConcurrency),
      "concurrency": .integer(run.concurrency), "toleratedCount": .optional(run.tolerated.count),
      "toleratedPercentage": run.tolerated.percentage.map { .double($0) } ?? .null, "document": payload(run.document),
      "stateStartedEvent": .integer(Int(run.stateStartedEvent)), "startedEvent": .integer(Int(run.startedEvent)),
      "maxItemsPerBatch": .optional(run.maxItemsPerBatch),
      "maxInputBytesPerBatch": .optional(run.maxInputBytesPerBatch),
      "batchInput": run.batchInput.map { [$0] } ?? .null, "reading": reading(run.reading),
      "startTime": .integer(run.startTime.milliseconds),
      "stopTime": .optional(run.stopTime.map { Int($0.milliseconds) }), "status": .string(run.status.rawValue),
      "redriveCount": .integer(run.redriveCount),
      "redriveTime": .optional(run.redriveTime.map { Int($0.milliseconds) }),
      "items": .array(run.items.remaining.map { [$0.value, .optional($0.key), .string($0.source)] }),
      "taken": .integer(run.items.taken), "isAllRead": .bool(run.isAllRead),
      "countedItems": .optional(run.countedItems),
      "openBatch": [
        .array(run.openBatch.values), .integer(run.openBatch.byteCount), .string(run.openBatch.source),
      ],
      "children": .array(run.children.map { child($0) }),
      "starts": .array(
        run.starts.sorted { $0.key < $1.key }.map { [.integer($0.key), $0.value.input, item($0.value.item)] }),
      "waiting": .array(run.waiting[run.waitingHead...].map { .integer($0) }),
      "executionCounts": counts(run.counts.executions), "itemCounts": counts(run.counts.items),
      "failedItems": .integer(run.failedItems), "isReading": .bool(run.isReading),
      "writing": run.writing.map { [$0] } ?? .null, "failure": failure(run.failure),
      "canGoOn": .bool(run.canGoOn),
    ]
  }

  private func reading(_ request: ItemReadingRequest?) -> JSON {
    guard let request else { return .null }
    return [
      .string(request.resource), request.arguments, .object(request.config), .optional(request.maxItems),
      .bool(request.countsItems),
    ]
  }

  private func counts(_ counts: MapRunDescription.Counts) -> JSON {
    [
      .integer(counts.pending), .integer(counts.running), .integer(counts.succeeded), .integer(counts.failed),
      .integer(counts.timedOut), .integer(counts.aborted), .integer(counts.failuresNotRedrivable),
      .integer(counts.pendingRedrive),
    ]
  }

  private func child(_ child: MapRunChild) -> JSON {
    let count = JSON.integer(Int(child.itemCount))
    switch child.progress {
    case .running: return ["running", count]
    case .waiting(let outcome): return ["waiting", count, outcome.map { self.outcome($0) } ?? .null]
    case .ended(let outcome):
      let parts: [JSON] = ["ended", count, self.outcome(outcome)]
      return .array(child.isFromEarlier ? parts + [true] : parts)
    }
  }

  private func outcome(_ outcome: ChildOutcome) -> JSON {
    switch outcome {
    case .succeeded(let output): ["succeeded", output]
    case .failed(let error, let cause): ["failed", .optional(error), .optional(cause)]
    case .timedOut: ["timedOut"]
    case .aborted: ["aborted"]
    }
  }

  private func failure(_ failure: StateError?) -> JSON {
    guard let failure else { return .null }
    let texts: [JSON] = [.optional(failure.name), .optional(failure.cause)]
    guard case .evaluation(let location) = failure.kind else { return .array(texts) }
    return .array(texts + [.optional(location), true])
  }
}
