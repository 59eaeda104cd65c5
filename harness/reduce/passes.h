// The passes of a reduction, in the order in which they run: what costs most first.
//
// A pass makes one walk or one search and does not repeat itself; reduce() repeats the list.
#pragma once

#include <span>
#include <string_view>

#include "harness/reduce/reducer.h"

namespace splitvote {

struct Pass {
  std::string_view name;
  std::string_view what;  // for people
  void (*run)(Reducer&);
};

std::span<const Pass> passes();

// One file each.
void reduce_to_leaders(Reducer& reducer);
void reduce_observed(Reducer& reducer);
void reduce_ranks(Reducer& reducer);
void reduce_tokens(Reducer& reducer);
void reduce_rows(Reducer& reducer);
void reduce_padding(Reducer& reducer);
void reduce_layout(Reducer& reducer);
void reduce_parameters(Reducer& reducer);
void reduce_magnitudes(Reducer& reducer);
void reduce_digits(Reducer& reducer);
void reduce_order(Reducer& reducer);
void reduce_to_normal_form(Reducer& reducer);
void reduce_operations(Reducer& reducer);

}  // namespace splitvote
