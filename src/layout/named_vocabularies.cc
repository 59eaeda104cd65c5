#include "src/layout/layout.h"

namespace splitvote {

// Sizes and paddings as published; the name ends in the number of rows that the LM head has.
const std::vector<NamedVocabulary>& named_vocabularies() {
  static const std::vector<NamedVocabulary> kVocabularies = {
      {"llama2-32000", 32'000, 32'000, "meta-llama/Llama-2 tokenizer"},
      {"gpt2-50257", 50'257, 50'257, "openai/gpt-2 tokenizer, unpadded"},
      {"gpt2-50304", 50'257, 50'304,
       "padded to a multiple of 64: dottxt-ai/outlines#236, NVIDIA/FasterTransformer#234"},
      {"phi4-100352", 100'352, 100'352, "flashinfer-ai/flashinfer#1049"},
      {"llama3-128256", 128'256, 128'256, "ROCm/aiter#1137"},
      {"nemotron-131072", 131'072, 131'072, "flashinfer-ai/flashinfer#2937"},
      {"qwen3-151936", 151'669, 151'936,
       "rMLX (151,669 tokens), vllm-project/tpu-inference#3511 (151,936 rows)"},
      {"mirage-153600", 151'936, 153'600, "mirage-project/mirage: 151,936 padded to 153,600"},
      {"qwen2-152064", 151'936, 152'064, "sgl-project/sglang-jax#1212"},
      {"glm-154880", 154'856, 154'880, "Mference#30: 154,856 tokens in 154,880 rows"},
      {"kimi-163840", 163'840, 163'840, "b12x VocabParallelArgmax"},
      {"minimax-200064", 200'064, 200'064, "ROCm/ATOM#2244"},
      {"gptoss-201088", 201'088, 201'088, "tenstorrent/tt-metal#38881"},
      {"gptoss-201216", 201'088, 201'216, "padded to tiles: tenstorrent/vllm#328"},
      {"gptoss-262144", 201'088, 262'144, "padded to a power of two: tenstorrent/vllm#330"},
      {"qwen35-248320", 248'077, 248'320, "mlx-vlm#1917: 248,077 tokens in 248,320 rows"},
      {"gemma-256000", 256'000, 256'000, "google/gemma tokenizer"},
      {"gemma3-262144", 262'144, 262'144, "google/gemma-3 tokenizer"},
  };
  return kVocabularies;
}

}  // namespace splitvote
