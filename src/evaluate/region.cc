// Reductions and sorts whose step is a region of the program.
#include <algorithm>
#include <numeric>
#include <optional>

#include "src/evaluate/kernels.h"
#include "src/evaluate/scalar_region.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/arithmetic.h"

namespace splitvote {
namespace {

struct Column {
  const std::byte* data;
  std::size_t size;  // bytes of an element

  [[nodiscard]] const std::byte* at(std::size_t index) const { return data + index * size; }
};

std::vector<Column> columns_of(Operands operands) {
  std::vector<Column> columns;
  for (const ArrayRef& each : operands)
    columns.push_back({each->as<std::byte>(), stored_bytes(each->dtype())});
  return columns;
}

// One row's elements, ordered by "a goes before b".
class RowSorter {
 public:
  RowSorter(const Region& comparator, Operands operands)
      : before_(comparator, true), columns_(columns_of(operands)) {}

  // Merges neighbouring runs of 1, 2, 4, ... elements: stable, and defined for any comparator.
  void sort(std::size_t first, std::size_t n, std::int32_t* ids) {
    first_ = first;
    merged_.resize(n);
    std::iota(ids, ids + n, 0);
    for (std::size_t run = 1; run < n; run *= 2) {
      for (std::size_t begin = 0; begin < n; begin += 2 * run) {
        const std::size_t middle = std::min(begin + run, n), end = std::min(begin + 2 * run, n);
        merge(ids, begin, middle, end);
      }
      std::copy(merged_.begin(), merged_.end(), ids);
    }
  }

 private:
  void merge(const std::int32_t* ids, std::size_t begin, std::size_t middle, std::size_t end) {
    std::size_t left = begin, right = middle;
    for (std::size_t to = begin; to < end; ++to) {
      const bool take_right = right < end && (left == middle || goes_before(ids[right], ids[left]));
      merged_[to] = ids[take_right ? right++ : left++];
    }
  }

  bool goes_before(std::int32_t a, std::int32_t b) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      before_.set(2 * i, column.at(first_ + static_cast<std::size_t>(a)), column.size);
      before_.set(2 * i + 1, column.at(first_ + static_cast<std::size_t>(b)), column.size);
    }
    before_.run();
    std::byte result{};
    before_.get(0, &result, 1);
    return result != std::byte{};
  }

  ScalarRegion before_;
  std::vector<Column> columns_;
  std::size_t first_ = 0;
  std::vector<std::int32_t> merged_;
};

// A comparator that is one strict comparison of an operand's pair: a sort by that operand.
struct KeySort {
  std::size_t operand;
  bool descending;
  KeyOrder order;
};

std::optional<KeySort> key_sort_of(const Region& comparator, Operands operands) {
  const Value& last = comparator.values[static_cast<std::size_t>(comparator.yields[0])];
  const bool strict =
      last.opcode == Opcode::kCompare &&
      (last.attributes.direction == Direction::kLt || last.attributes.direction == Direction::kGt);
  if (!strict || last.operands[0] / 2 != last.operands[1] / 2 ||
      last.operands[0] == last.operands[1] ||
      std::max(last.operands[0], last.operands[1]) >= comparator.parameter_count) {
    return std::nullopt;
  }
  const auto operand = static_cast<std::size_t>(last.operands[0] / 2);
  const Array& key = *operands[operand];
  if (key.dtype() == Dtype::kPred) return std::nullopt;
  const bool total = last.attributes.compare_order == CompareOrder::kTotal;
  // A NaN goes before nothing and nothing before it: no order of keys.
  if (is_float(key.dtype()) && !total && has_nan(key.floats(), key.count())) return std::nullopt;
  const bool greater_first = last.attributes.direction == Direction::kGt;
  const bool exchanged = last.operands[0] > last.operands[1];
  return KeySort{operand, greater_first != exchanged,
                 total ? KeyOrder::kTotal : KeyOrder::kNumeric};
}

}  // namespace

std::vector<ArrayRef> evaluate_region_reduction(const Value& value, Operands operands,
                                                bool round_accumulator) {
  const std::size_t arrays = operands.size() / 2;
  const Shape shape = operands[0]->shape().without_last();
  const std::size_t rows = shape.count(), n = operands[0]->shape().last();
  const std::vector<Column> columns = columns_of(operands);
  ScalarRegion step(value.regions[0], round_accumulator);
  std::vector<std::shared_ptr<Array>> results;
  for (std::size_t a = 0; a < arrays; ++a)
    results.push_back(std::make_shared<Array>(operands[a]->dtype(), shape));
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t a = 0; a < arrays; ++a)
      step.set(a, columns[arrays + a].data, columns[arrays + a].size);
    for (std::size_t i = row * n; i < (row + 1) * n; ++i) {
      for (std::size_t a = 0; a < arrays; ++a)
        step.set(arrays + a, columns[a].at(i), columns[a].size);
      step.run();
      step.carry();
    }
    for (std::size_t a = 0; a < arrays; ++a) {
      const std::size_t size = columns[a].size;
      step.parameter(a, results[a]->fill<std::byte>() + row * size, size);
    }
  }
  for (const auto& each : results) each->seal();
  return {results.begin(), results.end()};
}

std::vector<ArrayRef> evaluate_region_sort(const Value& value, Operands operands) {
  const Shape& shape = operands[0]->shape();
  const std::size_t rows = shape.outer(), n = shape.last();
  const std::optional<KeySort> by_key = key_sort_of(value.regions[0], operands);
  const ArrayRef ids = make_array(Dtype::kS32, shape, [&](Array& out) {
    if (by_key) {
      sort_ids(*operands[by_key->operand], by_key->order, by_key->descending, out);
      return;
    }
    RowSorter sorter(value.regions[0], operands);
    for (std::size_t row = 0; row < rows; ++row)
      sorter.sort(row * n, n, out.fill<std::int32_t>() + row * n);
  });
  std::vector<ArrayRef> sorted;
  for (const ArrayRef& each : operands) sorted.push_back(take_from_rows(*each, *ids));
  return sorted;
}

}  // namespace splitvote
