import Logging
import NIOConcurrencyHelpers
import StatesRuntime
import StatesTesting
public import StepFunctions

/// The service of a server, and how to begin again with an empty one.
public final class RunningService: Sendable {
  private struct State {
    var service: StepFunctionsService
    var store: any ExecutionStore
    var isClosed = false
  }

  private let state: NIOLockedValueBox<State>
  private let make: @Sendable (any ExecutionStore) -> StepFunctionsService
  private let location: StoreLocation
  private let retention: StoreRetention
  private let resetting = NIOLockedValueBox(false)

  init(
    _ location: StoreLocation, _ retention: StoreRetention,
    make: @escaping @Sendable (any ExecutionStore) -> StepFunctionsService
  ) async throws {
    self.location = location
    self.retention = retention
    self.make = make
    let store = try await location.open(retention)
    state = NIOLockedValueBox(State(service: make(store), store: store))
  }

  /// The service that answers now.
  public var current: StepFunctionsService { state.withLockedValue { $0.service } }

  /// Forgets everything.
  func reset() async throws {
    guard
      !resetting.withLockedValue({ isResetting in
        defer { isResetting = true }
        return isResetting
      })
    else { throw ServerProblem("the server is being reset") }
    defer { resetting.withLockedValue { $0 = false } }
    if location.isShared { try location.erase() }
    let old = state.withLockedValue { $0 }
    await old.service.shutDown()
    await old.store.close()
    try location.erase()
    let store = try await location.open(retention)
    let service = make(store)
    state.withLockedValue { state in
      state.store = store
      state.service = service
    }
  }

  /// Parks what waits, and closes the store.
  func close() async {
    let state = state.withLockedValue { state -> State? in
      defer { state.isClosed = true }
      return state.isClosed ? nil : state
    }
    guard let state else { return }
    await state.service.shutDown()
    await state.store.close()
  }
}
