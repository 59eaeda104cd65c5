// What the language has and JAX has no single word for, as functions of the written module.
#include "src/jax/writing.h"

namespace splitvote {
namespace {

struct HelperText {
  JaxHelper helper;
  std::vector<JaxHelper> uses;
  std::string_view text;
};

const std::vector<HelperText>& helper_texts() {
  static const std::vector<HelperText> kTexts = {
      {JaxHelper::kTotalOrder, {}, R"(def total_order(x):
    """Integers in the order of x: -inf < ... < -0 < +0 < ... < inf < NaN."""
    bits = lax.bitcast_convert_type(x.astype(jnp.float32), jnp.int32)
    return jnp.where(bits < 0, bits ^ 0x7FFFFFFF, bits)
)"},
      {JaxHelper::kOneZeroOneNan, {}, R"(def one_zero_one_nan(x):
    """Numbers that are equal in total order where those of x are equal."""
    return jnp.where(jnp.isnan(x), jnp.array(jnp.nan, x.dtype), jnp.where(x == 0, 0, x))
)"},
      {JaxHelper::kArgmaxLast, {}, R"(def argmax_last(x):
    """Of equal numbers the last."""
    return x.shape[-1] - 1 - jnp.argmax(jnp.flip(x, axis=-1), axis=-1)
)"},
      {JaxHelper::kArgmaxOfNumbers,
       {JaxHelper::kTotalOrder, JaxHelper::kOneZeroOneNan, JaxHelper::kArgmaxLast},
       R"(def argmax_of_numbers(x, last=False):
    """NaN is never chosen; a row of nothing else gives 0."""
    key = jnp.where(jnp.isnan(x), -2147483648, total_order(one_zero_one_nan(x)))
    if not last:
        return jnp.argmax(key, axis=-1)
    return jnp.where(jnp.all(jnp.isnan(x), axis=-1), 0, argmax_last(key))
)"},
      {JaxHelper::kSortBy, {}, R"(def sort_by(operands, zeros_differ=False, descending=False):
    """A stable sort by the first operand. -0 and +0 are equal to lax.sort; a second key parts them."""
    keys = operands[:1]
    if zeros_differ:
        bits = lax.bitcast_convert_type(operands[0].astype(jnp.float32), jnp.int32)
        keys = (operands[0], bits >> 31)
    operands = (*keys, *operands[1:])
    if descending:
        operands = [jnp.flip(each, axis=-1) for each in operands]
    results = lax.sort(operands, num_keys=len(keys))
    if descending:
        results = [jnp.flip(each, axis=-1) for each in results]
    return (results[0], *results[len(keys):])
)"},
      {JaxHelper::kTopKBy,
       {JaxHelper::kOneZeroOneNan},
       R"(def top_k_by(x, k, zeros_tie=False, last=False):
    """lax.top_k puts +0 before -0, and of equal numbers the first."""
    key = one_zero_one_nan(x) if zeros_tie else x
    ids = lax.top_k(jnp.flip(key, axis=-1) if last else key, k)[1]
    if last:
        ids = x.shape[-1] - 1 - ids
    return jnp.take_along_axis(x, ids, axis=-1, mode="clip"), ids
)"},
      {JaxHelper::kBitSearchThreshold, {}, R"(def bit_search_threshold(x, target, weights=None):
    """The largest number such that what is not below it counts, or weighs, at least target."""
    bits = lax.bitcast_convert_type(x, jnp.uint32)
    keys = jnp.where(bits >> 31 == 1, ~bits, bits | jnp.uint32(0x80000000))

    def step(i, found):
        tried = found | (jnp.uint32(1) << (31 - i).astype(jnp.uint32))
        kept = keys >= tried[..., None]
        if weights is None:
            measure = jnp.sum(kept, axis=-1, dtype=jnp.int32)
        else:
            measure = jnp.sum(jnp.where(kept, weights, 0), axis=-1)
        return jnp.where(measure >= target, tried, found)

    found = lax.fori_loop(0, 32, step, jnp.zeros(x.shape[:-1], jnp.uint32))
    bits = jnp.where(found >> 31 == 1, found ^ jnp.uint32(0x80000000), ~found)
    return lax.bitcast_convert_type(bits, jnp.float32)
)"},
      {JaxHelper::kThreefryUniform, {}, R"(def threefry2x32(key, x0, x1):
    """The first word of Threefry-2x32 with 20 rounds (Salmon et al., 2011)."""
    schedule = (key[0], key[1], key[0] ^ key[1] ^ jnp.uint32(0x1BD11BDA))
    x0, x1 = x0 + schedule[0], x1 + schedule[1]
    for turn in range(5):
        for rotation in ((13, 15, 26, 6), (17, 29, 16, 24))[turn % 2]:
            x0 = x0 + x1
            x1 = (x1 << rotation | x1 >> (32 - rotation)) ^ x0
        x0 = x0 + schedule[(turn + 1) % 3]
        x1 = x1 + schedule[(turn + 2) % 3] + jnp.uint32(turn + 1)
    return x0


def threefry_uniform(key, counter):
    """In [0, 1): word (row, counter) of the stream, as jax.random.uniform makes a float of it."""
    row = lax.broadcasted_iota(jnp.uint32, counter.shape, 0)
    bits = threefry2x32(key, row, counter.astype(jnp.uint32))
    return lax.bitcast_convert_type(bits >> 9 | jnp.uint32(0x3F800000), jnp.float32) - 1
)"},
      {JaxHelper::kTokenCounter, {}, R"(def token_counter(ids):
    """Ids that are no token draw from a stream of their own."""
    return jnp.where((ids >= 0) & (ids < RANKS * TOKENS_PER_RANK), ids, ids | -2147483648)
)"},
  };
  return kTexts;
}

}  // namespace

std::string text_of(const std::set<JaxHelper>& helpers) {
  std::set<JaxHelper> wanted = helpers;
  for (const JaxHelper helper : helpers) {
    const auto& uses = helper_texts()[static_cast<std::size_t>(helper)].uses;
    wanted.insert(uses.begin(), uses.end());
  }
  std::string text;
  for (const JaxHelper helper : wanted) {
    text += std::string(helper_texts()[static_cast<std::size_t>(helper)].text) + "\n\n";
  }
  return text;
}

}  // namespace splitvote
