#!/usr/bin/env bash
# Compiles everything that stands here anew, and writes plans.txt. Needs the compilers (scripts/compilers).
#   corpus/compiled/make.sh SPLITVOTE     the binary, as build/release/splitvote
set -euo pipefail
splitvote="$(realpath "$1")"
here="$(realpath "$(dirname "${BASH_SOURCE[0]}")")"
cd "$here/../.."
targets=(tpu-v4 tpu-v5e tpu-v6e tpu7x cuda-a100 cuda-h100 cuda-b200 cpu)

# record SAMPLER TARGETS OPTIONS...: one file for each target and batch size. What cannot be read back is not kept.
record() {
  local sampler="$1" target
  for target in $2; do
    "$splitvote" compile "$sampler" --for "$target" --probes 1 --fresh 0 -o "corpus/compiled/$target" --quiet "${@:3}" > /dev/null \
      || echo "not complete: $sampler on $target" >&2
  done
}

all="${targets[*]}"
for program in gather_topk_topp vllm_local_argmax xla_excess_topk; do
  record "$program" "$all"
done
one_device=(--args "bf16[batch,vocab],f32[]" --vocab 32768)
four_devices=(--args "bf16[batch,vocab],f32[]" --vocab 131072 --ranks 4)
record corpus/jax_samplers/greedy.py:greedy "$all" "${one_device[@]}"
record corpus/jax_samplers/greedy.py:greedy_first "$all" "${one_device[@]}"
record corpus/jax_samplers/greedy.py:greedy_first "tpu-v4 tpu-v5e tpu-v6e" "${one_device[@]}" --batch 8 --no-excess-precision
record corpus/jax_samplers/greedy.py:greedy_tp "$all" "${four_devices[@]}"
record corpus/jax_samplers/greedy.py:owner_tp "tpu-v4 tpu-v5e tpu7x" "${four_devices[@]}" --batch 8
record corpus/jax_samplers/top_k.py:top_k "$all" "${one_device[@]}"
record corpus/jax_samplers/top_k.py:top_k_tp "$all" "${four_devices[@]}"
record corpus/jax_samplers/min_p.py:min_p "$all" --args "bf16[batch,vocab],f32[],f32[]" --vocab 32768
record corpus/jax_samplers/top_p.py:top_p "tpu-v5e cpu" --args "bf16[batch,vocab],f32[],f32[]" --vocab 32768 --batch 1
record corpus/jax_samplers/gumbel.py:gumbel "$all" --args "bf16[batch,vocab],f32[],u32[2]" --vocab 32768

"$splitvote" compile --from corpus/compiled --probes 12 --fresh 2 --quiet > corpus/compiled/plans.txt
