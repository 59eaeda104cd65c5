#include "harness/report/corpus_pins_text.h"

#include <map>

#include "harness/report/table.h"

namespace splitvote {
namespace {

constexpr std::size_t kFilesShown = 3;
constexpr std::size_t kOthersShown = 5;

std::string several(std::size_t count, const std::string& what) {
  return grouped(count) + " " + what + (count == 1 ? "" : "s");
}

// One line a signature: what it is, how often, and the first file.
std::string signatures_text(const std::vector<CorpusFinding>& corpus,
                            const std::vector<std::size_t>& members, bool coloured) {
  std::map<std::string, std::vector<std::size_t>> by_signature;
  for (const std::size_t member : members) {
    by_signature[corpus[member].finding.signature].push_back(member);
  }
  Table table({{"signature"},
               {"verdict"},
               {"grade"},
               {"kind"},
               {"findings", Table::Align::kRight},
               {"fails when"},
               {"file"}});
  for (const auto& [signature, same] : by_signature) {
    const CorpusFinding& first = corpus[same.front()];
    table.add({{signature},
               {std::string(name(first.finding.verdict))},
               {std::string(name(first.finding.grade)),
                first.finding.grade == Grade::kWide ? Colour::kRed : Colour::kYellow},
               {std::string(name(first.finding.cause_kind))},
               {grouped(same.size())},
               {first.finding.cause},
               {first.file}});
  }
  return table.text(coloured, 2);
}

std::string pin_text(const std::vector<CorpusFinding>& corpus, const CorpusPin& pin) {
  std::string text = "  pin " + pin.pin.site + (pin.pin.promoted ? " promoted" : " rounded") +
                     ": " + pin.remedy + "\n    needed for " +
                     several(pin.needed_for.size(), "finding") + "\n";
  for (std::size_t at = 0; at < pin.needed_for.size() && at < kFilesShown; ++at) {
    const CorpusPin::Need& need = pin.needed_for[at];
    const CorpusFinding& member = corpus[need.finding];
    text += "      " + member.file + " (" + std::string(name(member.finding.verdict)) +
            "), fails without it under " + to_string(*member.finding.test_case.program, need.left) +
            "\n";
  }
  if (pin.needed_for.size() > kFilesShown) {
    text += "      and " + grouped(pin.needed_for.size() - kFilesShown) + " more\n";
  }
  return text;
}

std::string pins_text(const std::vector<CorpusFinding>& corpus, const ProgramPins& program) {
  if (program.fixed.empty()) return "";
  std::string text = "  " + several(program.pins.size(), "pin") + " " +
                     (program.pins.size() == 1 ? "fixes " : "fix ") +
                     several(program.fixed.size(), "finding") + "; " +
                     (program.smallest ? "no smaller set does" : "a smaller set may exist") +
                     (program.complete ? "\n" : ", as far as plans were covered\n");
  for (const CorpusPin& pin : program.pins) text += pin_text(corpus, pin);
  if (!program.others.empty()) {
    text += "  other sets of as many pins:\n";
    for (std::size_t at = 0; at < program.others.size() && at < kOthersShown; ++at) {
      text += "    " + program.others[at] + "\n";
    }
    if (program.others.size() > kOthersShown) {
      text += "    and " + grouped(program.others.size() - kOthersShown) + " more\n";
    }
  }
  return text;
}

}  // namespace

std::string corpus_pins_text(const std::vector<CorpusFinding>& corpus,
                             const std::vector<ProgramPins>& programs, bool coloured) {
  std::string text;
  for (const ProgramPins& program : programs) {
    if (!text.empty()) text += "\n";
    text +=
        program.program + ": " +
        several(program.fixed.size() + program.contradicting.size() + program.not_fixable.size(),
                "finding") +
        "\n";
    if (!program.fixed.empty()) text += signatures_text(corpus, program.fixed, coloured);
    text += pins_text(corpus, program);
    if (!program.contradicting.empty()) {
      text += "  no pins fix these together with those above, and they are left out:\n" +
              signatures_text(corpus, program.contradicting, coloured);
    }
    if (!program.not_fixable.empty()) {
      text += "  no pins fix these, and they are left out:\n" +
              signatures_text(corpus, program.not_fixable, coloured);
    }
  }
  return text;
}

}  // namespace splitvote
