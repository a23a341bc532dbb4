import Dispatch
import LanguageSupport

extension FileStore {
  /// What is known of compactions.
  struct CompactionState: Sendable {
    var isRunning = false
    /// At how many bytes of segments the next one may begin: beyond those that the last one has left.
    var threshold: UInt64 = 0
    /// Segments of which something was lost: they are kept for people to look at.
    var damaged: Set<UInt32> = []
  }

  /// Whether the files hold so much that is not live that writing the live anew is worth it.
  var isWorthCompacting: Bool {
    let total = log.withLock { $0.bytes }
    let margin = settings.compactionBytes
    return state.withLock { state in
      !state.compaction.isRunning && !state.isClosed && total > state.compaction.threshold
        && total > 2 * UInt64(max(state.tables.liveBytes, 0)) + margin
    }
  }

  /// Ends the last segment, and copies what is live in all segments so far to one of its own, while commits go on.
  func beginCompaction() {
    let mayBegin = state.withLock { state in
      let mayBegin = !state.compaction.isRunning && !state.isClosed
      if mayBegin { state.compaction.isRunning = true }
      return mayBegin
    }
    guard mayBegin else { return }
    let begun: Result<(number: UInt32, parts: [UInt32]), StorageProblem> = log.withLock { log in
      do throws(StorageProblem) {
        let parts = log.manifest.parts.map(\.number)
        let (number, file) = try log.roll()
        state.withLock { $0.files[number] = file }
        let own = log.manifest.nextSegment
        log.manifest.nextSegment = own &+ 1
        return .success((own, parts))
      } catch {
        return .failure(error)
      }
    }
    switch begun {
    case .failure(let problem): giveUpCompaction(problem.reason)
    case .success(let (number, parts)):
      let frozen = state.withLock { (tables: $0.tables, files: $0.files) }
      let log = self.log.withLock { $0 }
      let compaction = FileStoreCompaction(
        number: number, parts: parts, tables: frozen.tables, files: frozen.files, log: log,
        pieceBytes: settings.pieceBytes)
      queues.compacting.async { self.add(.compacted(compaction.run())) }
    }
  }

  func endCompaction(_ outcome: FileStoreCompaction.Outcome) {
    guard !state.withLock({ $0.isClosed }) else { return }
    switch outcome {
    case .failed(let problem): giveUpCompaction(problem)
    case .done(let copy):
      let replaced: Result<Void, StorageProblem> = log.withLock { log in
        var next = log.manifest
        next.parts.removeAll { copy.parts.contains($0.number) }
        next.parts.insert(StoreManifest.Part(number: copy.number, length: copy.length), at: 0)
        do throws(StorageProblem) {
          return .success(try log.replaceManifest(by: next))
        } catch {
          return .failure(error)
        }
      }
      if case .failure(let problem) = replaced {
        // The manifest on the medium may be either; both name segments that are there.
        if log.withLock({ $0.manifest.parts.first?.number != copy.number }) {
          giveUpCompaction(problem.reason)
          return
        }
      }
      let total = log.withLock { $0.bytes }
      let margin = settings.compactionBytes
      let damaged = state.withLock { state in
        state.files[copy.number] = copy.file
        state.tables.relocate(copy.moved)
        for part in copy.parts { state.files[part] = nil }
        state.compaction.isRunning = false
        state.compaction.threshold = total + margin
        state.statistics.compactions += 1
        state.statistics.compactionProblem = nil
        let damaged = state.compaction.damaged.intersection(copy.parts)
        state.compaction.damaged.subtract(copy.parts)
        return damaged
      }
      if case .failure = replaced { return }
      let log = self.log.withLock { $0 }
      for part in copy.parts {
        // A file that cannot be removed is removed by the next opening.
        if damaged.contains(part) {
          try? fileSystem.rename(log.path(part), to: log.path(part) + Segment.damagedSuffix)
        } else {
          try? fileSystem.remove(log.path(part))
        }
      }
    }
  }

  private func giveUpCompaction(_ problem: String) {
    let total = log.withLock { $0.bytes }
    let margin = settings.compactionBytes
    state.withLock { state in
      state.compaction.isRunning = false
      state.compaction.threshold = total + margin
      state.statistics.compactionProblem = problem
    }
  }
}
