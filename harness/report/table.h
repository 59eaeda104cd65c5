// Rows of words as text for people: columns aligned, colour only when asked for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/report/colour.h"

namespace splitvote {

struct Cell {
  std::string text;
  Colour colour = Colour::kNone;
};

class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // As many cells as there are columns.
  void add(std::vector<Cell> row);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  // Two blanks between columns, none at the end of a line; every line begins with `indent` blanks.
  [[nodiscard]] std::string text(bool coloured, int indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// "1,234,567".
std::string grouped(std::uint64_t number);
// "12.3 %", "0.04 %", "< 0.01 %": a probability between 0 and 1 as people read it.
std::string percent(double probability);
// A float32 as the shortest decimal that reads back.
std::string shortest(float number);

}  // namespace splitvote
