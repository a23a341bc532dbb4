import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import OrderedJSON
import StatesRuntime
import Synchronization
import Testing

@testable import TaskEndpoints

/// A request that a fake endpoint received.
struct Received: Sendable {
  var method: String
  /// The path and the query as they came.
  var target: String
  var headers: [String: String]
  var body: [UInt8]

  var json: JSON? { try? JSON(parsing: body) }
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// What a fake endpoint answers, and how badly.
struct FakeAnswer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// So many bytes, one part after the other.
    case endless(Int)
    /// Some bytes, and then the connection is closed before the length that was promised.
    case brokenOff([UInt8])
    /// No bytes, but the length of a body, as an answer to HEAD has it.
    case onlyLength(Int)
    /// The head, and then nothing.
    case silence
  }

  var status = 200
  var headers: [(String, String)] = []
  var body = Body.bytes([])

  init(_ status: Int = 200, _ headers: [(String, String)] = [], _ text: String = "") {
    self.status = status
    self.headers = headers
    body = .bytes(Array(text.utf8))
  }

  init(body: Body) { self.body = body }
}

/// An HTTP server on a port of its own, for one test.
struct FakeEndpoint: Sendable {
  let url: String
  private let log: Log

  final class Log: Sendable {
    let requests = Mutex<[Received]>([])
  }

  /// The requests so far.
  var requests: [Received] { log.requests.withLock { $0 } }

  private struct Dropped: Error {}

  /// Runs an endpoint while a test needs it.
  static func run<Result: Sendable>(
    _ answer: @escaping @Sendable (Received) async -> FakeAnswer,
    _ body: @escaping @Sendable (FakeEndpoint) async throws -> Result
  ) async throws -> Result {
    let log = Log()
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let responder = CallbackResponder { (request: Request, _: BasicRequestContext) -> Response in
      var headers: [String: String] = [:]
      for field in request.headers { headers[field.name.canonicalName] = field.value }
      headers["host"] = request.head.authority
      let body = try await request.body.collect(upTo: 1 << 24)
      let received = Received(
        method: request.method.rawValue, target: request.head.path ?? "", headers: headers,
        body: Array(body.readableBytesView))
      log.requests.withLock { $0.append(received) }
      return response(await answer(received))
    }
    var logger = Logger(label: "fake")
    logger.logLevel = .critical
    let app = Application(
      responder: responder, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: logger)
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await app.run()
        return nil
      }
      defer { group.cancelAll() }
      for await number in ports {
        return try await body(FakeEndpoint(url: "http://127.0.0.1:\(number)", log: log))
      }
      throw Dropped()
    }
  }

  private static func response(_ answer: FakeAnswer) -> Response {
    var fields = HTTPFields()
    for (name, value) in answer.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    let body: ResponseBody
    switch answer.body {
    case .bytes(let bytes): body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .endless(let count):
      body = ResponseBody { writer in
        let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 65_536)
        for _ in 0..<(count / 65_536) { try await writer.write(part) }
        try await writer.finish(nil)
      }
    case .brokenOff(let bytes):
      body = ResponseBody(contentLength: bytes.count + 100) { writer in
        try await writer.write(ByteBuffer(bytes: bytes))
        throw Dropped()
      }
    case .onlyLength(let count): body = ResponseBody(contentLength: count) { writer in try await writer.finish(nil) }
    case .silence:
      body = ResponseBody { _ in try await Task.sleep(for: .seconds(3_600)) }
    }
    return Response(status: HTTPResponse.Status(code: answer.status), headers: fields, body: body)
  }
}

/// Runs one task in an execution of its own, with everything that is between.
struct TaskRun: Sendable {
  var settings: TaskEndpointSettings
  var traceHeader: String?
  var quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }()

  init(_ settings: TaskEndpointSettings = TaskEndpointSettings()) { self.settings = settings }

  /// The router over a client that is shut down afterwards.
  func with<Result: Sendable>(_ body: (ResourceRouter) async throws -> Result) async throws -> Result {
    let client = HTTPClient(configuration: TaskEndpoints.clientConfiguration)
    let header = traceHeader
    let endpoints = TaskEndpoints(settings: settings, client: client, logger: quiet, traceHeader: { _ in header })
    do {
      let result = try await body(endpoints.router())
      try await client.shutdown()
      return result
    } catch {
      try await client.shutdown()
      throw error
    }
  }

  /// The definition with one task.
  static func machine(_ resource: String, _ parameters: JSON? = nil, timeoutSeconds: Int = 60) throws -> StateMachine {
    var state: JSON.Object = [
      "Type": "Task", "Resource": .string(resource), "TimeoutSeconds": .integer(timeoutSeconds), "End": true,
    ]
    if let parameters { state["Parameters"] = parameters }
    let definition: JSON = ["StartAt": "Do it", "States": ["Do it": .object(state)]]
    return try StateMachine(parsing: definition.description)
  }

  /// Runs a task with an input, or with parameters, and gives the execution's end.
  func run(
    _ resource: String, _ parameters: JSON? = nil, input: JSON = [:], timeoutSeconds: Int = 60
  ) async throws -> ExecutionResult {
    let machine = try Self.machine(resource, parameters, timeoutSeconds: timeoutSeconds)
    return try await with { router in
      await LiveDriver(resources: router).run(
        machine, input: input, identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
    }
  }
}

extension Sequence<HistoryEvent> {
  /// The events' texts that contain a word.
  func texts(with word: String) -> [String] {
    map { event in
      var writer = ByteWriter()
      event.write(to: &writer)
      return String(decoding: writer.bytes, as: UTF8.self)
    }.filter { $0.contains(word) }
  }
}

extension LiveExecution {
  /// Waits until the request of a task was answered: until then, an answer with its token ends it without that.
  func submitted() async throws {
    while await history.texts(with: "taskSubmittedEventDetails").isEmpty { try await Task.sleep(for: .milliseconds(5)) }
  }
}

extension ExecutionResult {
  /// The output, or error and cause, for comparisons.
  var shown: String {
    output.map { JSONPrinter.sorted.string($0) } ?? "\(error ?? "-"): \(cause ?? "-")"
  }
}
