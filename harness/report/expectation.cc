#include "harness/report/expectation.h"

#include <algorithm>

namespace splitvote {
namespace {

const Finding* finding_of(std::span<const Finding> findings, Verdict verdict) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.verdict == verdict;
  });
  return found == findings.end() ? nullptr : &*found;
}

std::string graded(Verdict verdict, Grade grade) {
  return std::string(name(verdict)) + " at " + std::string(name(grade));
}

}  // namespace

std::vector<std::string> differences(const Expectation& expectation,
                                     std::span<const Finding> findings) {
  std::vector<std::string> phrases;
  if (expectation.verdicts.has_value()) {
    for (const auto& [verdict, grade] : *expectation.verdicts) {
      const Finding* finding = finding_of(findings, verdict);
      const std::string expected =
          "expected " + (grade.has_value() ? graded(verdict, *grade) : std::string(name(verdict)));
      if (finding == nullptr) {
        phrases.push_back(expected + ", found none");
      } else if (grade.has_value() && finding->grade != *grade) {
        phrases.push_back(expected + ", found it at " + std::string(name(finding->grade)));
      }
    }
    for (const Finding& finding : findings) {
      if (expectation.others_allowed || expectation.verdicts->contains(finding.verdict)) continue;
      phrases.push_back("expected no " + std::string(name(finding.verdict)) + ", found it at " +
                        std::string(name(finding.grade)));
    }
  }
  if (!expectation.signature.empty()) {
    std::string found;
    for (const Finding& finding : findings) {
      if (finding.signature == expectation.signature) return phrases;
      found += (found.empty() ? "" : ", ") + finding.signature;
    }
    phrases.push_back("expected signature " + expectation.signature + ", found " +
                      (found.empty() ? "none" : found));
  }
  return phrases;
}

}  // namespace splitvote
