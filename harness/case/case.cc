#include "harness/case/case.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "harness/case/case_limits.h"
#include "harness/case/parameter_domain.h"

namespace splitvote {
namespace {

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}
bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same_row(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](float x, float y) { return same_bits(x, y); });
}

bool same_planted(const Planted& a, const Planted& b) {
  return a.row == b.row && a.token == b.token && same_bits(a.value, b.value);
}

bool same_logits(const Logits& a, const Logits& b) {
  if (a.rows != b.rows || a.explicit_values() != b.explicit_values()) return false;
  if (a.explicit_values()) {
    return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), same_row);
  }
  return a.background.kind == b.background.kind && a.background.seed == b.background.seed &&
         same_bits(a.background.center, b.background.center) &&
         same_bits(a.background.scale, b.background.scale) &&
         std::equal(a.planted.begin(), a.planted.end(), b.planted.begin(), b.planted.end(),
                    same_planted);
}

bool same_layout(Layout a, Layout b) {
  if (!same_bits(a.pad_value, b.pad_value)) return false;
  a.pad_value = b.pad_value = 0;  // a NaN would compare unequal to itself
  return a == b;
}

bool same_parameters(const Parameters& a, const Parameters& b) {
  return a.seed == b.seed && std::equal(a.numbers.begin(), a.numbers.end(), b.numbers.begin(),
                                        b.numbers.end(), [](const auto& x, const auto& y) {
                                          return x.first == y.first &&
                                                 same_bits(x.second, y.second);
                                        });
}

bool same_program(const std::shared_ptr<const Program>& a,
                  const std::shared_ptr<const Program>& b) {
  if (a == b) return true;
  return a != nullptr && b != nullptr && a->draft == b->draft;
}

std::string expected(const std::string& what, std::int64_t lowest, std::int64_t highest,
                     std::int64_t found) {
  return what + ": " + std::to_string(lowest) + ".." + std::to_string(highest) + ", not " +
         std::to_string(found);
}

std::string limits_fault(const Case& c) {
  const Layout& layout = c.layout;
  if (layout.vocab_size < 1 || layout.vocab_size > kVocabSizeMax) {
    return expected("layout/vocab_size", 1, kVocabSizeMax, layout.vocab_size);
  }
  if (layout.rank_count() < 1 || layout.rank_count() > kRankCountMax) {
    return expected("layout: ranks", 1, kRankCountMax, layout.rank_count());
  }
  if (c.logits.rows < 1 || c.logits.rows > kRowCountMax) {
    return expected("logits/rows", 1, kRowCountMax, c.logits.rows);
  }
  const std::string fault = layout_fault(layout);
  if (!fault.empty()) return "layout/" + fault;
  std::int64_t padded_size = layout.vocab_size;
  for (std::int32_t columns : layout.padding) padded_size += columns;
  if (padded_size > kPaddedSizeMax) {
    return expected("layout/padding: columns with tokens", 1, kPaddedSizeMax, padded_size);
  }
  if (layout.class_count() > kClassCountMax) {
    return expected("layout/rank_class: classes", 1, kClassCountMax, layout.class_count());
  }
  const auto stage_count = static_cast<std::int64_t>(layout.gather_stages.size());
  if (stage_count < 1 || stage_count > kGatherStageCountMax) {
    return expected("layout/gather_stages: stages", 1, kGatherStageCountMax, stage_count);
  }
  return {};
}

std::string logits_fault(const Logits& logits, std::int32_t vocab_size) {
  if (logits.explicit_values()) {
    if (!logits.planted.empty()) return "logits/planted: nothing beside written-out values";
    if (logits.values.size() != static_cast<std::size_t>(logits.rows)) {
      return expected("logits/values: rows", logits.rows, logits.rows,
                      static_cast<std::int64_t>(logits.values.size()));
    }
    for (const std::vector<float>& row : logits.values) {
      if (row.size() == static_cast<std::size_t>(vocab_size)) continue;
      return expected("logits/values: numbers in a row", vocab_size, vocab_size,
                      static_cast<std::int64_t>(row.size()));
    }
    return {};
  }
  if (logits.background.kind > BackgroundKind::kQuantized) return "logits/background: a known kind";
  if (!std::isfinite(logits.background.center) || !std::isfinite(logits.background.scale)) {
    return "logits/background: a finite center and scale";
  }
  if (logits.planted.size() > static_cast<std::size_t>(kPlantedCountMax)) {
    return expected("logits/planted: entries", 0, kPlantedCountMax,
                    static_cast<std::int64_t>(logits.planted.size()));
  }
  for (std::size_t i = 0; i < logits.planted.size(); ++i) {
    const Planted& planted = logits.planted[i];
    const std::string place = "logits/planted/" + std::to_string(i);
    if (planted.row < 0 || planted.row >= logits.rows) {
      return expected(place + ": row", 0, logits.rows - 1, planted.row);
    }
    if (planted.token < 0 || planted.token >= vocab_size) {
      return expected(place + ": token", 0, vocab_size - 1, planted.token);
    }
  }
  return {};
}

std::string parameters_fault(const Parameters& parameters, const Program& program) {
  const std::vector<ParameterDomain> domains = parameter_domains(program);
  for (const auto& [name, number] : parameters.numbers) {
    const std::string& wanted = name;
    const auto domain =
        std::find_if(domains.begin(), domains.end(),
                     [&wanted](const ParameterDomain& d) { return d.name == wanted; });
    if (domain == domains.end()) {
      return "params/" + name + ": a parameter of " + program.name() +
             ", which has none of that name";
    }
    const std::string fault = number_fault(*domain, number);
    if (!fault.empty()) return "params/" + name + ": " + fault;
  }
  for (const ParameterDomain& domain : domains) {
    if (domain.required && !parameters.numbers.contains(domain.name)) {
      return "params/" + domain.name + ": a number; " + program.name() + " has no default for it";
    }
  }
  return {};
}

}  // namespace

std::map<std::string, double> numbers_in_force(const Case& test_case) {
  std::map<std::string, double> numbers = test_case.parameters.numbers;
  for (const Value& value : test_case.program->values) {
    if (value.opcode != Opcode::kParameter || !value.attributes.default_number) continue;
    numbers.insert({value.attributes.parameter_name, *value.attributes.default_number});
  }
  return numbers;
}

bool same_case(const Case& a, const Case& b) {
  return same_program(a.program, b.program) && same_logits(a.logits, b.logits) &&
         same_layout(a.layout, b.layout) && same_parameters(a.parameters, b.parameters);
}

std::string case_fault(const Case& test_case) {
  if (test_case.program == nullptr) return "program: a program";
  std::string fault = limits_fault(test_case);
  if (fault.empty()) fault = logits_fault(test_case.logits, test_case.layout.vocab_size);
  if (fault.empty()) fault = parameters_fault(test_case.parameters, *test_case.program);
  return fault;
}

}  // namespace splitvote
