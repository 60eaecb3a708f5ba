#ifndef ASSAY_PHILOX_H
#define ASSAY_PHILOX_H
#include <stdint.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

struct philox_block { uint64_t first, second; };

/// Ten rounds of Philox4x32 over the counter (low, high).
///
/// With 128-bit registers both products of a round are one instruction, and a block takes half as many. The words are
/// the same either way.
static inline struct philox_block philox_block(uint64_t key, uint64_t low, uint64_t high) {
  struct philox_block block;
#ifdef __SSE2__
  // From registers: a 16-byte load across a counter stored just before would wait until that store has been written.
  __asm__("" : "+r"(low), "+r"(high), "+r"(key));
  // Lanes of 64 bits of which the low halves count: (x2, x0), (x3, x1) and (k1, k0).
  __m128i even = _mm_set_epi64x((long long)low, (long long)high);
  __m128i odd = _mm_srli_epi64(even, 32);
  __m128i keys = _mm_set_epi64x((long long)key, (long long)(key >> 32));
  const __m128i factors = _mm_set_epi64x(0xD2511F53, 0xCD9E8D57), steps = _mm_set_epi64x(0x9E3779B9, 0xBB67AE85);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    __m128i products = _mm_shuffle_epi32(_mm_mul_epu32(even, factors), _MM_SHUFFLE(1, 0, 3, 2));
    even = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(products, 32), odd), keys);
    odd = products;
    keys = _mm_add_epi32(keys, steps);
  }
  __m128i words = _mm_or_si128(_mm_slli_epi64(odd, 32), _mm_and_si128(even, _mm_set1_epi64x(0xFFFFFFFF)));
  block.first = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(words, words));
  block.second = (uint64_t)_mm_cvtsi128_si64(words);
#else
  uint32_t x0 = (uint32_t)low, x1 = (uint32_t)(low >> 32), x2 = (uint32_t)high, x3 = (uint32_t)(high >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t p = (uint64_t)0xD2511F53 * x0, q = (uint64_t)0xCD9E8D57 * x2;
    x0 = (uint32_t)(q >> 32) ^ x1 ^ k0;
    x1 = (uint32_t)q;
    x2 = (uint32_t)(p >> 32) ^ x3 ^ k1;
    x3 = (uint32_t)p;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  block.first = (uint64_t)x1 << 32 | x0;
  block.second = (uint64_t)x3 << 32 | x2;
#endif
  return block;
}
#endif
