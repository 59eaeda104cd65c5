#include "tests/jax/written_modules.h"

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

#include "harness/sweep/sweep.h"
#include "src/evaluate/run.h"
#include "src/evaluate/stored_type.h"
#include "tests/pythons.h"
#include "tests/store/scratch_folder.h"

namespace splitvote {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string word_of(float number) {
  char word[16];
  std::snprintf(word, sizeof word, "%08x", std::bit_cast<std::uint32_t>(number));
  return std::isnan(number) ? "nan" : word;
}
template <typename Whole>
std::string word_of(Whole number) {
  return std::to_string(number);
}

std::string words_of(const Array& array) {
  std::string text;
  with_stored_type(array.dtype(), [&](auto zero) {
    for (std::size_t i = 0; i < array.count(); ++i) {
      text += (i == 0 ? "" : " ") + word_of(array.as<decltype(zero)>()[i]);
    }
  });
  return text;
}

// NaN in an argument travels as its bits.
std::string argument_words(const Array& array) {
  std::string text;
  if (!is_float(array.dtype())) return words_of(array);
  for (std::size_t i = 0; i < array.count(); ++i) {
    char word[16];
    std::snprintf(word, sizeof word, "%08x", std::bit_cast<std::uint32_t>(array.floats()[i]));
    text += (i == 0 ? "" : " ") + std::string(word);
  }
  return text;
}

// The ranks' slices as one array again.
std::string whole_logits(const Distributed& slices) {
  const Shape& shape = slices.arrays[0]->shape();
  std::string text;
  for (std::int32_t row = 0; row < shape.sizes[0]; ++row) {
    for (const ArrayRef& slice : slices.arrays) {
      for (std::size_t i = 0; i < shape.last(); ++i) {
        char word[16];
        const float number = slice->floats()[static_cast<std::size_t>(row) * shape.last() + i];
        std::snprintf(word, sizeof word, "%08x ", std::bit_cast<std::uint32_t>(number));
        text += word;
      }
    }
  }
  return text;
}

std::map<std::string, int> values_by_role(const Observe& o) {
  return {{"candidates.mask", o.candidates_mask},
          {"candidates.ids", o.candidates_ids},
          {"top.id", o.top_id},
          {"top.value", o.top_value},
          {"draw.id", o.draw_id},
          {"owner.mask", o.owner_mask},
          {"travels.id", o.travels_id},
          {"travels.key", o.travels_key},
          {"travels.source", o.travels_source}};
}

struct Ran {
  std::vector<DistributedRef> rounded;  // [value], null where not evaluated
  bool has_nan = false, has_subnormal = false;
};

Ran run_rounded(const Case& test_case) {
  const auto logits = materialize(test_case.logits, test_case.layout.vocab_size);
  const Evaluator evaluator(evaluator_input(test_case, logits));
  Ran ran;
  ran.rounded.resize(test_case.program->values.size());
  const auto visit = [&](int index, const DistributedRef& u) {
    const Value& value = test_case.program->values[static_cast<std::size_t>(index)];
    const Element& element = value.elements[0];
    DistributedRef r = u;
    if (!value.is_tuple && is_float(element.dtype) && element.may_differ) {
      r = evaluator.rounded(u, element.narrowing);
    }
    ran.rounded[static_cast<std::size_t>(index)] = r;
    for (const DistributedRef& each : {u, r}) {
      for (const ArrayRef& array : each->arrays) {
        if (!is_float(array->dtype())) continue;
        for (std::size_t i = 0; i < array->count(); ++i) {
          ran.has_nan |= std::isnan(array->floats()[i]);
          ran.has_subnormal |= std::fpclassify(array->floats()[i]) == FP_SUBNORMAL;
        }
      }
    }
  };
  run(evaluator, all_rounded(test_case.layout.class_count()), visit);
  return ran;
}

std::string arguments_of(const Case& test_case, const JaxSource& source, const Ran& ran) {
  std::string line;
  for (const std::string& parameter : source.parameters) {
    for (std::size_t i = 0; i < test_case.program->values.size(); ++i) {
      const Value& value = test_case.program->values[i];
      if (value.opcode != Opcode::kParameter || value.attributes.parameter_name != parameter) {
        continue;
      }
      if (!line.empty()) line += ";";
      if (ran.rounded[i] == nullptr) {  // logits that nothing observed depends on
        const std::int32_t count = test_case.logits.rows * test_case.layout.vocab_size;
        for (std::int32_t at = 0; at < count; ++at) line += "0 ";
        continue;
      }
      line += parameter == "logits" ? whole_logits(*ran.rounded[i])
                                    : argument_words(*ran.rounded[i]->arrays[0]);
    }
  }
  return line;
}

std::string module_name(std::size_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "module_%06zu", number);
  return name;
}

}  // namespace

std::optional<std::string> python_for_modules() {
  std::string python = python_with_jax();
  if (python.empty()) return std::nullopt;
  return python;
}

std::vector<ModuleRun> run_modules(const std::string& python,
                                   const std::vector<WrittenModule>& modules) {
  const ScratchFolder folder;
  bool any_case = false;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    folder.write(module_name(i) + ".py", modules[i].source.text);
    std::string lines;
    for (const Case& each : modules[i].cases) {
      lines += arguments_of(each, modules[i].source, run_rounded(each)) + "\n";
      any_case = true;
    }
    folder.write(module_name(i) + ".in", lines);
  }
  const std::string command = "'" + python + "' " SPLITVOTE_ROOT "/tests/jax/run_modules.py '" +
                              folder / "" + "' " + (any_case ? "" : "lower") + " > '" +
                              folder / "said" + "' 2>&1";
  const int status = std::system(command.c_str());
  std::vector<ModuleRun> runs(modules.size());
  for (std::size_t i = 0; i < modules.size(); ++i) {
    ModuleRun& run = runs[i];
    run.error = content_of(folder / (module_name(i) + ".error"));
    run.hlo = content_of(folder / (module_name(i) + ".hlo"));
    std::istringstream lines(content_of(folder / (module_name(i) + ".out")));
    for (std::string line; std::getline(lines, line);) run.results.push_back(line);
    if (run.error.empty() && run.hlo.empty()) {
      run.error = "status " + std::to_string(status) + ": " + content_of(folder / "said");
    }
  }
  return runs;
}

ExpectedResults expected_results(const Case& test_case, const JaxSource& source) {
  const Ran ran = run_rounded(test_case);
  const std::map<std::string, int> values = values_by_role(test_case.program->observe);
  ExpectedResults expected{"", ran.has_nan, ran.has_subnormal};
  for (const std::string& role : source.outputs) {
    for (const ArrayRef& array : ran.rounded[static_cast<std::size_t>(values.at(role))]->arrays) {
      expected.text += (expected.text.empty() ? "" : "; ") + words_of(*array);
    }
  }
  return expected;
}

JaxShapes shapes_of(const Case& test_case) {
  std::map<std::string, std::int64_t> counts;
  for (const Value& value : test_case.program->values) {
    const std::string& parameter = value.attributes.count.parameter;
    if (parameter.empty()) continue;
    const auto given = test_case.parameters.numbers.find(parameter);
    if (given != test_case.parameters.numbers.end()) {
      counts[parameter] = static_cast<std::int64_t>(given->second);
    }
  }
  return shapes_of(*test_case.program, test_case.layout, test_case.logits.rows, counts);
}

}  // namespace splitvote
