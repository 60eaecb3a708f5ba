// ns-3's event kernel with its own random variables; no packets, no devices.
// usage: ns3 phold PENDING EVENTS SCHEDULER | mmc SERVERS CUSTOMERS SCHEDULER | market REQUESTS SCHEDULER
#include "common.hpp"
#include "ns3/core-module.h"
#include <deque>
#include <vector>

using namespace ns3;

static std::string scheduler = "PriorityQueueScheduler";
static long events = 0;

struct Chance {
  Ptr<ExponentialRandomVariable> exponentials = CreateObject<ExponentialRandomVariable>();
  Ptr<UniformRandomVariable> uniforms = CreateObject<UniformRandomVariable>();
  Ptr<LogNormalRandomVariable> lognormals = CreateObject<LogNormalRandomVariable>();
  Time exponential(double mean) { return Seconds(exponentials->GetValue(mean, 0)); }
  uint32_t below(uint32_t n) { return uniforms->GetInteger(0, n - 1); }
  Time latency() {
    return Seconds(lognormals->GetValue(std::log(MarketSetting::linkMedian), MarketSetting::linkSigma));
  }
};
static Chance *chance;

static void runAndReport(double (*check)()) {
  double start = cpuSeconds();
  Simulator::Run();
  double cpu = cpuSeconds() - start;
  report("ns3-" + scheduler, events, cpu, check());
}

namespace phold {
struct Process {
  uint64_t hits = 0;
  void hit();
};
static std::vector<Process> processes;
static long limit;
void Process::hit() {
  hits++;
  if (++events >= limit) return Simulator::Stop();
  Process *target = &processes[chance->below(processes.size())];
  Simulator::Schedule(chance->exponential(1), &Process::hit, target);
}
static void run(long count, long eventLimit) {
  processes.resize(count);
  limit = eventLimit;
  for (auto &process : processes) Simulator::Schedule(chance->exponential(1), &Process::hit, &process);
  runAndReport([] {
    double total = 0;
    for (auto &process : processes) total += (double)process.hits;
    return total;
  });
}
}  // namespace phold

namespace mmc {
static int servers, busy = 0;
static long customers, arrivals = 0, departures = 0;
static std::deque<Time> waiting;
static double totalWait = 0;
static void depart();
static void arrive() {
  events++;
  if (++arrivals < customers) Simulator::Schedule(chance->exponential(1 / (0.9 * servers)), &arrive);
  if (busy < servers) {
    busy++;
    Simulator::Schedule(chance->exponential(1), &depart);
  } else {
    waiting.push_back(Simulator::Now());
  }
}
static void depart() {
  events++;
  departures++;
  if (waiting.empty()) {
    busy--;
    return;
  }
  totalWait += (Simulator::Now() - waiting.front()).GetSeconds();
  waiting.pop_front();
  Simulator::Schedule(chance->exponential(1), &depart);
}
static void run(int serverCount, long customerCount) {
  servers = serverCount;
  customers = customerCount;
  Simulator::Schedule(Seconds(0), &arrive);
  runAndReport([] { return totalWait / (double)departures; });
}
}  // namespace mmc

namespace market {
struct Request {
  Time sent;
  uint32_t provider;
};
struct Provider {
  uint32_t load = 0;
  bool busy = false;
  std::deque<uint32_t> queue;
};
static std::vector<Request> inFlight;
static std::vector<uint32_t> freePlaces;
static std::vector<Provider> providers(MarketSetting::providers);
static long requests, made = 0, done = 0;
static double totalSojourn = 0;
static void reply(uint32_t id) {
  events++;
  totalSojourn += (Simulator::Now() - inFlight[id].sent).GetSeconds();
  done++;
  freePlaces.push_back(id);
}
static void serve(uint32_t id) {
  events++;
  Provider &provider = providers[inFlight[id].provider];
  provider.load--;
  Simulator::Schedule(chance->latency(), &reply, id);
  if (provider.queue.empty()) {
    provider.busy = false;
    return;
  }
  uint32_t next = provider.queue.front();
  provider.queue.pop_front();
  Simulator::Schedule(chance->exponential(MarketSetting::service), &serve, next);
}
static void deliver(uint32_t id) {
  events++;
  Provider &provider = providers[inFlight[id].provider];
  if (provider.busy) return provider.queue.push_back(id);
  provider.busy = true;
  Simulator::Schedule(chance->exponential(MarketSetting::service), &serve, id);
}
static void request() {
  events++;
  double gap = MarketSetting::service / (MarketSetting::utilisation * MarketSetting::providers);
  if (++made < requests) Simulator::Schedule(chance->exponential(gap), &request);
  uint32_t one = chance->below(MarketSetting::providers), other = chance->below(MarketSetting::providers);
  uint32_t chosen = providers[other].load < providers[one].load ? other : one, id = (uint32_t)inFlight.size();
  providers[chosen].load++;
  if (freePlaces.empty()) {
    inFlight.push_back({Simulator::Now(), chosen});
  } else {
    id = freePlaces.back();
    freePlaces.pop_back();
    inFlight[id] = {Simulator::Now(), chosen};
  }
  Simulator::Schedule(chance->latency(), &deliver, id);
}
static void run(long requestCount) {
  requests = requestCount;
  Simulator::Schedule(Seconds(0), &request);
  runAndReport([] { return totalSojourn / (double)done; });
}
}  // namespace market

int main(int count, char **words) {
  std::string what = count > 1 ? words[1] : "";
  scheduler = words[count - 1];
  ObjectFactory factory;
  factory.SetTypeId("ns3::" + scheduler);
  Simulator::SetScheduler(factory);
  Chance variables;
  chance = &variables;
  if (what == "phold") phold::run(atol(words[2]), atol(words[3]));
  if (what == "mmc") mmc::run(atoi(words[2]), atol(words[3]));
  if (what == "market") market::run(atol(words[2]));
}
