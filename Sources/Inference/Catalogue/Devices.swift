import Quantities
import Vocabulary

// Dense peaks; FP16 with FP16 accumulation where that is the vendor's figure. Prices are launch list prices. A `~` in
// the origin marks an estimate. Draw is of the whole machine for GeForce cards (in a desktop), Apple, unified memory
// and boards, and of the card alone for workstation and datacentre cards, of which a server holds several.
private let sheet = "vendor data sheet; rent ~ estimate"
private let sheetRunPod = "vendor data sheet; rent RunPod, March 2026"
private let aiConfigurator = "NVIDIA AIConfigurator system file; rent RunPod, March 2026"
private let wall = "vendor data sheet; draw measured at the wall, geerlingguy/ai-benchmarks; rent ~ estimate"
private let unrented = "vendor data sheet; not rented out"

/// Every built-in device, by family.
public let deviceProfiles: [DeviceProfile] =
  geForce.map(inDesktop) + workstation + datacentre + apple + unified + boards + [
    row("generic", .unified, 10, 20, 64, 100, 100, 20, 1000, 0.05, "assumption: round numbers for abstract models")
  ]

private let geForce: [DeviceProfile] = [
  row("rtx-3060", .nvidiaGDDR, 51, 102, 12, 360, 170, 13, 329, 0.07, sheet),
  row("rtx-3070", .nvidiaGDDR, 81, 163, 8, 448, 220, 12, 499, 0.08, sheet),
  row("rtx-3080", .nvidiaGDDR, 119, 238, 10, 760, 320, 18, 699, 0.10, sheet),
  row("rtx-3080-ti", .nvidiaGDDR, 136, 273, 12, 912, 350, 20, 1199, 0.12, sheet),
  row("rtx-3090", .nvidiaGDDR, 142, 284, 24, 936, 350, 20, 1499, 0.22, sheetRunPod),
  row("rtx-4060-ti", .nvidiaGDDR, 88, 177, 16, 288, 165, 12, 499, 0.10, sheet),
  row("rtx-4070-ti", .nvidiaGDDR, 160, 321, 12, 504, 285, 14, 799, 0.14, sheet),
  row("rtx-4080", .nvidiaGDDR, 195, 390, 16, 717, 320, 15, 1199, 0.20, sheet),
  row("rtx-4090", .nvidiaGDDR, 330, 661, 24, 1008, 450, 22, 1599, 0.34, sheetRunPod),
  row("rtx-5090", .nvidiaGDDR, 419, 838, 32, 1792, 575, 30, 1999, 0.69, sheetRunPod),
]

private let workstation: [DeviceProfile] = [
  row("t4", .nvidiaGDDR, 65, 130, 16, 320, 70, 10, 2300, 0.20, sheet),
  row("a10", .nvidiaGDDR, 125, 250, 24, 600, 150, 16, 3200, 0.40, sheet),
  row("rtx-a6000", .nvidiaGDDR, 155, 309, 48, 768, 300, 22, 4650, 0.49, sheet),
  row("l4", .nvidiaGDDR, 121, 242, 24, 300, 72, 16, 2700, 0.44, aiConfigurator),
  row("l40s", .nvidiaGDDR, 362, 733, 48, 864, 350, 35, 7500, 0.79, aiConfigurator),
  row("rtx-pro-6000", .nvidiaGDDR, 468, 936, 96, 1792, 600, 35, 8500, 0.89, aiConfigurator),
]

private let datacentre: [DeviceProfile] = [
  row("a100-80gb", .nvidiaHBM, 312, 624, 80, 2039, 400, 55, 15_000, 1.39, aiConfigurator),
  row("h100-pcie", .nvidiaHBM, 756, 1513, 80, 2039, 350, 50, 25_000, 2.39, sheet),
  row("h100", .nvidiaHBM, 989, 1979, 80, 3350, 700, 70, 27_000, 2.69, aiConfigurator),
  row("h200", .nvidiaHBM, 989, 1979, 141, 4800, 700, 75, 32_000, 3.59, aiConfigurator),
  row("b200", .nvidiaHBM, 2250, 4500, 180, 7700, 1000, 140, 40_000, 5.98, aiConfigurator),
  row("mi300x", .amdHBM, 1307, 2615, 192, 5300, 750, 140, 15_000, 2.0, sheet),
]

private let apple: [DeviceProfile] = [
  row("macbook-m1", .apple, 2.3, 11, 8, 68.25, 30, 3, 999, 0.02, sheet),
  row("mac-m1-max", .apple, 10.4, 11, 64, 400, 115, 10, 3199, 0.12, sheet),
  row("mac-m3-max", .apple, 14.2, 18, 64, 400, 120, 8, 3499, 0.15, sheet),
  row("mac-mini-m4", .apple, 4.3, 38, 32, 120, 65, 4, 599, 0.05, wall),
  row("mac-mini-m4-pro", .apple, 9.2, 38, 64, 273, 140, 6, 1399, 0.10, sheet),
  row("mac-studio-m2-ultra", .apple, 27, 32, 192, 800, 215, 12, 3999, 0.30, sheet),
  row("mac-studio-m3-ultra", .apple, 28, 36, 512, 819, 262, 12, 9499, 0.50, wall),
]

private let unified: [DeviceProfile] = [
  row("jetson-orin-nano", .unified, 17, 33, 8, 102, 25, 5, 249, 0.03, sheet),
  row("jetson-agx-orin", .unified, 42, 138, 64, 204.8, 60, 9, 1999, 0.15, sheet),
  row("ryzen-ai-max-395", .unified, 59, 126, 128, 256, 140, 10, 1999, 0.15, wall),
  row("dgx-spark", .unified, 125, 250, 128, 273, 156, 35, 3999, 0.25, wall),
]

private let boards: [DeviceProfile] = [
  row("raspberry-pi-4", .board, 0.05, 0.1, 8, 12.8, 6.4, 2.7, 75, 0.004, sheet),
  row("raspberry-pi-400", .board, 0.06, 0.12, 4, 12.8, 6.5, 2.7, 70, 0.004, wall),
  row("raspberry-pi-5", .board, 0.31, 0.6, 8, 17.1, 14, 3, 80, 0.006, wall),
  row("raspberry-pi-5-16gb", .board, 0.31, 0.6, 16, 17.1, 14, 3, 120, 0.006, wall),
  row("intel-n150", .board, 0.4, 1, 16, 38, 30, 6, 200, 0.01, wall),
  row("jetson-nano", .board, 0.47, 0.47, 4, 25.6, 10, 2, 99, 0.01, sheet),
  row("coral-edge-tpu", .edgeTPU, 0, 4, 0.0075, 0.6, 2, 0.5, 60, 0.003, sheet),
  row("snapdragon-8-gen-3", .phone, 5, 34, 12, 76.8, 8, 1, 800, 0, unrented),
  row("a17-pro", .phone, 2.1, 35, 8, 51.2, 7, 0.8, 999, 0, unrented),
]

/// A card with the machine round it: 80 W busy and 40 W idle more, from readings at the wall (RTX 3060, 170 W of its
/// own: 214–224 W; RTX 4070 Ti, 285 W: 267–311 W; geerlingguy/ai-benchmarks).
private func inDesktop(_ card: DeviceProfile) -> DeviceProfile {
  var machine = card
  machine.draw = card.draw + Power(watts: 80)
  machine.idleDraw = card.idleDraw + Power(watts: 40)
  machine.origin += "; draw ~ card plus desktop"
  return machine
}

/// Teraflops, teraops, GiB, GB/s, watts busy and idle, dollars, dollars an hour.
private func row(
  _ name: String, _ family: DeviceProfile.Family, _ teraflops: Double, _ teraops: Double, _ gibibytes: Double,
  _ gigabytesPerSecond: Double, _ watts: Double, _ idleWatts: Double, _ dollars: Double, _ dollarsPerHour: Double,
  _ origin: String
) -> DeviceProfile {
  DeviceProfile(
    name: name, family: family, fp16Flops: teraflops * 1e12, int8Ops: teraops * 1e12,
    memory: ByteCount(bytes: Int64(gibibytes * 0x1p30)), bandwidth: gigabytesPerSecond * 1e9, draw: Power(watts: watts),
    idleDraw: Power(watts: idleWatts), price: Dollars(nano: Int64((dollars * 1e9).rounded())),
    rent: Dollars(nano: Int64((dollarsPerHour * 1e9).rounded())), origin: origin)
}
