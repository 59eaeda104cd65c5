// Every sampler of corpus/jax_samplers compiles as it stands.

#include "harness/store/save.h"
#include "tests/compilers/real_compilers.h"

namespace splitvote {
namespace {

struct Sampler {
  const char* file;
  const char* function;
  const char* arguments;  // after the logits
  const char* output;     // the first, for 8 rows of 1024 tokens
};

constexpr Sampler kSamplers[] = {
    {"greedy.py", "greedy", "f32[]", "s32[8]"},
    {"greedy.py", "greedy_first", "f32[]", "s32[8]"},
    {"greedy.py", "greedy_tp", "f32[]", "s32[8]"},
    {"greedy.py", "owner_tp", "f32[]", "pred[4,8]"},
    {"gumbel.py", "gumbel", "f32[],u32[2]", "s32[8]"},
    {"gumbel.py", "gumbel_tp", "f32[],key[]", "s32[8]"},
    {"min_p.py", "min_p", "f32[],f32[]", "pred[8,1024]"},
    {"min_p.py", "min_p_tp", "f32[],f32[]", "pred[8,1024]"},
    {"top_k.py", "top_k", "f32[]", "pred[8,1024]"},
    {"top_k.py", "top_k_tp", "f32[]", "pred[8,1024]"},
    {"top_p.py", "top_p", "f32[],f32[]", "pred[8,1024]"},
    {"top_p.py", "top_p_tp", "f32[],f32[]", "pred[8,1024]"},
};

using JaxSamplers = RealCompilers;

TEST_F(JaxSamplers, CompileForOneDeviceOrOverFour) {
  CompilersOptions patient = options();
  patient.timeout_seconds = 600;
  Compilers compilers(patient);
  for (const char* target : {"cpu", "tpu-v5e"}) {
    if (!here(compilers, target)) continue;
    for (const Sampler& sampler : kSamplers) {
      CompileRequest request;
      request.target = find_target(target);
      request.source =
          read_file(std::string(SPLITVOTE_ROOT "/corpus/jax_samplers/") + sampler.file);
      request.file = sampler.file;
      request.function = sampler.function;
      request.arguments = std::string("bf16[8,1024],") + sampler.arguments;
      request.ranks = 4;
      const CompiledText text = compiled(compilers.compile(request));
      const bool split = std::string(sampler.function).find("_tp") != std::string::npos;
      EXPECT_EQ(text.ranks, split ? 4 : 1) << sampler.function;
      ASSERT_FALSE(text.arguments.empty()) << sampler.function;
      EXPECT_EQ(text.arguments[0].name, "logits");
      EXPECT_EQ(text.arguments[0].shard, split ? "bf16[8,256]" : "bf16[8,1024]");
      ASSERT_FALSE(text.outputs.empty()) << sampler.function;
      EXPECT_EQ(text.outputs[0].shape, sampler.output) << sampler.function;
    }
  }
}

}  // namespace
}  // namespace splitvote
