// What a written module says, and what is refused.
#include "src/jax/write_jax.h"

#include <gtest/gtest.h>

#include "harness/store/builtin.h"
#include "tests/program/program_text.h"

namespace splitvote {
namespace {

std::string body_of(const std::string& values, const std::string& observe,
                    const JaxShapes& shapes = {2, 8, 1, {}}) {
  const std::string text = write_jax(*program_of(values, observe), shapes).text;
  const std::size_t from = text.find("def sampler(");
  return text.substr(from, text.find("\n\n\n", from) - from);
}

std::string refusal(const std::string& values, const std::string& observe) {
  try {
    body_of(values, observe);
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

const std::string kKeep = R"("candidates": {"mask": "keep"})";
const std::string kMaximum =
    R"(, {"id": "t", "op": "parameter", "name": "temperature", "dtype": "bfloat16"},
       {"id": "y", "op": "divide", "of": ["x", "t"]},
       {"id": "m", "op": "reduce", "of": ["y"], "kind": "maximum"},
       {"id": "keep", "op": "compare", "of": ["y", "m"], "direction": "GE"})";

TEST(WriteJax, SpellsNoCastOut) {
  EXPECT_EQ(body_of(kLogits + kMaximum, kKeep), R"(def sampler(logits, temperature):
    with jax.named_scope("y"):
        y = logits / temperature
    with jax.named_scope("m"):
        m = jnp.max(y, axis=-1)
    with jax.named_scope("keep"):
        keep = y >= m[:, None]
    return keep)");
}

TEST(WriteJax, SaysWhatItsArgumentsAndResultsAre) {
  const JaxSource source =
      write_jax(*builtin_program("xla_excess_topk"), {8, 32768, 4, {{"top_k", 40}}});
  EXPECT_EQ(source.parameters, (std::vector<std::string>{"logits", "temperature"}));
  EXPECT_EQ(source.outputs, (std::vector<std::string>{"candidates.mask", "top.id", "owner.mask"}));
  EXPECT_NE(source.text.find("BATCH = 8\nTOKENS_PER_RANK = 32768\nRANKS = 4\nTOP_K = 40\n"),
            std::string::npos);
}

TEST(WriteJax, ShardsOverRanksAndNamesWhatIsTheSameOnAll) {
  const std::string text =
      write_jax(*builtin_program("xla_excess_topk"), {1, 64, 4, {{"top_k", 40}}}).text;
  EXPECT_NE(text.find("M = lax.pmax(m, \"ranks\")"), std::string::npos);
  EXPECT_NE(text.find("P(None, \"ranks\"),  # candidates.mask"), std::string::npos);
  EXPECT_NE(text.find("P(),  # top.id"), std::string::npos);
  EXPECT_NE(text.find("P(\"ranks\"),  # owner.mask"), std::string::npos);
}

TEST(WriteJax, MeetsNobodyOnOneRank) {
  const std::string text =
      write_jax(*builtin_program("xla_excess_topk"), {1, 64, 1, {{"top_k", 40}}}).text;
  EXPECT_EQ(text.find("ranks\""), std::string::npos);
  EXPECT_EQ(text.find("shard_map"), std::string::npos);
}

TEST(WriteJax, WritesTheAccumulatorOfASum) {
  const auto sum = [](const std::string& attributes) {
    return body_of(kLogits + R"(, {"id": "s", "op": "reduce", "of": ["x"], "kind": "sum")" +
                       attributes + R"(}, {"id": "keep", "op": "compare", "of": ["x", "s"],
                                          "direction": "GE"})",
                   kKeep);
  };
  EXPECT_NE(sum("").find("s = jnp.sum(logits, axis=-1)\n"), std::string::npos);
  EXPECT_NE(sum(R"(, "order": "pairwise")").find("s = jnp.sum(logits, axis=-1)\n"),
            std::string::npos);
  EXPECT_NE(sum(R"(, "accumulator_dtype": "bfloat16")")
                .find("s = lax.reduce(logits, jnp.bfloat16(0), lax.add, (1,))\n"),
            std::string::npos);
}

TEST(WriteJax, TakesTheSeedAsKeyData) {
  const JaxSource source =
      write_jax(*builtin_program("megatron_bf16"), {1, 64, 1, {{"top_k", 40}}});
  EXPECT_NE(source.text.find("argument((2,), jnp.uint32),  # seed"), std::string::npos);
  EXPECT_EQ(source.text.find("jax_enable_x64"), std::string::npos);
}

TEST(WriteJax, WritesALoopOverArrays) {
  const std::string body =
      body_of(kLogits32 + R"(, {"id": "zero", "op": "constant", "value": 0, "dtype": "s32"},
      {"id": "run", "op": "while", "of": ["zero", "x"],
       "condition": {"parameters": ["i", "v"],
                     "values": [{"id": "three", "op": "constant", "value": 3, "dtype": "s32"},
                                {"id": "more", "op": "compare", "of": ["i", "three"],
                                 "direction": "LT"}],
                     "yields": ["more"]},
       "body": {"parameters": ["i", "v"],
                "values": [{"id": "one", "op": "constant", "value": 1, "dtype": "s32"},
                           {"id": "next", "op": "add", "of": ["i", "one"]},
                           {"id": "twice", "op": "add", "of": ["v", "v"]}],
                "yields": ["next", "twice"]}},
      {"id": "v8", "op": "get_tuple_element", "of": ["run"], "index": 1},
      {"id": "keep", "op": "compare", "of": ["v8", "x"], "direction": "GE"})",
              kKeep);
  EXPECT_NE(body.find("    def run_goes_on(carried):\n        (i, v) = carried\n"),
            std::string::npos)
      << body;
  EXPECT_NE(body.find("run = lax.while_loop(run_goes_on, run_body, (zero, logits))\n"),
            std::string::npos);
}

TEST(WriteJax, RefusesWhatJaxCannotSay) {
  const auto converted = [](const std::string& attributes) {
    return refusal(kLogits32 + R"(, {"id": "y", "op": "convert", "of": ["x"])" + attributes +
                       R"(}, {"id": "keep", "op": "is_finite", "of": ["y"]})",
                   kKeep);
  };
  EXPECT_EQ(converted(R"(, "dtype": "tf32")"),
            "/values/1: \"y\" (convert) cannot be written as JAX: JAX has no tf32 arrays");
  EXPECT_EQ(converted(R"(, "dtype": "bfloat16", "rounding": "toward_zero")"),
            "/values/1: \"y\" (convert) cannot be written as JAX: JAX rounds to nearest even and "
            "in no other way");
  EXPECT_EQ(converted(R"(, "dtype": "bfloat16")"), "");
}

TEST(WriteJax, RefusesAProgramOfOtherSizes) {
  EXPECT_EQ(refusal(R"({"id": "x", "op": "parameter", "name": "logits", "dtype": "float32",
                        "shape": [2, 4]}, {"id": "keep", "op": "is_finite", "of": ["x"]})",
                    kKeep),
            "/values/0/shape: expected a program for 2 rows of 8 tokens a rank");
}

}  // namespace
}  // namespace splitvote
