import StatesRuntime

/// Runs a file store, and executions over one, for `kill_store.py` and `kill_host.py`, which kill it, and for figures.
///
///     store-driver write FOLDER WRITERS              commits until it is killed, and prints what is acknowledged
///     store-driver check FOLDER WRITERS              prints what the folder holds, having checked it
///     store-driver commits FOLDER WRITERS ROUNDS MS  counts syncs that take so many milliseconds
///     store-driver rows FOLDER NUMBER                bytes in memory for each execution, time to open the folder anew
///     store-driver serve FOLDER COUNT                runs executions until all have ended, and prints what is acknowledged
///     store-driver verify FOLDER COUNT               compares them with undisturbed runs
@main
enum Main {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst(2).compactMap { Int($0) }
    let folder = arguments.dropFirst().first ?? ""
    switch (arguments.first, numbers.count) {
    case ("write", 1): try await Writers.run(folder, writers: numbers[0])
    case ("check", 1): try await Writers.check(folder, writers: numbers[0])
    case ("commits", 3):
      try await Figures.commits(folder, writers: numbers[0], rounds: numbers[1], milliseconds: numbers[2])
    case ("rows", 1): try await Figures.rows(folder, number: numbers[0])
    case ("serve", 1): try await Orders.serve(folder, count: numbers[0])
    case ("verify", 1): try await Orders.verify(folder, count: numbers[0])
    default: throw Failure(reason: "usage: store-driver write|check|commits|rows|serve|verify FOLDER NUMBER…")
    }
  }
}

/// What the driver cannot go on with.
struct Failure: Error {
  let reason: String
}
