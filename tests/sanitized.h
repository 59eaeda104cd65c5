// Whether this build runs under AddressSanitizer, which takes ten times as long: heavy tests reduce
// themselves.
#pragma once

namespace splitvote {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace splitvote
