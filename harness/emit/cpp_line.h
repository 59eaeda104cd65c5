// One line of a listing on its way to a C++ expression: what the operations' printers share.
// Private to this room; the members stand in the file of their family.
#pragma once

#include <string>

#include "harness/emit/cpp_file.h"

namespace splitvote {

class CppLine {
 public:
  CppLine(const Reproducer& reproducer, const Listing& listing, const Line& line, CppFile& file)
      : reproducer_(reproducer),
        listing_(listing),
        line_(line),
        value_(*line.value),
        a_(line.value->attributes),
        file_(file) {}

  std::string print();

 private:
  // cpp_operation.cc
  std::string read(std::size_t position);
  std::string reads();
  [[nodiscard]] Dtype operand_dtype() const;
  [[nodiscard]] Dtype dtype() const;
  std::string scalar_piece(const std::string& name, Dtype of);
  std::string call(const std::string& name, const std::string& arguments);
  std::string collective();
  std::string meeting();
  std::string elementwise();

  // cpp_moving.cc
  // A scalar operation as a function of two numbers.
  std::string combining(const std::string& name);
  std::string shapes_of(int value);
  std::string source_or_move();
  std::string scatter_combine();
  std::string reduced_precision();
  std::string converted();

  // cpp_reducing.cc
  std::string accumulator();
  std::string sum_order();
  std::string reduced();
  std::string order();
  std::string count();
  static std::string flag(const std::string& name, bool holds);
  std::string reduction_or_selection();

  const Reproducer& reproducer_;
  const Listing& listing_;
  const Line& line_;
  const Value& value_;
  const Attributes& a_;
  CppFile& file_;
};

// "and_" and its like: names that C++ keeps for itself end in an underscore.
std::string cpp_function_name(Opcode opcode);

}  // namespace splitvote
