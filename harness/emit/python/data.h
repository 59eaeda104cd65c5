// The constants of an emitted file: what each rank is given.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/python/operations.h"
#include "harness/emit/reproducer.h"

namespace splitvote {

class Data {
 public:
  Data(const Reproducer& reproducer, const Dialect& dialect);

  // What is printed for a text of each layout, one for each rank: the text itself where all are the
  // same, else a constant with a subscript: "SHAPE_x[r]".
  std::string by_rank(const std::string& name, const std::vector<std::vector<std::string>>& texts);

  // The constants that a printed text names. With one layout they stand alone; with several they
  // are keyword arguments of the sampler, one dict a layout.
  [[nodiscard]] std::string text(const std::string& printed) const;
  // "RANKS, LOGITS" with several layouts; empty with one.
  [[nodiscard]] std::string parameters(const std::string& printed) const;

 private:
  struct Constant {
    std::string name;
    std::vector<std::string> texts;  // [layout], lines after the first indented by four columns
    std::string remark;
  };
  void add(std::string name, std::vector<std::string> texts, std::string remark = "");
  [[nodiscard]] std::vector<const Constant*> used_in(const std::string& printed) const;

  std::vector<Constant> constants_;
  std::size_t layout_count_;
};

}  // namespace splitvote
