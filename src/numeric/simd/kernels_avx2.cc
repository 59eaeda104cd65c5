#define SPLITVOTE_SIMD_LEVEL simd_avx2
#include "src/numeric/simd/kernels.inl"
