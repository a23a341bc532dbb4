import Logging
import NIOConcurrencyHelpers
import Testing
import Tracing

@testable import StepFunctionsServer

@Suite struct TraceIdentityTests {
  @Test(arguments: [
    ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"),
    (
      "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more", "4bf92f3577b34da6a3ce929d0e0e4736",
      "00f067aa0ba902b7"
    ),
  ])
  func aTraceparentIsRead(header: String, trace: String, span: String) {
    #expect(TraceIdentity(traceparent: header) == TraceIdentity(trace: trace, span: span))
  }

  @Test(arguments: [
    "", "00", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-4bf9-00f0-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
  ])
  func whatIsNoTraceparentIsPassedOver(header: String) {
    #expect(TraceIdentity(traceparent: header) == nil)
  }

  @Test(arguments: [
    ("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", "53995c3f42cd8ad8"),
    ("Sampled=1; Root=1-5759e988-bd862e3fe1be46a994272793", "0000000000000000"),
  ])
  func anXRayHeaderIsRead(header: String, span: String) {
    #expect(TraceIdentity(xRay: header) == TraceIdentity(trace: "5759e988bd862e3fe1be46a994272793", span: span))
  }

  @Test(arguments: [
    "", "Root=", "Root=2-5759e988-bd862e3fe1be46a994272793", "Root=1-5759e988", "Parent=53995c3f42cd8ad8",
  ])
  func whatIsNoXRayHeaderIsPassedOver(header: String) {
    #expect(TraceIdentity(xRay: header) == nil)
  }

  @Test func aNewTraceHasNewNumbers() throws {
    let identity = TraceIdentity.drawn()
    #expect(TraceIdentity(traceparent: identity.traceparent) == identity)
    #expect(identity.child().trace == identity.trace)
    #expect(identity.child().span != identity.span)
  }
}

@Suite struct LogTracerTests {
  /// Keeps the lines of a logger.
  private final class Lines: Sendable {
    let lines = NIOLockedValueBox<[(message: String, metadata: Logger.Metadata)]>([])
  }

  private struct Handler: LogHandler {
    let lines: Lines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.MetadataValue? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
      lines.lines.withLockedValue { $0.append(("\(event.message)", event.metadata ?? [:])) }
    }
  }

  private struct Fields: Extractor, Injector {
    func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
  }

  @Test func aSpanContinuesTheTraceOfItsRequest() throws {
    let lines = Lines()
    let tracer = LogTracer(Logger(label: "t") { _ in Handler(lines: lines) })
    var context = ServiceContext.topLevel
    tracer.extract(
      ["X-Amzn-Trace-Id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8"], into: &context,
      using: Fields())
    let outer = tracer.startSpan("request", context: context, ofKind: .server)
    outer.attributes["state"] = "S"
    let inner = tracer.startSpan("task", context: outer.context, ofKind: .client)
    var carrier: [String: String] = [:]
    tracer.inject(inner.context, into: &carrier, using: Fields())
    inner.recordError(CancellationError())
    inner.setStatus(SpanStatus(code: .error))
    inner.end()
    inner.end()
    outer.end()
    let written = lines.lines.withLockedValue { $0 }
    #expect(written.map(\.message) == ["task", "request"])
    #expect(written.allSatisfy { $0.metadata["trace"] == "5759e988bd862e3fe1be46a994272793" })
    #expect(written.last?.metadata["parent"] == "53995c3f42cd8ad8")
    #expect(written.last?.metadata["state"] == "S")
    #expect(written.first?.metadata["parent"] == written.last?.metadata["span"])
    #expect(written.first?.metadata["error"] == "CancellationError")
    #expect(written.first?.metadata["status"] == "error")
    let span = try #require(written.first?.metadata["span"])
    #expect(carrier == ["traceparent": "00-5759e988bd862e3fe1be46a994272793-\(span)-01"])
  }

  @Test func withoutARequestATraceBegins() {
    let tracer = LogTracer(Logger(label: "t") { _ in Handler(lines: Lines()) })
    var carrier: [String: String] = [:]
    tracer.inject(.topLevel, into: &carrier, using: Fields())
    #expect(carrier.isEmpty)
    tracer.inject(tracer.startSpan("a", context: .topLevel, ofKind: .internal).context, into: &carrier, using: Fields())
    #expect(carrier["traceparent"].flatMap { TraceIdentity(traceparent: $0) } != nil)
  }
}
