#include "harness/store/builtin.h"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "harness/store/json_program.h"
#include "src/program/input_error.h"
#include "src/samplers/embedded.h"

namespace splitvote {
namespace {

[[noreturn]] void stop(const std::string& sentence) {
  std::fprintf(stderr, "splitvote: %s\n", sentence.c_str());
  std::abort();
}

using Registry = std::map<std::string, std::shared_ptr<const Program>, std::less<>>;

Registry parse_all() {
  Registry programs;
  for (const EmbeddedSampler& sampler : embedded_samplers()) {
    try {
      auto program =
          read_program(sampler.text, "src/samplers/" + std::string(sampler.name) + ".json");
      if (program->name() != sampler.name) {
        stop("src/samplers/" + std::string(sampler.name) + ".json calls itself " + program->name());
      }
      programs.emplace(sampler.name, std::move(program));
    } catch (const InputError& error) {
      stop(std::string("a built-in sampler is no program: ") + error.what());
    }
  }
  return programs;
}

const Registry& registry() {
  static const Registry programs = parse_all();
  return programs;
}

}  // namespace

const std::vector<std::string>& builtin_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const EmbeddedSampler& sampler : embedded_samplers()) all.emplace_back(sampler.name);
    return all;
  }();
  return names;
}

std::shared_ptr<const Program> builtin_program(std::string_view name) {
  const auto found = registry().find(name);
  return found == registry().end() ? nullptr : found->second;
}

std::span<const std::shared_ptr<const Program>> builtin_programs() {
  static const std::vector<std::shared_ptr<const Program>> programs = [] {
    std::vector<std::shared_ptr<const Program>> all;
    for (const auto& [name, program] : registry()) all.push_back(program);
    return all;
  }();
  return programs;
}

std::string_view builtin_text(std::string_view name) {
  for (const EmbeddedSampler& sampler : embedded_samplers()) {
    if (sampler.name == name) return sampler.text;
  }
  return {};
}

}  // namespace splitvote
