import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import StatesRuntime
import UnixSignals

/// `orders serve`: the service itself.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Continues all orders that have not ended, and takes new ones, until SIGTERM or SIGINT.")

  @OptionGroup var data: DataFolder

  @Option(help: "How many milliseconds the warehouse, the carrier and the mail take for each task.")
  var pace = 300

  func validate() throws {
    guard pace >= 0 else { throw ValidationError("--pace must not be negative") }
  }

  func run() async throws {
    // A client that goes away before it is answered must not end the service.
    signal(SIGPIPE, SIG_IGN)
    let logger = Logger(label: "orders", factory: { StreamLogHandler.standardError(label: $0) })

    try data.create()
    let store: FileStore
    do throws(StoreError) {
      store = try FileStore(folder: data.store)
    } catch .inUse(_, let holder) {
      throw Problem("another service has the folder \(data.path): \(holder)")
    } catch {
      throw Problem("the orders cannot be read: \(error)")
    }
    let ledger = try Ledger(path: data.ledger)
    let shop = Shop(ledger: ledger, pace: .milliseconds(pace), logger: logger)
    let host = ExecutionHost(store: store, resources: shop.resources, observer: HostLog(logger: logger))

    // Only the process that has the store comes here, so a socket that is there already is a dead one's.
    let listener = try Listener(path: data.socket)
    let recovered = try await host.recover()
    logger.info("listening", metadata: ["socket": "\(data.socket)", "recovered": "\(recovered)"])

    let desk = OrderDesk(host: host, machine: try OrderWorkflow.machine(), ledger: ledger)
    // The last service is the first to end: nobody can order anymore when the host goes down.
    let group = ServiceGroup(
      services: [HostService(host: host, store: store), DeskService(listener: listener, desk: desk)],
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    try await group.run()
    logger.info("stopped; the orders continue at the next start")
  }
}
