import Dispatch
import EntryPoints

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// `FUZZ_ENTRY` names the entry point: one binary is enough for all, and building it takes the time.
private let entry: EntryPoint? = getenv("FUZZ_ENTRY").flatMap { EntryPoint(rawValue: String(cString: $0)) }

/// What libFuzzer calls with every input; a broken promise ends the process, which is how it learns of a find.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let entry else {
    print("FUZZ_ENTRY names no entry point: one of \(EntryPoint.allCases.map(\.rawValue).joined(separator: ", "))")
    exit(2)
  }
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  // This thread is libFuzzer's, and waits.
  let end = DispatchSemaphore(value: 0)
  Task.detached {
    do throws(BrokenPromise) {
      try await entry.run(bytes)
    } catch {
      print("\(entry.rawValue): \(error)")
      // How libFuzzer learns of a find, and keeps the input.
      abort()
    }
    end.signal()
  }
  end.wait()
  return 0
}
