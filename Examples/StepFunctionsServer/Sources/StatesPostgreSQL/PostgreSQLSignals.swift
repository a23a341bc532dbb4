#if PostgreSQL
  import Foundation
  import StatesRuntime
  import StatesSQL

  /// Signals by `NOTIFY` and `LISTEN`; the channel is named after the schema.
  ///
  /// Topics are gathered for a while and sent together, for each `NOTIFY` locks the whole server at its commit.
  final class PostgreSQLSignals: Sendable {
    private struct State: Sendable {
      /// In the order in which they came, each once.
      var pending: [String] = []
      var listeners: [Int: AsyncStream<String?>.Continuation] = [:]
      var count = 0
      var isListening = false
      var isClosed = false
    }

    /// How many topics wait for one who does not take them.
    private static let bufferCount = 256
    /// A payload must be shorter than 8,000 bytes.
    private static let payloadBytes = 7_900

    private let session: PostgreSQLSession
    private let interval: Duration
    private let state = Locked(State())

    init(_ session: PostgreSQLSession, interval: Duration) {
      self.session = session
      self.interval = interval
    }

    // MARK: Sending

    func signal(_ topic: String) {
      let isFirst = state.withLock { state in
        guard !state.isClosed, !state.pending.contains(where: { ByteKey($0) == ByteKey(topic) }) else { return false }
        state.pending.append(topic)
        return state.pending.count == 1
      }
      if isFirst { session.schedule(after: interval) { [weak self] in self?.send() } }
    }

    private func send() {
      let topics = state.withLock { state in
        defer { state.pending = [] }
        return state.pending
      }
      let statements = Self.payloads(topics).map {
        PostgreSQLStatement(PostgreSQLQueries.notify, .text(session.location.schema), .text($0))
      }
      guard !statements.isEmpty else { return }
      // A hint that is lost is not missed.
      try? session.use { connection in _ = try connection.run(statements) }
    }

    /// Topics in as few payloads as hold them, a line each.
    static func payloads(_ topics: [String]) -> [String] {
      var payloads: [String] = []
      var last = ""
      for topic in topics.map(escaped) where topic.utf8.count < payloadBytes {
        if !last.isEmpty, last.utf8.count + topic.utf8.count + 1 > payloadBytes {
          payloads.append(last)
          last = ""
        }
        last += last.isEmpty ? topic : "\n" + topic
      }
      return last.isEmpty ? payloads : payloads + [last]
    }

    /// The topics of a payload.
    static func topics(_ payload: String) -> [String] {
      payload.split(separator: "\n").map { $0.removingPercentEncoding ?? String($0) }
    }

    /// A payload cannot hold a zero byte, and lines end topics.
    private static func escaped(_ topic: String) -> String {
      var text = ""
      for scalar in topic.unicodeScalars {
        if scalar.value < 0x20 || scalar == "%" {
          text += "%" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
      return text
    }

    // MARK: Listening

    func signals() -> AsyncStream<String?> {
      let (stream, continuation) = AsyncStream.makeStream(
        of: String?.self, bufferingPolicy: .bufferingNewest(Self.bufferCount))
      let (number, isFirst): (Int?, Bool) = state.withLock { state in
        if state.isClosed { return (nil, false) }
        state.count += 1
        state.listeners[state.count] = continuation
        defer { state.isListening = true }
        return (state.count, !state.isListening)
      }
      guard let number else {
        continuation.finish()
        return stream
      }
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { state in _ = state.listeners.removeValue(forKey: number) }
      }
      if isFirst {
        let listener = Listener(signals: self, location: session.location)
        Thread.detachNewThread { listener.run() }
      }
      return stream
    }

    func close() {
      let listeners = state.withLock { state in
        state.isClosed = true
        defer { state.listeners = [:] }
        return Array(state.listeners.values)
      }
      for listener in listeners { listener.finish() }
    }

    fileprivate var isClosed: Bool { state.withLock { $0.isClosed } }

    fileprivate func tell(_ topic: String?) {
      let listeners = state.withLock { $0.listeners.sorted { $0.key < $1.key }.map(\.value) }
      for listener in listeners { listener.yield(topic) }
    }
  }

  /// Waits for notifications on a thread and a connection of its own, as long as they may be wanted.
  private struct Listener: Sendable {
    weak let signals: PostgreSQLSignals?
    let location: PostgreSQLLocation

    private var isWanted: Bool { signals.map { !$0.isClosed } ?? false }

    func run() {
      var delay = Duration.milliseconds(50)
      while isWanted {
        do {
          let connection = try PostgreSQLConnection(
            location.url, configuration: PostgreSQLQueries.listen(schema: location.schema))
          delay = .milliseconds(50)
          // What came before nobody has heard.
          signals?.tell(nil)
          while isWanted {
            for payload in try connection.notifications(waiting: 200) {
              for topic in PostgreSQLSignals.topics(payload) { signals?.tell(topic) }
            }
          }
        } catch {
          Thread.sleep(forTimeInterval: Double(delay.milliseconds) / 1_000)
          delay = min(delay * 2, .seconds(2))
        }
      }
    }
  }
#endif
