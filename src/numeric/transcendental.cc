#include "src/numeric/transcendental.h"

#include "src/numeric/simd/kernel_table.h"
#include "src/numeric/transcendental_accurate.h"

namespace splitvote {

float exp_f32(float x) {
  baseline_kernels().exp(&x, &x, 1, exp_accurate);
  return x;
}
float log_f32(float x) {
  baseline_kernels().log(&x, &x, 1, log_accurate);
  return x;
}
float tanh_f32(float x) {
  baseline_kernels().tanh(&x, &x, 1, tanh_accurate);
  return x;
}

void exp_array(const float* in, float* out, std::size_t n) {
  kernels().exp(in, out, n, exp_accurate);
}
void log_array(const float* in, float* out, std::size_t n) {
  kernels().log(in, out, n, log_accurate);
}
void tanh_array(const float* in, float* out, std::size_t n) {
  kernels().tanh(in, out, n, tanh_accurate);
}

}  // namespace splitvote
