import ArgumentParser
import Foundation

/// A service that takes orders, and the commands that talk to it.
@main struct Orders: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "Takes orders, and carries them out whatever happens to the process.",
    subcommands: [Serve.self, Place.self, Pay.self, List.self, Show.self, History.self])
}

/// Where the service keeps everything; by it the commands find the service.
struct DataFolder: ParsableArguments {
  @Option(name: .customLong("data"), help: "The folder of the service.")
  var path = "orders-data"

  /// The executions: see `FileStore`.
  var store: String { path + "/store" }
  /// What has been done to the world: see ``Ledger``.
  var ledger: String { path + "/ledger.jsonl" }
  /// Where the service listens: see ``Listener``.
  var socket: String { path + "/socket" }

  /// Makes the folder if it is not there.
  func create() throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Problem("the folder \(path) cannot be made: \(error.localizedDescription)")
    }
  }
}

/// What went wrong, in words for whoever typed the command.
struct Problem: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
