// What type a value has, from its operation and operands: the working state of `infer_elements`.
//
// Private to this room. One member function per family of operations, in the file of that family.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "src/program/checker.h"
#include "src/program/dim_algebra.h"

namespace splitvote {

inline std::string described(const Element& element) {
  return std::string(name(element.dtype)) + to_string(element.shape);
}

class Inference {
 public:
  Inference(const CheckScope& scope, Value& value)
      : scope_(scope), value_(value), a_(value.attributes) {}

  void run();

 private:
  [[nodiscard]] const Element& operand(std::size_t position) const {
    return scope_.value(value_.operands[position]).elements[0];
  }
  [[nodiscard]] std::size_t operand_count() const { return value_.operands.size(); }
  static std::string at(std::size_t position) { return "/of/" + std::to_string(position); }
  [[noreturn]] void refuse(std::size_t position, const std::string& expectation) const {
    scope_.refuse(at(position), expectation + ", found " + described(operand(position)) + " \"" +
                                    scope_.value(value_.operands[position]).id + "\"");
  }

  void want(std::size_t position, bool ok, const std::string& expectation) const {
    if (!ok) refuse(position, expectation);
  }
  void want_float(std::size_t position) const {
    want(position, is_float(operand(position).dtype), "expected a floating-point value");
  }
  void want_integer(std::size_t position) const {
    want(position, is_integer(operand(position).dtype), "expected an integer value");
  }
  void want_pred(std::size_t position) const {
    want(position, operand(position).dtype == Dtype::kPred, "expected a pred value");
  }
  void want_number(std::size_t position) const {
    want(position, operand(position).dtype != Dtype::kPred, "expected a number, not a pred");
  }
  void want_axis(std::size_t position) const {
    want(position, !operand(position).shape.empty(), "expected an array with at least one axis");
  }
  void want_same_dtype(std::size_t position, std::size_t first) const {
    want(position, operand(position).dtype == operand(first).dtype,
         "expected dtype " + std::string(name(operand(first).dtype)) + " like operand " +
             std::to_string(first));
  }

  // The longest of the operands' shapes; every other must be a prefix of it.
  [[nodiscard]] std::vector<Dim> common_shape(std::size_t from, std::size_t to) const {
    std::size_t longest = from;
    for (std::size_t p = from; p < to; ++p) {
      if (operand(p).shape.size() > operand(longest).shape.size()) longest = p;
    }
    for (std::size_t p = from; p < to; ++p) want_prefix(p, operand(longest).shape);
    return operand(longest).shape;
  }
  void want_prefix(std::size_t position, const std::vector<Dim>& shape) const {
    const auto& mine = operand(position).shape;
    const bool ok =
        mine.size() <= shape.size() && std::equal(mine.begin(), mine.end(), shape.begin());
    want(position, ok, "expected a shape that " + to_string(shape) + " begins with");
  }
  [[nodiscard]] static std::vector<Dim> rows_of(const std::vector<Dim>& shape) {
    return {shape.begin(), shape.end() - 1};
  }
  [[nodiscard]] static std::vector<Dim> with_last(std::vector<Dim> rows, const Dim& last) {
    rows.push_back(last);
    return rows;
  }

  [[nodiscard]] static std::vector<Dim> concrete(const std::vector<std::int64_t>& sizes) {
    std::vector<Dim> shape;
    for (const std::int64_t size : sizes) shape.push_back(constant_dim(size));
    return shape;
  }

  void result(Dtype dtype, std::vector<Dim> shape) {
    value_.elements = {Element{dtype, std::move(shape), {}, false}};
    if (is_float(dtype)) value_.elements[0].narrowing.dtype = dtype;
  }
  // The result is one of the operands' numbers (operands [from, to)): it may differ when one of
  // those may.
  void selecting(std::size_t from, std::size_t to, std::size_t element = 0) {
    Element& mine = value_.elements[element];
    for (std::size_t p = from; p < to; ++p) {
      const Element& theirs = operand(p);
      if (!theirs.may_differ) continue;
      if (mine.may_differ && !(mine.narrowing == theirs.narrowing)) {
        refuse(p, "expected values that were narrowed in one way (dtype, rounding, subnormals)");
      }
      mine.may_differ = true;
      mine.narrowing = theirs.narrowing;
    }
  }
  void arithmetic() { value_.elements[0].may_differ = is_narrow(value_.elements[0].dtype); }

  void elementwise();
  void conversion();
  void moving();
  void broadcast();
  void reshape();
  void transpose();
  void slice();
  void reduction();
  void windows();
  void dot();
  void loop();
  void region_reduction();
  void selection();
  void collective();
  void want_sizes_in_bounds() const;

  const CheckScope& scope_;
  Value& value_;
  const Attributes& a_;
};

}  // namespace splitvote
