// Checks of chance that need a release build: millions of draws of every law and a thousand streams. One line per check
// on stdout; exit 1 when one fails, 64 for a command that does not exist.
import Glibc

let command = CommandLine.arguments.dropFirst().first ?? ""
switch command {
case "distributions": exit(checkDistributions() ? 0 : 1)
case "streams": exit(checkStreams() ? 0 : 1)
case "digest": printDigest()
case "speed": printSpeed()
default:
  print("usage: assay-probe distributions | streams | digest | speed")
  exit(64)
}
