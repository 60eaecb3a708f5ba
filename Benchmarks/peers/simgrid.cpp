// SimGrid's S4U actors that sleep and queue at semaphores: its cheapest idiom, without its network and CPU models.
// usage: simgrid phold PENDING EVENTS | mmc SERVERS CUSTOMERS | market REQUESTS   [SimGrid options]
#include "common.hpp"
#include <simgrid/s4u.hpp>
#include <unistd.h>
#include <vector>

namespace s4u = simgrid::s4u;
static Xoshiro g(42);
static LibmSampler sampler;
static s4u::Host *host;

static void sleep(double seconds) { s4u::this_actor::sleep_for(seconds); }

static void phold(s4u::Engine &engine, long processes, long limit) {
  static std::vector<uint64_t> hits(processes);
  static long events = 0;
  static double start = 0;
  for (long i = 0; i < processes; i++)
    s4u::Actor::create("token", host, [limit] {
      for (;;) {
        sleep(sampler.exponential(g));
        if (events == 0) start = cpuSeconds();  // all actors exist by now
        hits[g.below(hits.size())]++;
        if (++events == limit) {
          report("simgrid", events, cpuSeconds() - start, (double)events);
          _exit(0);  // taking down the actors would cost as much again
        }
      }
    });
  engine.run();
}

static void multiServer(s4u::Engine &engine, int servers, long customers) {
  auto places = s4u::Semaphore::create(servers);
  double totalWait = 0;
  s4u::Actor::create("source", host, [&] {
    for (long i = 0; i < customers; i++) {
      sleep(sampler.exponential(g) / (0.9 * servers));
      s4u::Actor::create("customer", host, [&] {
        double arrival = s4u::Engine::get_clock();
        places->acquire();
        totalWait += s4u::Engine::get_clock() - arrival;
        sleep(sampler.exponential(g));
        places->release();
      });
    }
  });
  double start = cpuSeconds();
  engine.run();
  report("simgrid", 2 * customers, cpuSeconds() - start, totalWait / (double)customers);
}

static void market(s4u::Engine &engine, long requests) {
  std::vector<s4u::SemaphorePtr> providers;
  std::vector<uint32_t> load(MarketSetting::providers);
  for (int i = 0; i < MarketSetting::providers; i++) providers.push_back(s4u::Semaphore::create(1));
  auto latency = [] { return MarketSetting::linkMedian * std::exp(MarketSetting::linkSigma * sampler.normal(g)); };
  double totalSojourn = 0, gap = MarketSetting::service / (MarketSetting::utilisation * MarketSetting::providers);
  s4u::Actor::create("source", host, [&] {
    for (long i = 0; i < requests; i++) {
      sleep(gap * sampler.exponential(g));
      s4u::Actor::create("request", host, [&] {
        double sent = s4u::Engine::get_clock();
        size_t one = g.below(load.size()), other = g.below(load.size()), chosen = load[other] < load[one] ? other : one;
        load[chosen]++;
        sleep(latency());
        providers[chosen]->acquire();
        sleep(MarketSetting::service * sampler.exponential(g));
        providers[chosen]->release();
        load[chosen]--;
        sleep(latency());
        totalSojourn += s4u::Engine::get_clock() - sent;
      });
    }
  });
  double start = cpuSeconds();
  engine.run();
  report("simgrid", 4 * requests, cpuSeconds() - start, totalSojourn / (double)requests);
}

int main(int count, char **words) {
  s4u::Engine engine(&count, words);
  auto *zone = s4u::create_full_zone("zone");
  host = zone->create_host("host", 1e9);
  host->seal();
  zone->seal();
  std::string what = count > 1 ? words[1] : "";
  if (what == "phold") phold(engine, atol(words[2]), atol(words[3]));
  if (what == "mmc") multiServer(engine, atoi(words[2]), atol(words[3]));
  if (what == "market") market(engine, atol(words[2]));
}
