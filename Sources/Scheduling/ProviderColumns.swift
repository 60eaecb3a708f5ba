import Vocabulary

/// The columns of a table as plain pointers, for one decision: a scan then pays one load for a value, not three.
struct ProviderColumns {
  let outstanding: UnsafePointer<Int32>
  let workLeft: UnsafePointer<Int64>
  let isUp: UnsafePointer<Bool>
  let askPrompt: UnsafePointer<Int64>
  let askOutput: UnsafePointer<Int64>
  let askSecond: UnsafePointer<Int64>
  let slots: UnsafePointer<Int32>
  let accessDelay: UnsafePointer<Int64>
  let speedRow: UnsafePointer<Int32>

  /// As `ProviderTable.wait`, nanoseconds.
  @inline(__always) func wait(_ i: Int) -> Int64 { slots[i] <= 1 ? workLeft[i] : workLeft[i] / Int64(slots[i]) }

  /// As `ProviderTable.queueing`, nanoseconds.
  @inline(__always) func queueing(_ i: Int) -> Int64 { outstanding[i] < slots[i] ? 0 : wait(i) }

  /// As `ProviderTable.price`.
  @inline(__always) func price(_ i: Int, _ job: Job) -> Int64 {
    if job.work > .zero { return Ask.price(perSecond: askSecond[i], nanoseconds: job.work.nanoseconds) }
    return Ask.price(
      perPrompt: askPrompt[i], Int64(job.promptTokens), perOutput: askOutput[i], Int64(job.outputTokens))
  }
}

extension ProviderTable {
  /// Hands the columns to `body`, which must not let them out. Requires columns of equal length.
  func withColumns<Result>(_ body: (ProviderColumns) -> Result) -> Result {
    let rows = facts.regions.count
    precondition(
      outstanding.count == rows && workLeft.count == rows && isUp.count == rows && askPrompt.count == rows
        && askOutput.count == rows && askSecond.count == rows && facts.slots.count == rows
        && facts.accessDelay.count == rows && facts.speedRow.count == rows,
      "the columns of a provider table have one row for each provider")
    if rows == 0 { preconditionFailure("a table without providers has no columns to scan") }
    return outstanding.withUnsafeBufferPointer { outstanding in
      workLeft.withUnsafeBufferPointer { workLeft in
        isUp.withUnsafeBufferPointer { isUp in
          withAsks { askPrompt, askOutput, askSecond in
            facts.withTraits { slots, accessDelay, speedRow in
              body(
                ProviderColumns(
                  outstanding: outstanding.baseAddress!, workLeft: workLeft.baseAddress!, isUp: isUp.baseAddress!,
                  askPrompt: askPrompt, askOutput: askOutput, askSecond: askSecond, slots: slots,
                  accessDelay: accessDelay, speedRow: speedRow))
            }
          }
        }
      }
    }
  }

  private func withAsks<Result>(
    _ body: (UnsafePointer<Int64>, UnsafePointer<Int64>, UnsafePointer<Int64>) -> Result
  ) -> Result {
    askPrompt.withUnsafeBufferPointer { prompt in
      askOutput.withUnsafeBufferPointer { output in
        askSecond.withUnsafeBufferPointer { second in
          body(prompt.baseAddress!, output.baseAddress!, second.baseAddress!)
        }
      }
    }
  }
}

extension ProviderFacts {
  fileprivate func withTraits<Result>(
    _ body: (UnsafePointer<Int32>, UnsafePointer<Int64>, UnsafePointer<Int32>) -> Result
  ) -> Result {
    slots.withUnsafeBufferPointer { slots in
      accessDelay.withUnsafeBufferPointer { delay in
        speedRow.withUnsafeBufferPointer { row in body(slots.baseAddress!, delay.baseAddress!, row.baseAddress!) }
      }
    }
  }
}
