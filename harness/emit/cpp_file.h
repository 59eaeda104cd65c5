// An emitted C++ file in the making: the operations it needs, and what is printed so far. Private
// to this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/emit/reproducer.h"
#include "harness/emit/snippets.h"

namespace splitvote {

struct CppFile {
  Snippets prelude{"cpp"};
  std::string head;  // comment, includes, guards
  std::string body;  // the case, the sampler, the check, main

  // "op::NAME", and the piece called `snippet` (NAME when empty) with it.
  std::string op(const std::string& name, const std::string& snippet = "");
};

// The file in its parts; print_cpp joins them.
CppFile cpp_file(const Reproducer& reproducer);

// cpp_literals.cc
std::string cpp_type(Dtype dtype);
std::string cpp_float(float number);
std::string cpp_number(Dtype dtype, const Held& held);
std::string cpp_string(std::string_view text);
// "{a, b, c}", broken into lines behind `indent` columns where it is long.
std::string cpp_list(const std::vector<std::string>& items, std::size_t indent);

// cpp_given.cc: the definition of what the ranks are given under one layout.
void print_given(const Reproducer& reproducer, std::size_t layout, const std::string& name,
                 CppFile& file);
// cpp_sampler.cc: the function from what is given to what is named.
void print_sampler(const Reproducer& reproducer, std::size_t listing, const std::string& name,
                   CppFile& file);
// cpp_operation.cc: what a line computes: an expression for its u (its tuple).
std::string cpp_operation(const Reproducer& reproducer, const Listing& listing, const Line& line,
                          CppFile& file);
// What an operand of a line reads.
std::string cpp_read(const Listing& listing, const Read& read, CppFile& file);
// A function from float to float.
std::string cpp_rounding(const Narrowing& narrowing, CppFile& file);
// cpp_region.cc
std::string cpp_region(const Listing& listing, const Line& line, CppFile& file);
// cpp_check.cc: the function that gives what happens, or nothing.
void print_check(const Reproducer& reproducer, CppFile& file);

}  // namespace splitvote
