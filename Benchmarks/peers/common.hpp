// What the C++ peers share: a generator, two ways to draw, the clock and the report line.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>

/// xoshiro256++ 1.0 (Blackman and Vigna 2019), seeded by SplitMix64.
class Xoshiro {
  uint64_t s[4];
  static uint64_t rotated(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

 public:
  explicit Xoshiro(uint64_t seed) {
    for (auto &word : s) {
      uint64_t z = (seed += 0x9e3779b97f4a7c15);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
  uint64_t next() {
    uint64_t result = rotated(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return result;
  }
  uint64_t below(uint64_t n) { return (uint64_t)(((unsigned __int128)next() * n) >> 64); }
  double uniform() { return ((double)(next() >> 11) + 0.5) * 0x1p-53; }
};

/// Inversion and Box-Muller over the platform's libm: what a home-made simulator usually does.
struct LibmSampler {
  static const char *name() { return "libm"; }
  double exponential(Xoshiro &g) { return -std::log(g.uniform()); }
  double normal(Xoshiro &g) { return std::sqrt(-2 * std::log(g.uniform())) * std::cos(2 * M_PI * g.uniform()); }
};

/// Ziggurats of 256 layers (Marsaglia and Tsang 2000): the same method as Assay's option.
class ZigguratSampler {
  struct Table {
    double x[257], y[257];
    uint64_t inside[256];
    double width[256];
    template <class Density, class Inverse> Table(double tail, double area, Density density, Inverse inverse) {
      x[0] = area / density(tail), x[1] = tail;
      y[0] = 0, y[1] = density(tail);
      for (int i = 2; i < 256; i++) y[i] = y[i - 1] + area / x[i - 1], x[i] = inverse(y[i]);
      x[256] = 0, y[256] = 1;
      for (int i = 0; i < 256; i++) inside[i] = (uint64_t)(x[i + 1] / x[i] * 0x1p53), width[i] = x[i] * 0x1p-53;
    }
  };
  static constexpr double expTail = 7.69711747013104972, normalTail = 3.6541528853610088;
  Table exps{expTail, 0.0039496598225815571993, [](double x) { return std::exp(-x); },
             [](double y) { return -std::log(y); }};
  Table normals{normalTail, 0.00492867323399, [](double x) { return std::exp(-0.5 * x * x); },
                [](double y) { return std::sqrt(-2 * std::log(y)); }};

 public:
  static const char *name() { return "ziggurat"; }
  double exponential(Xoshiro &g) {
    for (;;) {
      uint64_t word = g.next(), u = word >> 11;
      int i = word & 255;
      double x = (double)u * exps.width[i];
      if (__builtin_expect(u < exps.inside[i], 1)) return x;
      if (i == 0) return expTail - std::log(g.uniform());
      if (exps.y[i] + (exps.y[i + 1] - exps.y[i]) * g.uniform() < std::exp(-x)) return x;
    }
  }
  double normal(Xoshiro &g) {
    for (;;) {
      uint64_t word = g.next(), u = word >> 11;
      int i = word & 255;
      double x = (double)u * normals.width[i], sign = word & 256 ? -1 : 1;
      if (__builtin_expect(u < normals.inside[i], 1)) return sign * x;
      if (i == 0) {
        double a, b;
        do a = -std::log(g.uniform()) / normalTail, b = -std::log(g.uniform());
        while (2 * b < a * a);
        return sign * (normalTail + a);
      }
      if (normals.y[i] + (normals.y[i + 1] - normals.y[i]) * g.uniform() < std::exp(-0.5 * x * x)) return sign * x;
    }
  }
};

/// The market that all peers simulate; times in seconds.
struct MarketSetting {
  static constexpr int providers = 10000;
  static constexpr double utilisation = 0.8, service = 1.0, linkMedian = 0.02, linkSigma = 0.5;
};

inline double cpuSeconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/// The peak of resident memory of this program alone, from the kernel's own count.
inline long peakKiB() {
  long peak = 0;
  char line[256];
  if (FILE *file = fopen("/proc/self/status", "r")) {
    while (fgets(line, sizeof line, file))
      if (!strncmp(line, "VmHWM:", 6)) peak = atol(line + 6);
    fclose(file);
  }
  return peak;
}

inline void report(const std::string &peer, long events, double cpu, double check) {
  printf("peer=%s events=%ld cpu=%.6f rssKiB=%ld check=%.6g\n", peer.c_str(), events, cpu, peakKiB(), check);
  fflush(stdout);
}
