// What an InputError says, as one string to compare: "file: place: expectation".
#pragma once

#include <string>

#include "src/program/input_error.h"

namespace splitvote {

template <typename Action>
std::string refusal(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing was refused";
}

}  // namespace splitvote
