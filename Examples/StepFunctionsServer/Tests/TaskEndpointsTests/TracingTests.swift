import InMemoryTracing
import OrderedJSON
import StatesRuntime
import Testing
import Tracing

@testable import TaskEndpoints

@Suite struct TracingTests {
  /// There is one tracer in a process.
  private static let tracer: InMemoryTracer = {
    let tracer = InMemoryTracer()
    InstrumentationSystem.bootstrap(tracer)
    return tracer
  }()

  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:price"

  @Test func carriesTheTraceOn() async throws {
    let tracer = Self.tracer
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], "{}")
    } _: { fake in
      var settings = TaskEndpointSettings()
      settings.routes = try TaskRoutes(
        parsing: Array(#"{"routes": [{"function": "price", "url": "\#(fake.url)"}]}"#.utf8), folder: "/")
      _ = try await TaskRun(settings).run(Self.function)
      // The context that the tracer injects has other names than the W3C's, and is passed on in the same way.
      let trace = try #require(fake.requests.first?.headers["in-memory-trace-id"])
      let span = try #require(tracer.finishedSpans.first { $0.traceID == trace && $0.operationName == "task" })
      #expect(span.attributes.get("states.resource") == "\(Self.function)")
    }
  }
}
