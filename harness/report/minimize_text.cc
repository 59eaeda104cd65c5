#include "harness/report/minimize_text.h"

#include <array>
#include <cstdio>

#include "harness/report/table.h"

namespace splitvote {
namespace {

constexpr std::int32_t kTokensShown = 32;

std::string counted(std::size_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string size_of(const Case& test_case) {
  const Layout& layout = test_case.layout;
  std::string text = counted(static_cast<std::size_t>(layout.vocab_size), "token") + " on " +
                     counted(static_cast<std::size_t>(layout.rank_count()), "rank");
  if (test_case.logits.rows > 1) {
    text += ", " + counted(static_cast<std::size_t>(test_case.logits.rows), "row");
  }
  return text + ", " + counted(test_case.program->values.size(), "operation") + " with " +
         counted(test_case.program->sites.size(), "site");
}

std::string parameters_of(const Case& test_case) {
  std::string text;
  for (const auto& [name, number] : test_case.parameters.numbers) {
    text += (text.empty() ? "" : ", ") + name + " " + shortest(static_cast<float>(number));
  }
  if (test_case.parameters.seed != 0) {
    text += (text.empty() ? "" : ", ") + std::string("seed ") +
            std::to_string(test_case.parameters.seed);
  }
  return text.empty() ? "" : "  with " + text + "\n";
}

// "  rank 0: token 0 = 257, padding 0".
std::string ranks_of(const Case& test_case) {
  const Layout& layout = test_case.layout;
  const LayoutMap map(layout);
  std::string text;
  for (std::int32_t row = 0; row < test_case.logits.rows; ++row) {
    for (int rank = 0; rank < map.rank_count(); ++rank) {
      text += "  ";
      if (test_case.logits.rows > 1) text += "row " + std::to_string(row) + ", ";
      text += "rank " + std::to_string(rank);
      if (layout.class_count() > 1) {
        text +=
            layout.rank_class[static_cast<std::size_t>(rank)] == 0 ? " (class A)" : " (class B)";
      }
      text += ":";
      for (std::int32_t column = 0; column < map.size(rank); ++column) {
        const std::int32_t token = map.token_at(rank, column);
        text += column == 0 ? " " : ", ";
        if (token == kNoToken) {
          text += "padding " + shortest(layout.pad_value);
        } else {
          const auto& values = test_case.logits.values[static_cast<std::size_t>(row)];
          text += "token " + std::to_string(token) + " = " +
                  shortest(values[static_cast<std::size_t>(token)]);
        }
      }
      text += map.size(rank) == 0 ? " nothing\n" : "\n";
    }
  }
  return text;
}

}  // namespace

std::string minimize_text(const MinimizeReport& report) {
  std::string text = size_of(*report.before) + "\n-> " + size_of(*report.after) + "\n";
  if (report.after->logits.explicit_values() &&
      report.after->logits.rows * report.after->layout.vocab_size <= kTokensShown) {
    text += ranks_of(*report.after);
  }
  text += parameters_of(*report.after);
  std::array<char, 32> seconds{};
  std::snprintf(seconds.data(), seconds.size(), "%.2f s", report.seconds);
  text += grouped(static_cast<std::uint64_t>(report.tests)) + " candidates in " + seconds.data();
  if (!report.signature.empty()) text += ", still [" + report.signature + "]";
  text += report.interrupted ? "; stopped by a signal: more may go\n" : "\n";
  if (!report.file.empty()) text += report.file + "\n";
  return text;
}

std::string reduce_progress_text(const ReduceProgress& progress) {
  return std::string(progress.pass) + ": " + grouped(static_cast<std::uint64_t>(progress.tests)) +
         " candidates, at " + size_of(progress.best->test_case);
}

}  // namespace splitvote
