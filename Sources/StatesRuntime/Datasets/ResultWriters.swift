import OrderedJSON
import StatesEngine
import StatesLanguage

/// Writes the results of a distributed Map: a manifest, and the files that it lists; or returns them as records.
///
/// - SeeAlso: Step Functions, "ResultWriter (Map)".
enum ResultWriters {
  /// Writes the outcome of each child, and returns the Map state's result.
  ///
  /// - Parameters:
  ///   - request: what to write, and where.
  ///   - store: the store to write to.
  ///   - child: what is known about the child with an index; without it a record only has the outcome.
  static func write(
    _ request: ResultWritingRequest, to store: any DatasetStore, child: (Int) -> ChildRecord? = { _ in nil }
  ) -> Result<JSON, DatasetError> {
    guard request.resource != nil else { return .success(records(request, child)) }
    do throws(DatasetError) {
      var writing = try ResultWriting(request, store)
      return .success(try writing.run(child))
    } catch {
      return .failure(error)
    }
  }

  /// The records of all children in order, if they are not written anywhere.
  private static func records(_ request: ResultWritingRequest, _ child: (Int) -> ChildRecord?) -> JSON {
    .array(
      request.outcomes.enumerated().map { place, outcome in
        guard let outcome else { return ResultRecord.json(unstarted: request.unstartedInputs[place]) }
        return ResultRecord.json(outcome, child(place))
      })
  }
}

/// One operation of writing results.
private struct ResultWriting {
  private let request: ResultWritingRequest
  private let store: any DatasetStore
  private let bucket: String
  /// The folder of the run's files, with a slash at the end: `prefix/uuid-of-the-run/`.
  private let runFolder: String
  /// The folder of the files written now: for a redrive a separate one, `…/Redrive-1/`.
  private let folder: String
  private let isLines: Bool

  init(_ request: ResultWritingRequest, _ store: any DatasetStore) throws(DatasetError) {
    guard let resource = request.resource, resource.hasSuffix(":states:::s3:putObject") else {
      throw .resultWriterFailed("The ResultWriter resource '\(request.resource ?? "")' is not s3:putObject.")
    }
    guard let bucket = request.arguments["Bucket"]?.stringValue, !bucket.isEmpty else {
      throw .resultWriterFailed("The ResultWriter needs 'Bucket', a non-empty string.")
    }
    self.request = request
    self.store = store
    self.bucket = bucket
    var prefix = request.arguments["Prefix"]?.stringValue ?? ""
    while prefix.utf8.last == 0x2f { prefix.removeLast() }
    guard case .mapRun(_, let run) = ARN(request.mapRunARN)?.resource else {
      throw .resultWriterFailed("'\(request.mapRunARN)' is not the ARN of a map run.")
    }
    runFolder = (prefix.isEmpty ? "" : prefix + "/") + run + "/"
    folder = Self.folder(request.redriveCount, in: runFolder)
    isLines = request.outputType == "JSONL"
  }

  private static func folder(_ redrive: Int, in runFolder: String) -> String {
    redrive > 0 ? "\(runFolder)Redrive-\(redrive)/" : runFolder
  }

  /// The files that the manifest before this redrive lists as succeeded; none if it was not written.
  private func earlierFiles() throws(DatasetError) -> [JSON] {
    guard request.redriveCount > 0 else { return [] }
    let key = Self.folder(request.redriveCount - 1, in: runFolder) + "manifest.json"
    guard let bytes = try store.object(bucket: bucket, key: key), let manifest = try? JSON(parsing: bytes) else {
      return []
    }
    return manifest["ResultFiles"]?["SUCCEEDED"]?.arrayValue ?? []
  }

  mutating func run(_ child: (Int) -> ChildRecord?) throws(DatasetError) -> JSON {
    // Children that did not succeed are always written with everything known about them.
    let failed = try writeFiles("FAILED") { place, outcome, take in
      if let outcome, !outcome.isSuccess { take(ResultRecord.json(outcome, child(place))) }
    }
    let pending = try writeFiles("PENDING") { place, outcome, take in
      if outcome == nil { take(ResultRecord.json(unstarted: request.unstartedInputs[place])) }
    }
    // Children that succeeded before a redrive have already been written.
    let succeeded = try writeFiles("SUCCEEDED") { place, outcome, take in
      guard case .succeeded(let output)? = outcome, !request.earlierPlaces.contains(place) else { return }
      switch request.transformation {
      case "COMPACT": take(output)
      case "FLATTEN":
        guard case .array(let elements) = output else { return take(output) }
        for element in elements { take(element) }
      default: take(ResultRecord.json(.succeeded(output: output), child(place)))
      }
    }
    let earlier = try earlierFiles()
    let manifest: JSON = [
      "DestinationBucket": .string(bucket), "MapRunArn": .string(request.mapRunARN),
      "ResultFiles": ["FAILED": .array(failed), "PENDING": .array(pending), "SUCCEEDED": .array(earlier + succeeded)],
    ]
    let key = folder + "manifest.json"
    try store.put(JSONPrinter.compact.bytes(manifest), bucket: bucket, key: key)
    return [
      "MapRunArn": .string(request.mapRunARN), "ResultWriterDetails": ["Bucket": .string(bucket), "Key": .string(key)],
    ]
  }

  /// Writes files of records, and returns the manifest's entry for each.
  private func writeFiles(
    _ group: String, _ visit: (Int, ChildOutcome?, (JSON) -> Void) -> Void
  ) throws(DatasetError) -> [JSON] {
    var file = ResultFile(isLines: isLines)
    var entries: [JSON] = []
    for (place, outcome) in request.outcomes.enumerated() {
      visit(place, outcome) { file.add($0) }
      if file.byteCount >= max(1, request.maximumFileBytes) { try close(&file, group, &entries) }
    }
    // A redrive lists an empty file if nothing succeeded in it; other runs write no empty file.
    let isToldAnyway = request.redriveCount > 0 && group == "SUCCEEDED" && entries.isEmpty
    if !file.isEmpty || isToldAnyway { try close(&file, group, &entries) }
    return entries
  }

  private func close(_ file: inout ResultFile, _ group: String, _ entries: inout [JSON]) throws(DatasetError) {
    let key = "\(folder)\(group)_\(entries.count).\(isLines ? "jsonl" : "json")"
    let bytes = file.take()
    try store.put(bytes, bucket: bucket, key: key)
    entries.append(["Key": .string(key), "Size": .integer(bytes.count)])
  }
}

/// A file of records under construction: a JSON array, or one record per line.
private struct ResultFile: ~Copyable {
  private let isLines: Bool
  private var writer = ByteWriter()

  init(isLines: Bool) { self.isLines = isLines }

  var isEmpty: Bool { writer.count == 0 }

  var byteCount: Int { writer.count }

  mutating func add(_ record: JSON) {
    if !isLines { writer.append(isEmpty ? 0x5b : 0x2c) }
    JSONPrinter.compact.write(record, to: &writer)
    if isLines { writer.append(0x0a) }
  }

  /// Returns the contents; the file is then a new one.
  mutating func take() -> [UInt8] {
    if !isLines {
      if isEmpty { writer.append(0x5b) }
      writer.append(0x5d)
    }
    let bytes = writer.bytes
    writer.removeAll()
    return bytes
  }
}

/// The complete record of a child execution (`Transformation: NONE`, and every failure).
private enum ResultRecord {
  static func json(_ outcome: ChildOutcome, _ child: ChildRecord?) -> JSON {
    var record: JSON.Object = [:]
    switch outcome {
    case .succeeded, .timedOut: break
    case .failed(let error, let cause):
      if let cause { record["Cause"] = .string(cause) }
      if let error { record["Error"] = .string(error) }
    case .aborted: if let cause = child?.stopCause { record["Cause"] = .string(cause) }
    }
    if let child {
      record["ExecutionArn"] = .string(child.executionARN)
      record["Input"] = .string(child.input)
      record["InputDetails"] = ["Included": true]
      record["Name"] = .string(child.name)
    }
    if case .succeeded(let output) = outcome {
      record["Output"] = .string(output.description)
    }
    // The service also writes this for children without output.
    record["OutputDetails"] = ["Included": true]
    record["RedriveCount"] = .integer(child?.redriveCount ?? 0)
    if outcome.isSuccess {
      record["RedriveStatus"] = "NOT_REDRIVABLE"
      record["RedriveStatusReason"] = "Execution is SUCCEEDED and cannot be redriven"
    } else {
      record["RedriveStatus"] = "REDRIVABLE_BY_MAP_RUN"
    }
    if let child {
      record["StartDate"] = .string(child.startTime.description)
      record["StateMachineArn"] = .string(child.stateMachineARN)
    }
    record["Status"] = .string(outcome.statusName)
    if let child { record["StopDate"] = .string(child.stopTime.description) }
    return .object(record)
  }

  /// The record of a child that has not been started because the run failed.
  static func json(unstarted input: JSON?) -> JSON {
    var record: JSON.Object = [:]
    if let input {
      record["Input"] = .string(input.description)
      record["InputDetails"] = ["Included": true]
    }
    record["Status"] = "PENDING"
    return .object(record)
  }
}

extension ChildOutcome {
  fileprivate var isSuccess: Bool {
    switch self {
    case .succeeded: true
    case .failed, .timedOut, .aborted: false
    }
  }

  fileprivate var statusName: String {
    switch self {
    case .succeeded: "SUCCEEDED"
    case .failed: "FAILED"
    case .timedOut: "TIMED_OUT"
    case .aborted: "ABORTED"
    }
  }
}
