import Quantities
import Specs
import Testing

@testable import Economy

private let nothing = SupplyState(minted: .zero, burned: .zero)

/// Bitcoin: 50e8 >> (height ÷ 210,000) sums to 2,099,999,997,690,000 satoshi over 33 eras; the last reward of one
/// satoshi is at height 6,929,999; 19,687,500 BTC lie before block 840,000.
@Test func halvingMeetsBitcoin() {
  let schedule = HalvingEmission(reward: Amount(base: 50_0000_0000), interval: 210_000)
  func reward(_ height: Int64) -> Int128 { schedule.reward(for: Epoch(index: height), supply: nothing).base }
  var sum: Int128 = 0
  var eras = 0
  var beforeFourthHalving: Int128 = 0
  for era in Int64(0)..<200 {
    let first = reward(era * 210_000)
    #expect(first == reward(era * 210_000 + 209_999), "one reward in an era")
    if era < 4 { beforeFourthHalving += first * 210_000 }
    if first > 0 { eras += 1 }
    sum += first * 210_000
  }
  #expect(sum == 2_099_999_997_690_000)
  #expect(eras == 33)
  #expect(beforeFourthHalving == 19_687_500_0000_0000)
  #expect(reward(6_929_999) == 1 && reward(6_930_000) == 0 && reward(.max) == 0)
}

@Test func fixedRewardStopsAtItsCap() {
  let open = FixedEmission(reward: Amount(base: 10))
  #expect(open.reward(for: Epoch(index: 1 << 40), supply: nothing).base == 10)
  let capped = FixedEmission(reward: Amount(base: 10), cap: Amount(base: 25))
  var minted = Amount.zero
  var rewards: [Int128] = []
  for epoch in 0..<5 {
    let reward = capped.reward(for: Epoch(index: Int64(epoch)), supply: SupplyState(minted: minted, burned: .zero))
    minted += reward
    rewards.append(reward.base)
  }
  #expect(rewards == [10, 10, 5, 0, 0])
}

private func token(_ yaml: String) throws -> TokenSpec {
  try SpecReader.read(Array(yaml.utf8), named: "t.yaml") { TokenSpec(from: &$0) }.product
}

private func problems(_ yaml: String) -> String {
  do { _ = try token(yaml) } catch { return String(describing: error) }
  return ""
}

@Test func tokenIsReadFromAScenario() throws {
  let spec = try token(
    """
    symbol: GPU
    price: 0.25 USD
    treasury: 1000.5 tokens
    fees: {protocol: 3 %, burn: 0.5 %, dust: burn}
    emission: {kind: halving, reward: 50 tokens, every: 1460}
    epoch: 6 h
    block_interval: 400 ms
    finality_lag: 32
    """)
  #expect(spec.symbol.text == "GPU" && spec.price.nano == 250_000_000)
  #expect(spec.treasury.base == 1_000_500_000_000_000)
  #expect(spec.split == FeeSplit(protocolFee: 30_000, burn: 5_000, dust: .burn))
  #expect(spec.emission.reward(for: Epoch(index: 1_460), supply: nothing).base == 25_000_000_000_000)
  #expect(spec.epochLength == .hours(6) && spec.blockInterval == .milliseconds(400) && spec.finalityLag == 32)
}

@Test func defaultsMakeAToken() throws {
  let spec = try token("{}")
  #expect(spec.price.nano == 100_000_000 && spec.treasury == .zero)
  #expect(spec.emission.reward(for: Epoch(index: 0), supply: nothing) == .zero)
}

@Test(arguments: [
  ("fees: {protocol: 60 %, burn: 50 %}", "more than the whole"), ("fees: {protocol: 0.00000001}", "millionth"),
  ("treasury: -5 tokens", "number of tokens"), ("treasury: 1e3", "number of tokens"),
  ("treasury: 0.0000000000001 tokens", "finer"),
  ("treasury: 1000000000000000000000000000 tokens", "more than a ledger"),
  ("treasury: 012", "number of tokens"), ("price: 0 USD", "out of range"),
  ("emission: {kind: halving, every: 5}", "reward"),
  ("emission: {kind: fixed, reward: 1 tokens, evry: 5}", "every"), ("emission: {kind: halvin}", "halving"),
  ("block_interval: 0 s", "out of range"),
])
func wrongTokenIsRefused(yaml: String, says: String) {
  let text = problems(yaml)
  if yaml.contains("evry") {
    #expect(text.contains("evry"))
  } else {
    #expect(text.contains(says), "\(text)")
  }
}

@Test func moneyTurnsIntoTokensExactly() throws {
  var spec = try token("price: 0.10 USD")
  #expect(spec.amount(of: Dollars(nano: 1)).base == 10_000)
  #expect(spec.amount(of: Dollars(nano: 200)).base == 2_000_000, "one output token at $0.20 a million")
  #expect(spec.dollars(of: Amount(base: 10_000)).nano == 1 && spec.dollars(of: Amount(base: 9_999)).nano == 0)
  #expect(spec.amount(of: Dollars(nano: .max)).base == Int128(Int64.max) * 10_000)
  #expect(spec.dollars(of: spec.amount(of: Dollars(nano: .max))).nano == .max)
  #expect(spec.dollars(of: Ledger.mintLimit).nano == .max)
  spec.price = Dollars(nano: 3)
  #expect(spec.amount(of: Dollars(nano: 2)).base == 666_666_666_666)
  #expect(spec.amount(of: Dollars(nano: -2)).base == -666_666_666_666)
}

@Test func tokensReadBackFromTheirText() throws {
  for base in [0, 1, 999_999_999_999, 1_000_000_000_000, 1_500_000_000_000, Ledger.mintLimit.base] as [Int128] {
    let amount = Amount(base: base)
    #expect(try Amount(specText: amount.specText) == amount)
  }
  #expect(Amount(base: 1_500_000_000_000).specText == "1.5 tokens")
  #expect(try Amount(specText: "2") == Amount(specText: "2 tokens"))
  for bad in ["", " ", "tokens", ".5", "5.", "1_000 tokens", "+1", "1,5", "1 2 tokens", "1 dollars", "nan", "0x1", "１"]
  {
    #expect(throws: SpecMessage.self, "\(bad)") { try Amount(specText: bad) }
  }
}
