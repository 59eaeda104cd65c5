// A C++ file: head, the operations it uses, the case, the sampler, the check, main.
#include "harness/emit/cpp_file.h"
#include "harness/emit/printers.h"

namespace splitvote {
namespace {

constexpr std::string_view kHowToRun =
    "//\n"
    "// Compile and run (C++17, g++ or clang++, any optimisation level; nothing to link):\n"
    "//   g++ -std=c++17 -O2 -ffp-contract=off FILE.cc -o show && ./show\n"
    "// The case and the sampler stand at the end, behind the operations that it uses.\n";

// No statement of the file multiplies and adds, so there is nothing to contract; the pragma says so
// to compilers that know it.
constexpr std::string_view kIncludes = R"(
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#ifdef __FAST_MATH__
#error "the failure is about single roundings: compile without -ffast-math"
#endif
static_assert(FLT_EVAL_METHOD == 0, "float is to be computed as float: not on an x87 unit");
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

)";

std::string given_name(std::size_t layout) { return layout == 0 ? "kGiven" : "kOtherGiven"; }
std::string sampler_name(std::size_t listing) {
  return listing == 0 ? "sampler" : "sampler_rounded";
}

void print_outcome_lines(const Reproducer& reproducer, CppFile& file) {
  const Observe& o = reproducer.program().observe;
  std::string& out = file.body;
  out += "void print(const op::Given& given, const op::Outcome& outcome) {\n";
  out += "  for (int row = 0; row < " + std::to_string(reproducer.test_case().logits.rows) +
         "; ++row) {\n    for (int rank : given.judged) {\n"
         "      const op::Names& names = outcome.at(rank, row);\n"
         "      std::string line = op::place(row, rank) + \":\";\n";
  const auto part = [&](bool observed, const std::string& text) {
    if (observed) out += "      line += " + text + " + \";\";\n";
  };
  const auto named = [&](const char* what) {
    return std::string("\" ") + what + " \" + op::named(given, names." + what + ")";
  };
  const auto yes = [](const std::string& what, const std::string& member) {
    return "std::string(\" " + what + " \") + (names." + member + " ? \"yes\" : \"no\")";
  };
  if (o.candidates())
    part(true, "\" keeps \" + " + file.op("kept", "print_kept") + "(given, names)");
  if (o.top_id >= 0 || o.draw_id >= 0) file.prelude.need("print");
  part(o.top_id >= 0, named("top"));
  part(o.draw_id >= 0, named("draw"));
  part(o.owner_mask >= 0, yes("owner", "owner"));
  part(o.travels_id >= 0, yes("ids intact", "intact"));
  part(o.top_value >= 0, yes("top value finite", "finite"));
  out += "      line.pop_back();\n      std::puts(line.c_str());\n    }\n";
  if (reproducer.watches_nan()) {
    out +=
        "    const bool reads_nan = outcome.reads_nan[static_cast<std::size_t>(row)];\n"
        "    std::printf(\"row %d: a decision reads NaN: %s\\n\", row, reads_nan ? \"yes\" : "
        "\"no\");\n";
  }
  out += "  }\n}\n\n";
}

void print_main(const Reproducer& reproducer, CppFile& file) {
  std::string& out = file.body;
  out += "int main() {\n";
  std::string arguments;
  for (std::size_t at = 0; at < reproducer.runs.size(); ++at) {
    const RunOf& run = reproducer.runs[at];
    const std::string given = given_name(run.layout);
    const std::string outcome = at == 0 ? "outcome" : "other_outcome";
    out +=
        "  const op::Outcome " + outcome + " = " + sampler_name(run.listing) + "(" + given + ");\n";
    if (!run.title.empty()) out += "  std::puts(\"" + run.title + ":\");\n";
    out += "  print(" + given + ", " + outcome + ");\n";
    arguments += (at == 0 ? "" : ", ") + given + ", " + outcome;
  }
  const Claim& claim = reproducer.claim;
  out += "  const std::string happens = check(" + arguments + ");\n";
  const std::string expected = cpp_string("expected: " + claim.expected);
  out += "  std::puts(" + std::string(expected.size() > 85 ? "\n      " : "") + expected + ");\n";
  out += "  std::puts((\"happens: \" + (happens.empty() ? \"as expected\" : happens)).c_str());\n";
  out += "  std::puts(happens.empty() ? \"holds\" : " +
         cpp_string("FAILS: " + std::string(name(claim.verdict))) + ");\n";
  out += "  return happens.empty() ? 0 : 1;\n}\n";
}

}  // namespace

CppFile cpp_file(const Reproducer& reproducer) {
  CppFile file;
  for (const std::string& paragraph : reproducer.head) {
    for (const std::string& line : wrapped(paragraph, 96)) file.head += "// " + line + "\n";
  }
  file.head += kHowToRun;
  file.head += kIncludes;
  file.body =
      "// ---- The case: what each rank is given -----------------------------------------\n"
      "// {class, where its slice begins, tokens of its columns (-1: padding), logits by row},\n"
      "// then the judged ranks, groups of gather stages, shapes of values named for them.\n\n";
  for (std::size_t at = 0; at < reproducer.layouts.size(); ++at) {
    print_given(reproducer, at, given_name(at), file);
  }
  file.body +=
      "// ---- The sampler --------------------------------------------------------------\n\n";
  for (std::size_t at = 0; at < reproducer.listings.size(); ++at) {
    print_sampler(reproducer, at, sampler_name(at), file);
  }
  file.body +=
      "// ---- The check ----------------------------------------------------------------\n\n";
  print_check(reproducer, file);
  print_outcome_lines(reproducer, file);
  print_main(reproducer, file);
  return file;
}

std::string print_cpp(const Reproducer& reproducer) {
  const CppFile file = cpp_file(reproducer);
  return file.head +
         "// ---- The operations ------------------------------------------------------------\n\n"
         "namespace op {\n\n" +
         file.prelude.text() + "\n}  // namespace op\n\n" + file.body;
}

}  // namespace splitvote
