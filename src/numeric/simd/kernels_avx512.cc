#define SPLITVOTE_SIMD_LEVEL simd_avx512
#include "src/numeric/simd/kernels.inl"
