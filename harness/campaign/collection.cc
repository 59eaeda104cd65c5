#include "harness/campaign/collection.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "harness/campaign/examine.h"
#include "harness/case/order.h"
#include "harness/store/json_finding.h"
#include "harness/store/load.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

bool shows(const std::vector<Finding>& findings, const std::string& signature) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.signature == signature; });
}

}  // namespace

std::string finding_file_name(const Finding& finding) {
  std::string name = signature_name(*finding.test_case.program) + "-" +
                     std::string(splitvote::name(finding.verdict)) + "-" + finding.signature;
  for (char& letter : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
                       letter == '_' || letter == '.';
    if (!plain) letter = '_';
  }
  return name + ".json";
}

Collection::Collection(std::string folder, std::string build)
    : folder_(std::move(folder)), build_(std::move(build)) {}

bool Collection::would_keep(const Finding& finding) const {
  const auto found = findings_.find(finding.signature);
  if (found == findings_.end()) return true;
  std::vector<Reached> reached = found->second.finding.reached;
  return simpler(finding.test_case, found->second.finding.test_case) ||
         merge_reached(finding.reached, reached);
}

void Collection::add(const Finding& finding) {
  if (!would_keep(finding)) return;
  CollectedFinding collected{finding, "", true};
  if (const auto known = findings_.find(finding.signature); known != findings_.end()) {
    std::vector<Reached> reached = known->second.finding.reached;
    merge_reached(finding.reached, reached);
    if (!simpler(finding.test_case, known->second.finding.test_case)) {
      collected.finding = known->second.finding;
    }
    collected.finding.reached = std::move(reached);
  }
  if (!folder_.empty()) {
    make_folder(folder_);
    collected.file = folder_ + "/" + finding_file_name(finding);
    save_file(collected.file, write_finding({collected.finding, build_, {}}));
  }
  findings_[finding.signature] = std::move(collected);
}

void Collection::check_reproduction(
    const std::function<std::vector<Finding>(const Case&, const std::optional<Layout>&)>& find) {
  for (auto& [signature, collected] : findings_) {
    if (collected.file.empty()) continue;
    const FindingFile file = read_finding(read_file(collected.file), collected.file);
    collected.reproduces =
        shows(find(file.finding.test_case, file.finding.other_layout), signature);
  }
}

std::array<int, kVerdicts.size()> Collection::count_by_verdict() const {
  std::array<int, kVerdicts.size()> counts{};
  for (const auto& [signature, collected] : findings_) {
    ++counts[static_cast<std::size_t>(collected.finding.verdict)];
  }
  return counts;
}

}  // namespace splitvote
