#include "src/hlo/roles.h"

#include <gtest/gtest.h>

#include "src/program/input_error.h"

namespace splitvote {
namespace {

template <typename Parse>
std::string refusal(Parse parse, const std::string& text) {
  try {
    (void)parse(text, "--flag");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Roles, StandInOrderAndUnderscoreIsNone) {
  EXPECT_EQ(parse_parameter_roles("_,logits,temperature", "--flag"),
            (std::vector<std::string>{"", "logits", "temperature"}));
  EXPECT_EQ(parse_output_roles("candidates.mask,_,top.id", "--flag"),
            (std::vector<std::string>{"candidates.mask", "", "top.id"}));
  EXPECT_TRUE(parse_parameter_roles("", "--flag").empty());
  EXPECT_TRUE(parse_output_roles("", "--flag").empty());
}

TEST(Roles, UnknownOnesAreRefusedWithTheList) {
  EXPECT_EQ(refusal(parse_parameter_roles, "logits,temp"),
            "--flag: expected a role (logits, temperature, top_p, min_p, top_k, seed, or _ for "
            "none), found 'temp'");
  EXPECT_EQ(refusal(parse_output_roles, "token"),
            "--flag: expected a role (candidates.mask, candidates.ids, top.id, top.value, draw.id, "
            "owner.mask, travels.id, travels.key, travels.source, scores, or _ for none), found "
            "'token'");
  EXPECT_NE(refusal(parse_output_roles, "top.id,").find("found ''"), std::string::npos);
}

TEST(Roles, OneIsLogitsAndNoneIsThereTwice) {
  EXPECT_EQ(refusal(parse_parameter_roles, "_,temperature"),
            "--flag: expected one to be logits, found '_,temperature'");
  EXPECT_EQ(refusal(parse_parameter_roles, "logits,logits"),
            "--flag: expected logits once, found it twice");
  EXPECT_EQ(refusal(parse_output_roles, "_,_"),
            "--flag: expected a role for at least one, found '_,_'");
  EXPECT_NE(refusal(parse_output_roles, "scores,top.id").find("found both"), std::string::npos);
}

}  // namespace
}  // namespace splitvote
