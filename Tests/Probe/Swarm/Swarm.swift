import Glibc

/// `swarm FIRST COUNT`: made-up scenarios, each checked in several ways. Prints one line a seed, then how many
/// scenarios met with each thing that can happen; a failing seed prints its scenario file and what is wrong.
///
/// `swarm show SEED` prints the scenario of a seed.
func swarm(_ arguments: [String]) -> Int32 {
  if arguments.count == 2, arguments[0] == "show", let seed = UInt64(arguments[1]) {
    print(Recipe(seed: seed).text(), terminator: "")
    return 0
  }
  guard arguments.count == 2, let first = UInt64(arguments[0]), let count = UInt64(arguments[1]) else { return 64 }
  var sightings = Sightings()
  var failures = 0
  for seed in first..<first + count {
    let recipe = Recipe(seed: seed)
    do throws(Finding) {
      let trial = try Trial(recipe)
      let whole = trial.whole
      print("seed,\(seed),\(whole.events),\(String(whole.fingerprint, radix: 16)),\(recipe.policyName)")
      // A trap must not take the seeds before it along.
      fflush(nil)
      sightings.note(trial)
      try trial.check()
    } catch {
      failures += 1
      print(recipe.text(), terminator: "")
      print("failed,\(seed): \(error.sentence)")
      print("run it: assay-probe swarm show \(seed) > swarm-\(seed).yaml; assay run swarm-\(seed).yaml --seed \(seed)")
    }
  }
  sightings.report()
  return failures == 0 ? 0 : 1
}
