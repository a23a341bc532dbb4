import ServiceLifecycle
import StatesRuntime

/// Keeps the host until the process is asked to end, and then gives everything back in order.
struct HostService: Service {
  let host: ExecutionHost
  let store: FileStore

  func run() async throws {
    try await gracefulShutdown()
    await host.shutDown()
    // Closing cannot say that something is not written; this can.
    try await store.flush()
    await store.close()
  }
}

/// Answers those who connect to the socket.
struct DeskService: Service {
  let listener: Listener
  let desk: OrderDesk

  func run() async throws {
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        while let connection = await listener.next() {
          group.addTask { await answer(connection) }
        }
      }
    } onGracefulShutdown: {
      listener.close()
    }
  }

  private func answer(_ connection: Connection) async {
    // Whoever says nothing, or nonsense, gets an answer as well.
    let reply: Reply
    do {
      reply = await desk.answer(try Request(bytes: await connection.receive()))
    } catch {
      reply = .refused("this is not a request: \(error)")
    }
    // If it has gone away, it asks again.
    try? await connection.send(reply.bytes)
  }
}
