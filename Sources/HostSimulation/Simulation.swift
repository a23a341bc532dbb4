import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Runs executions in hosts that crash, hang and lose their store, in a world where a seed decides what happens when, and
/// checks afterwards that nothing was lost and nothing happened twice.
///
/// Everything runs on the calling thread, in virtual time; a run is a function of its seed, in a process whose hashing is
/// not seeded at random (`SWIFT_DETERMINISTIC_HASHING=1`).
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
public struct HostSimulation {
  /// What came of a run.
  public struct Report: Sendable {
    /// The seed that repeats the run.
    public let seed: UInt64
    /// The invariants that were broken; none in a good run.
    public let problems: [String]
    /// What happened, in order.
    public let log: [String]
    /// A digest of the order in which everything ran: equal for equal seeds.
    public let digest: UInt64
    /// How many pieces of work ran.
    public let jobs: Int
    /// How many processes crashed, or were shut down.
    public let crashes: Int
    /// How many executions ended.
    public let executions: Int
  }

  /// Runs the world of a seed to its end.
  public static func run(seed: UInt64) -> Report { HostSimulation(seed: seed).run() }

  private let seed: UInt64
  private let world: World
  private let plans: [Plan]

  private init(seed: UInt64) {
    self.seed = seed
    let world = World(seed: seed)
    self.world = world
    plans = (0..<world.scheduler.draw(1...4)).map { Plan($0, world.scheduler) }
  }

  private func run() -> Report {
    let (world, plans) = (world, plans)
    let done = Done()
    world.note("lease \(world.settings.lease.map { "\($0)" } ?? "none"), residents \(world.settings.residentLimit)")
    for plan in plans { world.note("\(plan.arn): \(plan.blocks), stops after \(plan.stopsAfter as Duration?)") }
    world.addHost()
    if world.settings.lease != nil, world.scheduler.draws(500) { world.addHost() }
    let duration = world.scheduler.draws(100) ? Duration.zero : .seconds(world.scheduler.draw(10...120))
    world.outside.spawn {
      await world.harm(for: duration)
      done.harm = true
    }
    for plan in plans {
      world.outside.spawn {
        await Client(plan: plan, world: world).run()
        done.count += 1
      }
    }
    var ending = world.scheduler.run(jobs: 400_000) { done.harm && done.count == plans.count }
    if case .done = ending {
      done.count = 0
      world.outside.spawn {
        await world.verifyAll(plans)
        done.count = 1
      }
      ending = world.scheduler.run(jobs: 400_000) { done.count == 1 }
    }
    switch ending {
    case .done: break
    case .stalled: world.fail("nothing goes on")
    case .exhausted: world.fail("there is no end")
    }
    let report = Report(
      seed: seed, problems: world.problems, log: world.log, digest: world.scheduler.digest,
      jobs: world.scheduler.jobCount, crashes: world.past.count, executions: plans.count)
    world.end()
    return report
  }

  private final class Done: @unchecked Sendable {
    var harm = false
    var count = 0
  }
}
