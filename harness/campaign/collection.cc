#include "harness/campaign/collection.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "harness/campaign/judge_again.h"
#include "harness/campaign/witness.h"
#include "harness/case/order.h"
#include "harness/store/json_finding.h"
#include "harness/store/load.h"
#include "harness/store/save.h"

namespace splitvote {
namespace {

// Programs that were seen to reach the finding on another case, and reach it on this one too.
bool came_here(const std::vector<Reached>& here, std::vector<Reached>& all) {
  bool any = false;
  for (Reached& each : all) {
    if (!each.elsewhere) continue;
    each.elsewhere = std::none_of(here.begin(), here.end(),
                                  [&](const Reached& now) { return same_program(now, each); });
    any = any || !each.elsewhere;
  }
  return any;
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
         merge_reached_elsewhere(finding.reached, reached);
}

void Collection::add(const Finding& finding) {
  if (!would_keep(finding)) return;
  CollectedFinding collected{finding, "", true};
  if (const auto known = findings_.find(finding.signature); known != findings_.end()) {
    const Finding& before = known->second.finding;
    const bool taken = simpler(finding.test_case, before.test_case);
    if (!taken) collected.finding = before;
    merge_reached_elsewhere((taken ? before : finding).reached, collected.finding.reached);
  }
  if (!folder_.empty()) {
    make_folder(folder_);
    collected.file = folder_ + "/" + finding_file_name(finding);
    save(collected);
  }
  findings_[finding.signature] = std::move(collected);
}

void Collection::replace(Finding finding) {
  CollectedFinding& kept = findings_.at(finding.signature);
  merge_reached_elsewhere(kept.finding.reached, finding.reached);
  kept.finding = std::move(finding);
  if (!kept.file.empty()) save(kept);
}

void Collection::remove(const std::string& signature) {
  const auto known = findings_.find(signature);
  if (known == findings_.end()) return;
  if (!known->second.file.empty()) remove_file(known->second.file);
  findings_.erase(known);
}

void Collection::save(const CollectedFinding& collected) const {
  save_file(collected.file, write_finding({as_saved_in(folder_, collected.finding), build_, {}}));
}

void Collection::check_reproduction(const FailRule& rule) {
  Records records;
  for (auto& [known, collected] : findings_) {
    if (collected.file.empty()) continue;
    const std::string& signature = collected.finding.signature;
    const JudgedAgain again = judge_again(load_witness(collected.file), rule, records);
    const auto found = std::find_if(
        again.findings.begin(), again.findings.end(),
        [&signature](const Finding& finding) { return finding.signature == signature; });
    collected.reproduces = found != again.findings.end() && again.differences.empty();
    if (found != again.findings.end() && came_here(found->reached, collected.finding.reached)) {
      save(collected);
    }
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
