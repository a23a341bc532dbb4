#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Another process of this driver.
enum Child {
  /// Starts one, waits for its first line, and kills it; gives that line.
  static func run(_ arguments: [String]) throws -> String {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure("pipe: \(errno)") }
    defer { close(ends[0]) }
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    let program = CommandLine.arguments.first ?? ""
    var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, program, &actions, nil, &texts, environ)
    close(ends[1])
    guard status == 0 else { throw Failure("\(program): \(status)") }
    defer {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(ends[0], &byte, 1) == 1 {
      if byte == 0x0a { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    throw Failure("\(arguments.joined(separator: " ")): it has ended")
  }
}
