// Minimizing findings of real size: how long it takes, and whether findings with one signature end
// in one case.
//
//   minimize_benchmark [--findings N] [--vocab V] [--ranks R] [PROGRAM...]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "harness/campaign/examine.h"
#include "harness/generate/generate.h"
#include "harness/reduce/reducer.h"
#include "harness/store/builtin.h"
#include "harness/store/json_case.h"
#include "src/numeric/rounding.h"

namespace splitvote {
namespace {

struct Settings {
  int findings = 200;
  std::int32_t vocab_size = 128'256;
  int ranks = 8;
  std::vector<std::string> programs;
};

struct Minimized {
  std::string signature, text, by_pass;
  double seconds = 0;
  std::int64_t tests = 0;
  int ranks = 0, tokens = 0, operations = 0;
  bool exact = true, same = true, settled = true;
};

bool wanted(const Finding& finding) {
  return finding.verdict == Verdict::kRankSplit || finding.verdict == Verdict::kMaxVanished ||
         finding.verdict == Verdict::kEmptyCandidates;
}

Minimized minimize(const Finding& finding) {
  const SameFinding same(finding, FailRule());
  const auto began = std::chrono::steady_clock::now();
  std::map<std::string_view, std::pair<std::int64_t, double>> by_pass;  // tests, seconds
  auto last = began;
  ReduceOptions options;
  options.on_progress = [&](const ReduceProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    auto& [tests, seconds] = by_pass[progress.pass];
    ++tests;
    seconds += std::chrono::duration<double>(now - last).count();
    last = now;
  };
  const Reduced reduced = reduce({finding.test_case, finding.relation}, same, options);
  Minimized result;
  for (const auto& [pass, spent] : by_pass) {
    char text[96];
    std::snprintf(text, sizeof text, "  %.*s: %lld tests, %.3f s\n", static_cast<int>(pass.size()),
                  pass.data(), static_cast<long long>(spent.first), spent.second);
    result.by_pass += text;
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const Case& test_case = reduced.best.test_case;
  result.signature = finding.signature;
  result.tests = reduced.tests;
  result.ranks = test_case.layout.rank_count();
  result.tokens = test_case.layout.vocab_size;
  result.operations = static_cast<int>(test_case.program->values.size());
  result.same = same.on(reduced.best).has_value();
  for (const auto& row : test_case.logits.values) {
    for (const float value : row) {
      result.exact = result.exact && is_representable(value, Dtype::kBfloat16);
    }
  }
  const Reduced again = reduce(reduced.best, same);
  result.settled = same_case(again.best.test_case, test_case);
  CaseFile file;
  file.test_case = test_case;
  result.text = write_case(file);
  return result;
}

// Cases of a program until it has given its share of findings.
void minimize_findings(const Settings& settings, const std::string& name, int share,
                       std::vector<Minimized>& results) {
  GeneratorOptions options;
  options.vocab_size_min = options.vocab_size_max = settings.vocab_size;
  options.rank_count_min = options.rank_count_max = settings.ranks;
  options.row_count_max = 1;
  int found = 0;
  for (std::uint64_t number = 0; found < share; ++number) {
    Rng rng(1, number);
    const Case test_case = generate(options, builtin_program(name), rng);
    for (const Finding& finding : find_by_default(test_case, std::nullopt, FailRule())) {
      if (!wanted(finding) || found == share) continue;
      ++found;
      results.push_back(minimize(finding));
      const Minimized& last = results.back();
      if (std::getenv("VERBOSE") != nullptr) {
        std::printf("%s %s %s: %.2f s, %lld tests, %d ranks, %d tokens, %d operations%s%s: %s\n",
                    name.c_str(), std::string(splitvote::name(finding.verdict)).c_str(),
                    finding.cause.c_str(), last.seconds, static_cast<long long>(last.tests),
                    last.ranks, last.tokens, last.operations, last.exact ? "" : ", inexact",
                    last.settled ? "" : ", NOT SETTLED", last.signature.c_str());
        std::fputs(last.by_pass.c_str(), stdout);
        std::fflush(stdout);
      }
    }
  }
}

int report(std::vector<Minimized> results) {
  std::map<std::string, std::map<std::string, int>> cases;  // [signature][minimal case]
  for (const Minimized& each : results) ++cases[each.signature][each.text];
  int in_normal_form = 0;
  for (const auto& [signature, texts] : cases) {
    int most = 0;
    for (const auto& [text, count] : texts) most = std::max(most, count);
    in_normal_form += most;
    if (texts.size() > 1 && std::getenv("VERBOSE") != nullptr) {
      std::printf("[%s] ends in %zu cases:\n", signature.c_str(), texts.size());
      for (const auto& [text, count] : texts) {
        std::printf("  %d times:\n%s\n", count, text.c_str());
      }
    }
  }
  std::sort(results.begin(), results.end(),
            [](const Minimized& a, const Minimized& b) { return a.seconds < b.seconds; });
  int ranks = 0, tokens = 0, drifted = 0, inexact = 0, unsettled = 0;
  for (const Minimized& each : results) {
    ranks = std::max(ranks, each.ranks);
    tokens = std::max(tokens, each.tokens);
    drifted += each.same ? 0 : 1;
    inexact += each.exact ? 0 : 1;
    unsettled += each.settled ? 0 : 1;
  }
  const auto count = results.size();
  std::printf(
      "%zu findings, %zu signatures: median %.3f s, worst %.3f s; at most %d ranks, %d tokens; "
      "%d with another signature, %d changed by minimizing again, %d with logits that bfloat16 "
      "does not hold; %.1f %% in the commonest case of their signature\n",
      count, cases.size(), results[count / 2].seconds, results.back().seconds, ranks, tokens,
      drifted, unsettled, inexact, 100.0 * in_normal_form / static_cast<double>(count));
  return drifted == 0 && unsettled == 0 ? 0 : 1;
}

}  // namespace
}  // namespace splitvote

int main(int argument_count, char** arguments) {
  using namespace splitvote;
  Settings settings;
  for (int at = 1; at < argument_count; ++at) {
    const auto number = [&] { return at + 1 < argument_count ? std::atoi(arguments[++at]) : 0; };
    if (std::strcmp(arguments[at], "--findings") == 0) {
      settings.findings = number();
    } else if (std::strcmp(arguments[at], "--vocab") == 0) {
      settings.vocab_size = number();
    } else if (std::strcmp(arguments[at], "--ranks") == 0) {
      settings.ranks = number();
    } else if (builtin_program(arguments[at]) != nullptr) {
      settings.programs.emplace_back(arguments[at]);
    } else {
      std::fprintf(stderr,
                   "minimize_benchmark: expected --findings N, --vocab V, --ranks R or a built-in "
                   "sampler, found %s\n",
                   arguments[at]);
      return 2;
    }
  }
  if (settings.programs.empty()) settings.programs = {"xla_excess_topk", "gather_topk_topp"};
  std::vector<Minimized> results;
  for (const std::string& name : settings.programs) {
    minimize_findings(settings, name,
                      settings.findings / static_cast<int>(settings.programs.size()), results);
  }
  return report(std::move(results));
}
