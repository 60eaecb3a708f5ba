import Randomness
import TestSupport
import Testing

/// Checks at full sample size, in a release build, and the proof that no bit depends on the build or the CPU.
@Suite struct ReleaseProbeTests {
  @Test(arguments: ["distributions", "streams"])
  func everyCheckPasses(command: String) throws {
    let run = try ReleaseBuild.run("assay-probe", [command])
    #expect(run.status == 0)
    #expect(run.lines.count >= 8)
    for line in run.lines where !line.hasPrefix("ok") { Issue.record("\(line)") }
  }

  @Test func thisProcessIsSound() {
    #expect(PortabilityProbe.failure() == nil)
  }

  @Test func debugAndReleaseAndMaskedCPUsGiveOneDigest() throws {
    let plain = try ReleaseBuild.run("assay-probe", ["digest"])
    let masked = try ReleaseBuild.run("assay-probe", ["digest"], environment: ControlProgram.mask)
    #expect(plain.status == 0)
    #expect(plain.text == masked.text)
    let here = [64, 20_000].map { PortabilityProbe.digest(drawsPerLaw: $0) }
    #expect(plain.lines == ["start-up \(here[0])", "full \(here[1])", "failure none"])
  }

  /// Without this the test above would pass where the mask does nothing.
  @Test(.enabled(if: ControlProgram.hasFusedArithmetic, "this CPU has no fused arithmetic to mask"))
  func theMaskChangesPlainLibm() throws {
    let control = try ControlProgram.build()
    defer { Scratch.remove(control.deletingLastPathComponent()) }
    let plain = try ProcessOutput.of(control, [])
    let masked = try ProcessOutput.of(control, [], environment: ControlProgram.mask)
    #expect(plain.status == 0 && masked.status == 0)
    #expect(plain.text != masked.text)
  }
}
