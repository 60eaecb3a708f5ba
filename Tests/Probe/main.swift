// Checks of chance that need a release build: millions of draws of every law and a thousand streams. One line per check
// on stdout; exit 1 when one fails, 64 for a command that does not exist.
import Glibc

let command = CommandLine.arguments.dropFirst().first ?? ""
switch command {
case "distributions": exit(checkDistributions() ? 0 : 1)
case "streams": exit(checkStreams() ? 0 : 1)
case "digest": printDigest()
case "speed": printSpeed()
case "replicate": exit(replicate(Array(CommandLine.arguments.dropFirst(2))))
case "fork": exit(forkAgrees(Array(CommandLine.arguments.dropFirst(2))))
case "purposes": exit(checkPurposes() ? 0 : 1)
case "swarm": exit(swarm(Array(CommandLine.arguments.dropFirst(2))))
case "threads": exit(await threadsAgree(Array(CommandLine.arguments.dropFirst(2))))
default:
  print("usage: assay-probe distributions | streams | purposes | digest | speed")
  print("       assay-probe replicate FILE COUNT METRIC… | fork FILE [UNTIL] | threads FILE [UNTIL] | swarm SEED COUNT")
  exit(64)
}
