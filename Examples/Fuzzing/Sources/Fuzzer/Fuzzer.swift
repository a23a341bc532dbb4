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
  guard let entry else { fatalError("FUZZ_ENTRY names no entry point") }
  do throws(BrokenPromise) {
    try entry.run(Array(UnsafeBufferPointer(start: start, count: count)))
  } catch {
    fatalError("\(entry.rawValue): \(error)")
  }
  return 0
}
