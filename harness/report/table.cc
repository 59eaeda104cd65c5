#include "harness/report/table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace splitvote {

void Table::add(std::vector<Cell> row) {
  if (row.size() != columns_.size()) {
    std::fprintf(stderr, "splitvote: a table of %zu columns was given a row of %zu\n",
                 columns_.size(), row.size());
    std::abort();
  }
  rows_.push_back(std::move(row));
}

std::string Table::text(bool coloured, int indent) const {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    widths.push_back(display_width(columns_[column].title));
    for (const std::vector<Cell>& row : rows_)
      widths[column] = std::max(widths[column], display_width(row[column].text));
  }
  std::string out;
  const auto put_line = [&](const std::vector<Cell>& row) {
    std::string line(static_cast<std::size_t>(indent), ' ');
    for (std::size_t column = 0; column < row.size(); ++column) {
      const Cell& cell = row[column];
      const std::string fill(widths[column] - display_width(cell.text), ' ');
      if (column > 0) line += "  ";
      if (columns_[column].align == Align::kRight) line += fill;
      line += coloured ? painted(cell.text, cell.colour) : cell.text;
      if (columns_[column].align == Align::kLeft) line += fill;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  std::vector<Cell> titles;
  for (const Column& column : columns_) titles.push_back({column.title, Colour::kDim});
  put_line(titles);
  for (const std::vector<Cell>& row : rows_) put_line(row);
  return out;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string percent(double probability) {
  const double hundredths = probability * 100;
  if (hundredths <= 0) return "0 %";
  if (hundredths < 0.01) return "< 0.01 %";
  char text[32];
  std::snprintf(text, sizeof text, hundredths < 10 ? "%.2f %%" : "%.1f %%", hundredths);
  return text;
}

std::string shortest(float number) {
  std::array<char, 48> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr};
}

}  // namespace splitvote
