// What a person may say of a module: which parameter and which result is what. Notes and records
// use the same words.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace splitvote {

// Of a parameter; any other is a parameter of the case under its own name.
inline constexpr std::array<std::string_view, 6> kParameterRoles = {
    "logits", "temperature", "top_p", "min_p", "top_k", "seed"};

// Of a result: what the language's `observe` names (OPERATIONS.md), and "scores", [batch, n], whose
// first greatest is the top token.
inline constexpr std::array<std::string_view, 10> kOutputRoles = {
    "candidates.mask", "candidates.ids", "top.id",      "top.value",      "draw.id",
    "owner.mask",      "travels.id",     "travels.key", "travels.source", "scores"};

struct HloRoles {
  // [entry parameter], [flattened entry result]; "": none. Empty lists: to be inferred.
  std::vector<std::string> parameters, outputs;

  [[nodiscard]] bool given() const { return !parameters.empty() || !outputs.empty(); }
};

// "logits,_,temperature": a role for each in order, "_" for none. An empty text gives an empty
// list. Throws InputError, place `flag`: an unknown role, one that is there twice, no logits.
std::vector<std::string> parse_parameter_roles(const std::string& text, const std::string& flag);
// The same of results; at least one has a role.
std::vector<std::string> parse_output_roles(const std::string& text, const std::string& flag);

}  // namespace splitvote
