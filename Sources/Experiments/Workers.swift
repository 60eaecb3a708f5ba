import Dispatch
import Synchronization

/// Does `body(0)` … `body(count − 1)` on some threads, each as soon as a thread is free. Results stand by index: the
/// number of threads and the order of finishing change nothing.
///
/// `finished` is told each result under a lock, in the order of finishing: for progress.
public func concurrently<Result: Sendable>(
  _ count: Int, workers: Int, finished: @Sendable (Result) -> Void = { _ in }, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let next = Atomic(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: max(1, min(workers, count))) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count else { return }
      let result = body(index)
      results.withLock {
        $0[index] = result
        finished(result)
      }
    }
  }
  return results.withLock { $0.compactMap { $0 } }
}
