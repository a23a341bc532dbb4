import LanguageSupport
import OrderedJSON
import StatesLanguage
import Testing

@testable import StatesEngine
@testable import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A synchronous handler that blocks its thread must not block the execution.
@Suite struct BlockingHandlerTests {
  @available(macOS 15, iOS 18, tvOS 18, watchOS 11, *)
  @Test func runsPlainFunctionsElsewhere() async throws {
    let machine = try Machines.compile([
      "StartAt": "S",
      "States": ["S": ["Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:1:function:f", "End": true]],
    ])
    let asked = Locked<LiveExecution?>(nil)
    var resources = ResourceRouter()
    resources.function("f") { _ in
      // The execution is asked, and answers, on a thread of its own: none of the threads that tests share is waited
      // for.
      let answer = Gate()
      Task(executorPreference: ThreadExecutor()) {
        let status = await asked.withLock { $0 }?.status
        answer.open(status?.rawValue ?? "")
      }
      return .string(answer.wait())
    }
    let running = LiveExecution(
      Execution(machine, input: [:], identity: ExecutionIdentity(stateMachineName: "m", name: "e"), seed: .fixed(0)),
      driver: LiveDriver(resources: resources))
    asked.withLock { $0 = running }
    let result = await running.result
    asked.withLock { $0 = nil }
    #expect(result.output == "RUNNING")
  }
}

/// Runs every job on a thread of its own.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, *)
private final class ThreadExecutor: TaskExecutor {
  private final class Work {
    let job: UnownedJob
    let executor: ThreadExecutor

    init(_ job: UnownedJob, _ executor: ThreadExecutor) {
      self.job = job
      self.executor = executor
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let work = Unmanaged.passRetained(Work(UnownedJob(job), self)).toOpaque()
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    pthread_create(
      &thread, nil,
      { argument in
        #if canImport(Darwin)
          let argument: UnsafeMutableRawPointer? = argument
        #endif
        if let argument {
          let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
          work.job.runSynchronously(on: work.executor.asUnownedTaskExecutor())
        }
        return nil
      }, work)
    #if canImport(Darwin)
      if let thread { pthread_detach(thread) }
    #else
      pthread_detach(thread)
    #endif
  }
}

/// Blocks a thread until it is given a string.
///
/// `@unchecked Sendable`: `text` is touched only between locking and unlocking the one mutex.
private final class Gate: @unchecked Sendable {
  private var text: String?
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func open(_ text: String) {
    pthread_mutex_lock(mutex)
    self.text = text
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  func wait() -> String {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let text { return text }
      pthread_cond_wait(condition, mutex)
    }
  }
}
