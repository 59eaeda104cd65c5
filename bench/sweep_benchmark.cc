// One case under every plan: the sweep against the naive ways, and where its time goes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "harness/store/builtin.h"
#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "tests/reference/reference.h"

namespace splitvote {
namespace {

struct Size {
  std::int32_t vocab_size;
  int ranks;
};
constexpr Size kSizes[] = {{1024, 4}, {32'768, 8}, {131'072, 8}};

// As the baselines' page: even cases random normal, odd cases a near-tie cluster of 16 tokens a few
// bfloat16 steps wide.
Case benchmark_case(const Size& size, int number) {
  Case test_case;
  test_case.program = builtin_program("gather_topk_topp");
  test_case.layout = even_layout(size.vocab_size, size.ranks);
  test_case.parameters.numbers = {{"temperature", 0.7}, {"top_p", 0.9}, {"top_k", 40}};
  test_case.logits.background = {BackgroundKind::kNormal, static_cast<std::uint64_t>(number), 0,
                                 2.5F};
  for (int i = 0; number % 2 == 1 && i < 16; ++i) {
    const auto token = static_cast<std::int32_t>((i * 7919LL + number * 131) % size.vocab_size);
    test_case.logits.planted.push_back({0, token, 12.0F + 0.01F * static_cast<float>(i * 37 % 16)});
  }
  return test_case;
}

constexpr int kCaseCount = 16;

std::map<std::string, double>& medians() {
  static std::map<std::string, double> values;
  return values;
}

// Seconds of each call, keeping the median under `name` and the mean as the benchmark's own figure.
template <typename Call>
void time_calls(benchmark::State& state, const std::string& name, Call call) {
  std::vector<double> seconds;
  int number = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    call(number++);
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    state.SetIterationTime(seconds.back());
  }
  std::nth_element(seconds.begin(),
                   seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2),
                   seconds.end());
  medians()[name + "/" + std::to_string(state.range(0))] = seconds[seconds.size() / 2];
  state.counters["cases/s"] = benchmark::Counter(1 / seconds[seconds.size() / 2]);
}

Size size_of(const benchmark::State& state) { return kSizes[state.range(0)]; }

void every_plan_by_sweep(benchmark::State& state) {
  time_calls(state, "sweep", [&](int number) {
    benchmark::DoNotOptimize(sweep(benchmark_case(size_of(state), number % kCaseCount)));
  });
}

void every_plan_by_run(benchmark::State& state) {
  time_calls(state, "run", [&](int number) {
    const Case test_case = benchmark_case(size_of(state), number % kCaseCount);
    const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
    const Evaluator evaluator(evaluator_input(test_case, logits));
    for (PlanBits bits = 0; bits < 1024; ++bits)
      benchmark::DoNotOptimize(run(evaluator, Plan{{bits}}));
  });
}

void every_plan_by_reference(benchmark::State& state) {
  time_calls(state, "reference", [&](int number) {
    const Case test_case = benchmark_case(size_of(state), number % kCaseCount);
    for (PlanBits bits = 0; bits < 1024; ++bits)
      benchmark::DoNotOptimize(reference_outcome(test_case, Plan{{bits}}));
  });
}

// The pace of memory here: one addition per float, over an array of this size.
double seconds_to_read(std::int32_t count) {
  const std::vector<std::uint32_t> data(static_cast<std::size_t>(count), 1);
  double best = 1;
  for (int repeat = 0; repeat < 200; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    std::uint32_t total = 0;
    for (std::uint32_t each : data) total |= each;
    benchmark::DoNotOptimize(total);
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

void print_ratios() {
  std::printf(
      "\nMedian per case (all 1,024 plans), ratio of the naive ways, and distance from reading the "
      "logits once:\n");
  std::printf("%8s %12s %14s %14s %12s %12s %12s\n", "V", "sweep us", "run us", "reference us",
              "run/sweep", "ref/sweep", "sweep/read");
  for (std::size_t i = 0; i < std::size(kSizes); ++i) {
    const auto at = [&](const std::string& name) {
      return medians()[name + "/" + std::to_string(i)];
    };
    std::printf("%8d %12.1f %14.0f %14.0f %12.0f %12.0f %12.0f\n", kSizes[i].vocab_size,
                at("sweep") * 1e6, at("run") * 1e6, at("reference") * 1e6, at("run") / at("sweep"),
                at("reference") / at("sweep"), at("sweep") / seconds_to_read(kSizes[i].vocab_size));
  }
}

void print_profile() {
  const Size size{32'768, 8};
  const auto program = builtin_program("gather_topk_topp");
  SweepProfile profile;
  SweepLimits limits;
  limits.profile = &profile;
  const auto start = std::chrono::steady_clock::now();
  for (int number = 0; number < kCaseCount; ++number) sweep(benchmark_case(size, number), limits);
  const double total =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  double evaluated = 0;
  for (double seconds : profile.seconds) evaluated += seconds;
  std::printf(
      "\nWhere the sweep's time goes (V = 32,768, %d cases, %.1f us each): %.0f %% in operations, "
      "the rest in states, "
      "rounding and decoding.\n",
      kCaseCount, total / kCaseCount * 1e6, 100 * evaluated / total);
  std::vector<std::size_t> order;
  for (std::size_t value = 0; value < profile.seconds.size(); ++value) order.push_back(value);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return profile.seconds[a] > profile.seconds[b]; });
  for (std::size_t i = 0; i < std::min<std::size_t>(12, order.size()); ++i) {
    const Value& value = program->values[order[i]];
    std::printf("  %5.1f %%  %8.1f us/case  %6.1f evaluations/case  %s = %s\n",
                100 * profile.seconds[order[i]] / total,
                profile.seconds[order[i]] / kCaseCount * 1e6,
                static_cast<double>(profile.evaluations[order[i]]) / kCaseCount, value.id.c_str(),
                std::string(operation(value.opcode).name).c_str());
  }
}

// A sweep that is fast and wrong is no result.
void check_agreement() {
  for (const Size& size : kSizes) {
    const Case test_case = benchmark_case(size, 1);
    const Sweep swept = sweep(test_case);
    for (PlanBits bits = 0; bits<1024; bits += size.vocab_size> 4096 ? 93 : 11) {
      if (swept.outcomes[swept.outcome_of[bits]] == reference_outcome(test_case, Plan{{bits}}))
        continue;
      std::fprintf(stderr, "sweep_benchmark: plan %llu at V = %d: sweep and reference differ\n",
                   static_cast<unsigned long long>(bits), size.vocab_size);
      std::exit(1);
    }
  }
}

BENCHMARK(every_plan_by_sweep)
    ->DenseRange(0, 2)
    ->Iterations(64)
    ->UseManualTime()
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(every_plan_by_run)
    ->DenseRange(0, 2)
    ->Iterations(2)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(every_plan_by_reference)
    ->DenseRange(0, 2)
    ->Iterations(2)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace splitvote

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  splitvote::check_agreement();
  benchmark::RunSpecifiedBenchmarks();
  splitvote::print_ratios();
  splitvote::print_profile();
  return 0;
}
