#define SPLITVOTE_SIMD_LEVEL simd_baseline
#include "src/numeric/simd/kernels.inl"
