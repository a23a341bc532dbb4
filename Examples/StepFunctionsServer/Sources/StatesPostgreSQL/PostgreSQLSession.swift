#if PostgreSQL
  import Foundation
  import StatesRuntime
  import StatesSQL

  /// A connection with a queue of its own, which is opened when it is needed, and again when it was lost.
  ///
  /// Everything that blocks happens on the queue, so that no thread of Swift's concurrency waits.
  final class PostgreSQLSession: @unchecked Sendable {
    let location: PostgreSQLLocation
    private let queue: DispatchQueue
    private let patience: Duration
    // Only the queue uses these.
    private var connection: PostgreSQLConnection?
    private var failedUntil: ContinuousClock.Instant?
    private let state = Locked(State())

    private struct State: Sendable {
      var isClosed = false
      var load = 0
    }

    init(_ location: PostgreSQLLocation, _ name: String, patience: Duration) {
      self.location = location
      self.patience = patience
      queue = DispatchQueue(label: "swift-states-language.postgresql.\(name)")
    }

    /// How many calls wait.
    var load: Int { state.withLock { $0.load } }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Does something on the queue, which answers by itself.
    func enqueue(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

    /// Does something on the queue.
    func perform<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws(StoreError) -> Answer {
      state.withLock { $0.load += 1 }
      defer { state.withLock { $0.load -= 1 } }
      let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
        queue.async {
          guard !self.isClosed else { return continuation.resume(returning: .failure(.closed)) }
          do {
            continuation.resume(returning: .success(try body()))
          } catch {
            continuation.resume(returning: .failure(StoreError(error, database: self.location.schema)))
          }
        }
      }
      return try result.get()
    }

    /// Does something on the queue after a while, unless the session is closed then.
    func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) {
      queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: delay.milliseconds))) {
        if !self.isClosed { body() }
      }
    }

    /// What is under way ends; then the connection is given up.
    func close(_ last: @escaping @Sendable () -> Void = {}) async {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        queue.async {
          if !self.isClosed { last() }
          self.state.withLock { $0.isClosed = true }
          self.connection = nil
          continuation.resume()
        }
      }
    }

    // MARK: On the queue

    /// The connection, opened if there is none. After a failure it is not tried again at once.
    func connect() throws -> PostgreSQLConnection {
      if let connection { return connection }
      do {
        let new = try PostgreSQLConnection(
          location.url, configuration: PostgreSQLQueries.configure(schema: location.schema))
        connection = new
        return new
      } catch {
        throw PostgreSQLProblem(state: error.state, message: error.message, isConnectionLost: true)
      }
    }

    /// Gives up the connection.
    func disconnect() { connection = nil }

    /// Uses a connection, and tries again with a new one when it was lost, as long as patience lasts, longer and longer
    /// after each attempt. What is done must have no effect unless it returns, or be harmless when it is done twice.
    func use<Answer>(_ body: (PostgreSQLConnection) throws -> Answer) throws -> Answer {
      let began = ContinuousClock.now
      // While the server is away, calls in line do not wait one after the other.
      let deadline = began + (failedUntil.map { $0 > began } == true ? .zero : patience)
      var delay = Duration.milliseconds(20)
      var conflicts = 0
      while true {
        do {
          let answer = try body(connect())
          failedUntil = nil
          return answer
        } catch let problem as PostgreSQLProblem {
          if problem.endsSession {
            disconnect()
          } else if problem.isConflict, conflicts < 100 {
            conflicts += 1
            continue
          } else {
            throw problem
          }
          guard ContinuousClock.now + delay < deadline, !isClosed else {
            failedUntil = ContinuousClock.now + .seconds(1)
            throw problem
          }
          wait(delay)
          delay = min(delay * 2, .milliseconds(500))
        }
      }
    }

    /// Lets a while pass on the queue.
    func wait(_ duration: Duration) {
      Thread.sleep(forTimeInterval: Double(duration.milliseconds) / 1_000)
    }
  }

  extension PostgreSQLProblem {
    /// Whether the session cannot be used any more: the connection is lost or about to be, or leads to a server that
    /// cannot be written to.
    var endsSession: Bool {
      // Shut down, crashed, cannot connect now, idle for too long, read only.
      isConnectionLost || ["57P01", "57P02", "57P03", "25P03", "25006", "08006", "08003"].contains(state)
    }
  }
#endif
