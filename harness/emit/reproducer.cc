#include "harness/emit/reproducer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

std::string count_of(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::vector<std::string> head_of(const Reproducer& made, const Plan& plan) {
  const Finding& finding = *made.finding;
  const Program& program = made.program();
  const Layout& layout = made.test_case().layout;
  const std::string verdict(name(finding.verdict));
  std::vector<std::string> head;
  head.push_back(verdict + " (" + std::string(name(finding.grade)) + "): " + finding.sentence +
                 ".");
  head.push_back("Cause: " + finding.cause + " (" + std::string(name(finding.cause_kind)) +
                 "). Signature: " + finding.signature + ".");
  std::string sampler = "Sampler: " + program.name();
  if (!program.draft.reduced_from.empty()) {
    sampler += ", less the operations that do not matter here";
  }
  head.push_back(sampler + ". " + program.draft.description);
  if (!program.draft.source.empty()) head.push_back("Source: " + program.draft.source);
  head.push_back("Case: " + count_of(layout.vocab_size, "token") + " over " +
                 count_of(layout.rank_count(), "rank") + ", " +
                 count_of(made.test_case().logits.rows, "row") + ".");
  std::string plan_text = "Plan: " + to_string(program, plan);
  if (plan == finding.witness) {
    plan_text += " (the one that shows it with fewest casts dropped)";
  } else {
    plan_text += " (not the finding's own, which is " + to_string(program, finding.witness) + ")";
  }
  head.push_back(
      plan_text +
      ". A value whose declared dtype is narrower than float32 is two numbers: what its "
      "operation computed in float32 (x_unrounded), and that number rounded to the dtype "
      "(x). A compiler that allows excess precision may let any use read the first; the "
      "plan says which uses do.");
  head.push_back("Exits 1 while the failure is there, 0 once it is gone.");
  return head;
}

}  // namespace

Reproducer reproducer_of(const Finding& finding, const Plan& plan) {
  Reproducer made;
  made.finding = &finding;
  const Case& test_case = finding.test_case;
  if (!shown_by_a_plan(finding)) {
    throw InputError("", "a finding that a plan shows, not one of compiled programs alone (" +
                             finding.cause + "); --as jax-compile writes those");
  }
  const RelationInfo* relation = relation_info(finding.verdict);
  if (relation != nullptr && !relation->keeps_parameters_and_rows) {
    throw InputError("", "a finding that one run, or two of the same rows and parameters, show: " +
                             std::string(name(finding.verdict)) + " needs another " +
                             std::string(relation->what));
  }
  made.layouts.push_back(lay_out(test_case, test_case.layout));
  if (relation != nullptr && finding.relation) {
    const Case related = related_case(test_case, *finding.relation);
    made.layouts.push_back(lay_out(related, related.layout));
    const std::string what(relation->what);
    made.runs = {{0, 0, "this " + what}, {0, 1, "the other " + what}};
  } else if (finding.verdict == Verdict::kPlanSplit) {
    made.runs = {{0, 0, "this plan"}, {1, 0, "all casts kept"}};
  } else {
    made.runs = {{0, 0, ""}};
  }
  int class_count = 1;
  for (const LaidOut& layout : made.layouts) {
    class_count = std::max(class_count, layout.class_count());
  }
  made.listings.push_back(list(test_case, plan, class_count));
  if (finding.verdict == Verdict::kPlanSplit) {
    made.listings.push_back(list(test_case, all_rounded(class_count), class_count));
  }
  made.claim = claim_of(finding);
  made.head = head_of(made, plan);
  return made;
}

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string word = text.substr(at, end - at);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) {
      lines.emplace_back();
    }
    if (!lines.back().empty() && !word.empty()) lines.back() += ' ';
    lines.back() += word;
    at = end + 1;
  }
  return lines;
}

std::string decimal(float number) {
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  std::array<char, 64> text{};
  const auto shortest = std::to_chars(text.data(), text.data() + text.size(), number);
  std::string out(text.data(), shortest.ptr);
  // Reading a decimal as float64 and rounding that rounds twice, which may miss.
  if (static_cast<float>(std::strtod(out.c_str(), nullptr)) == number) return out;
  const auto exact =
      std::to_chars(text.data(), text.data() + text.size(), static_cast<double>(number));
  return {text.data(), exact.ptr};
}

}  // namespace splitvote
