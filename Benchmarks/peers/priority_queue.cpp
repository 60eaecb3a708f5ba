// The usual home-made C++ simulator: plain events in a std::priority_queue, a switch, integer nanoseconds.
// usage: priority_queue phold PENDING EVENTS | mmc SERVERS CUSTOMERS | market REQUESTS   [libm | ziggurat]
#include "common.hpp"
#include <deque>
#include <queue>
#include <vector>

struct Event {
  int64_t time;
  uint64_t sequence;
  uint32_t kind, id;
};
struct Later {
  bool operator()(const Event &a, const Event &b) const {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
  }
};

class Kernel {
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  uint64_t sequence = 0;

 public:
  int64_t now = 0;
  void schedule(double seconds, uint32_t kind, uint32_t id) {
    queue.push({now + (int64_t)(seconds * 1e9), sequence++, kind, id});
  }
  bool next(Event &event) {
    if (queue.empty()) return false;
    event = queue.top();
    queue.pop();
    now = event.time;
    return true;
  }
};

template <class Sampler> void phold(long processes, long events) {
  Kernel kernel;
  Xoshiro g(42);
  Sampler sampler;
  std::vector<uint64_t> hits(processes);
  for (long i = 0; i < processes; i++) kernel.schedule(sampler.exponential(g), 0, (uint32_t)i);
  Event event;
  double start = cpuSeconds();
  for (long i = 0; i < events && kernel.next(event); i++) {
    hits[event.id]++;
    auto target = (uint32_t)g.below(processes);
    kernel.schedule(sampler.exponential(g), 0, target);
  }
  double cpu = cpuSeconds() - start, total = 0;
  for (auto count : hits) total += (double)count;
  report(std::string("cpp-") + Sampler::name(), events, cpu, total);
}

template <class Sampler> void multiServer(int servers, long customers) {
  enum { arrived, departed };
  Kernel kernel;
  Xoshiro g(7);
  Sampler sampler;
  std::deque<int64_t> waiting;
  int busy = 0;
  long arrivals = 0, departures = 0, events = 0;
  double totalWait = 0, rate = 0.9 * servers;
  Event event;
  double start = cpuSeconds();
  kernel.schedule(0, arrived, 0);
  while (kernel.next(event)) {
    events++;
    if (event.kind == arrived) {
      if (++arrivals < customers) kernel.schedule(sampler.exponential(g) / rate, arrived, 0);
      if (busy < servers) {
        busy++;
        kernel.schedule(sampler.exponential(g), departed, 0);
      } else {
        waiting.push_back(kernel.now);
      }
    } else {
      departures++;
      if (waiting.empty()) {
        busy--;
      } else {
        totalWait += (double)(kernel.now - waiting.front()) * 1e-9;
        waiting.pop_front();
        kernel.schedule(sampler.exponential(g), departed, 0);
      }
    }
  }
  report(std::string("cpp-") + Sampler::name(), events, cpuSeconds() - start, totalWait / (double)departures);
}

template <class Sampler> class Market {
  enum Kind { requested, delivered, served, replied };
  static constexpr uint32_t none = ~0u;
  struct Provider {
    uint32_t load = 0, first = none, last = none, busy = 0;
  };
  struct Request {
    int64_t sent;
    uint32_t provider, next;
  };
  Kernel kernel;
  Xoshiro g{99};
  Sampler sampler;
  std::vector<Provider> providers{MarketSetting::providers};
  std::vector<Request> inFlight;
  uint32_t freePlace = none;
  long requests, made = 0, done = 0, events = 0;
  double totalSojourn = 0;

  double latency() { return MarketSetting::linkMedian * std::exp(MarketSetting::linkSigma * sampler.normal(g)); }
  double service() { return MarketSetting::service * sampler.exponential(g); }

  void request() {
    double rate = MarketSetting::utilisation * MarketSetting::providers / MarketSetting::service;
    if (++made < requests) kernel.schedule(sampler.exponential(g) / rate, requested, 0);
    auto one = (uint32_t)g.below(providers.size()), other = (uint32_t)g.below(providers.size());
    uint32_t chosen = providers[other].load < providers[one].load ? other : one, id = freePlace;
    providers[chosen].load++;
    if (id == none) {
      id = (uint32_t)inFlight.size();
      inFlight.push_back({kernel.now, chosen, none});
    } else {
      freePlace = inFlight[id].next;
      inFlight[id] = {kernel.now, chosen, none};
    }
    kernel.schedule(latency(), delivered, id);
  }
  void deliver(uint32_t id) {
    Provider &provider = providers[inFlight[id].provider];
    if (!provider.busy) {
      provider.busy = 1;
      kernel.schedule(service(), served, id);
    } else {
      if (provider.last == none) provider.first = id; else inFlight[provider.last].next = id;
      provider.last = id;
    }
  }
  void serve(uint32_t id) {
    Provider &provider = providers[inFlight[id].provider];
    provider.load--;
    kernel.schedule(latency(), replied, id);
    uint32_t next = provider.first;
    if (next == none) {
      provider.busy = 0;
      return;
    }
    provider.first = inFlight[next].next;
    if (provider.first == none) provider.last = none;
    inFlight[next].next = none;
    kernel.schedule(service(), served, next);
  }

 public:
  explicit Market(long requests) : requests(requests) {}
  void run() {
    Event event;
    double start = cpuSeconds();
    kernel.schedule(0, requested, 0);
    while (kernel.next(event)) {
      events++;
      switch (event.kind) {
        case requested: request(); break;
        case delivered: deliver(event.id); break;
        case served: serve(event.id); break;
        default:
          totalSojourn += (double)(kernel.now - inFlight[event.id].sent) * 1e-9;
          done++;
          inFlight[event.id].next = freePlace;
          freePlace = event.id;
      }
    }
    report(std::string("cpp-") + Sampler::name(), events, cpuSeconds() - start, totalSojourn / (double)done);
  }
};

template <class Sampler> void run(int count, char **words) {
  std::string what = count > 1 ? words[1] : "";
  if (what == "phold") phold<Sampler>(atol(words[2]), atol(words[3]));
  if (what == "mmc") multiServer<Sampler>(atoi(words[2]), atol(words[3]));
  if (what == "market") Market<Sampler>(atol(words[2])).run();
}

int main(int count, char **words) {
  if (std::string(words[count - 1]) == "ziggurat") run<ZigguratSampler>(count, words);
  else run<LibmSampler>(count, words);
}
