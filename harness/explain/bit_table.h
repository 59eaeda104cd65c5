// A Boolean function of up to 24 variables: one bit per assignment, 64 assignments at a time.
//
// Assignment a is bit a mod 64 of word a / 64; variable v is bit v of a. Below six variables the
// unused bits of the one word are 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace splitvote {

class BitTable {
 public:
  explicit BitTable(int variable_count);  // false everywhere

  [[nodiscard]] int variable_count() const { return variable_count_; }
  [[nodiscard]] std::uint64_t assignment_count() const {
    return std::uint64_t{1} << variable_count_;
  }
  [[nodiscard]] std::size_t word_count() const { return words_.size(); }
  [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }
  [[nodiscard]] bool test(std::uint64_t assignment) const {
    return ((words_[assignment / 64] >> (assignment % 64)) & 1U) != 0;
  }
  void set(std::uint64_t assignment) {
    words_[assignment / 64] |= std::uint64_t{1} << (assignment % 64);
  }

  [[nodiscard]] std::uint64_t count() const;
  [[nodiscard]] bool none() const;
  [[nodiscard]] bool depends_on(int variable) const;
  // The function with one variable gone; those above it move down by one.
  [[nodiscard]] BitTable where_false(int variable) const;
  // True where the function is true for both values of the variable.
  [[nodiscard]] BitTable for_all(int variable) const;

  // True where this one is false.
  [[nodiscard]] BitTable negated() const;
  // True at an assignment where this one is true at the assignment with every variable turned.
  [[nodiscard]] BitTable mirrored() const;
  // True at the true assignments of which no other is a part: none is true with fewer of the same
  // variables true.
  [[nodiscard]] BitTable minimal() const;

  // Calls visit(assignment) for every assignment that is true, ascending.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (std::size_t word = 0; word < words_.size(); ++word) {
      for (std::uint64_t bits = words_[word]; bits != 0; bits &= bits - 1) {
        visit(static_cast<std::uint64_t>(word) * 64 +
              static_cast<std::uint64_t>(__builtin_ctzll(bits)));
      }
    }
  }

  friend bool operator==(const BitTable&, const BitTable&) = default;

 private:
  // Where the variable is true: what this one is with the variable false. False elsewhere.
  void raise(int variable, std::vector<std::uint64_t>& out) const;

  int variable_count_;
  std::vector<std::uint64_t> words_;
};

}  // namespace splitvote
