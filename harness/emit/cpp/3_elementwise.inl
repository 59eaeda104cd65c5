// @snippet add.float: number
inline float add(float a, float b) { return number(a + b); }
// @snippet add.integer: if_integer
template <class T, IfInteger<T> = 0>
T add(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
}
// @snippet add: each
template <class T>
Ranks<T> add(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return add(p, q); }, a, b);
}
// @snippet subtract.float: number
inline float subtract(float a, float b) { return number(a - b); }
// @snippet subtract.integer: if_integer
template <class T, IfInteger<T> = 0>
T subtract(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(a) - static_cast<U>(b));
}
// @snippet subtract: each
template <class T>
Ranks<T> subtract(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return subtract(p, q); }, a, b);
}
// @snippet multiply.float: number
inline float multiply(float a, float b) { return number(a * b); }
// @snippet multiply.integer: if_integer
template <class T, IfInteger<T> = 0>
T multiply(T a, T b) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(static_cast<U>(a) * static_cast<U>(b));
}
// @snippet multiply: each
template <class T>
Ranks<T> multiply(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return multiply(p, q); }, a, b);
}
// @snippet divide.float: number
inline float divide(float a, float b) { return number(a / b); }
// @snippet divide.integer: if_integer
// Toward zero; by 0: all bits set; the lowest integer by -1: itself.
template <class T, IfInteger<T> = 0>
T divide(T a, T b) {
  using U = std::make_unsigned_t<T>;
  if (b == 0) return static_cast<T>(~U{0});
  if (std::is_signed<T>::value && b == static_cast<T>(-1)) {
    return static_cast<T>(U{0} - static_cast<U>(a));
  }
  return static_cast<T>(a / b);
}
// @snippet divide: each
template <class T>
Ranks<T> divide(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return divide(p, q); }, a, b);
}
// @snippet maximum.float: number
// IEEE 754-2019 maximum: NaN propagates, -0 < +0.
inline float maximum(float a, float b) {
  if (a != a || b != b) return number(NAN);
  if (a == b) return std::signbit(a) ? b : a;
  return a > b ? a : b;
}
// @snippet maximum.integer: if_integer
template <class T, IfInteger<T> = 0>
T maximum(T a, T b) {
  return a < b ? b : a;
}
// @snippet maximum: each
template <class T>
Ranks<T> maximum(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return maximum(p, q); }, a, b);
}
// @snippet minimum.float: number
// IEEE 754-2019 minimum: NaN propagates, -0 < +0.
inline float minimum(float a, float b) {
  if (a != a || b != b) return number(NAN);
  if (a == b) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}
// @snippet minimum.integer: if_integer
template <class T, IfInteger<T> = 0>
T minimum(T a, T b) {
  return b < a ? b : a;
}
// @snippet minimum: each
template <class T>
Ranks<T> minimum(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return minimum(p, q); }, a, b);
}
// @snippet and.scalar
template <class T>
T and_(T a, T b) {
  return static_cast<T>(a & b);
}
// @snippet and: each
template <class T>
Ranks<T> and_(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return static_cast<T>(p & q); }, a, b);
}
// @snippet or.scalar
template <class T>
T or_(T a, T b) {
  return static_cast<T>(a | b);
}
// @snippet or: each
template <class T>
Ranks<T> or_(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return static_cast<T>(p | q); }, a, b);
}
// @snippet xor.scalar
template <class T>
T xor_(T a, T b) {
  return static_cast<T>(a ^ b);
}
// @snippet xor: each
template <class T>
Ranks<T> xor_(const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](T p, T q) { return static_cast<T>(p ^ q); }, a, b);
}
// @snippet not.scalar: array
template <class T>
T not_(T a) {
  return static_cast<T>(std::is_same<T, Pred>::value ? a == 0 : ~a);
}
// @snippet not: each
template <class T>
Ranks<T> not_(const Ranks<T>& a) {
  return each<T>([](T p) { return static_cast<T>(std::is_same<T, Pred>::value ? p == 0 : ~p); }, a);
}
// @snippet shift.scalar
// An amount of the width or more gives 0, 0, and copies of the sign; a negative one is a large one.
template <class T>
bool beyond(T amount) {
  return static_cast<std::make_unsigned_t<T>>(amount) >= 8 * sizeof(T);
}
template <class T>
T shift_left(T a, T amount) {
  using U = std::make_unsigned_t<T>;
  return beyond(amount) ? T{0} : static_cast<T>(static_cast<U>(a) << amount);
}
template <class T>
T shift_right_logical(T a, T amount) {
  using U = std::make_unsigned_t<T>;
  return beyond(amount) ? T{0} : static_cast<T>(static_cast<U>(a) >> amount);
}
template <class T>
T shift_right_arithmetic(T a, T amount) {
  using U = std::make_unsigned_t<T>;
  const auto bits = static_cast<U>(a);
  const bool negative = bits >> (8 * sizeof(T) - 1) != 0;
  if (beyond(amount)) return static_cast<T>(negative ? ~U{0} : U{0});
  return static_cast<T>(negative ? ~static_cast<U>(static_cast<U>(~bits) >> amount)
                                 : static_cast<U>(bits >> amount));
}
// @snippet shift_left: each shift.scalar
template <class T>
Ranks<T> shift_left(const Ranks<T>& a, const Ranks<T>& amount) {
  return each<T>([](T p, T q) { return shift_left<T>(p, q); }, a, amount);
}
// @snippet shift_right_logical: each shift.scalar
template <class T>
Ranks<T> shift_right_logical(const Ranks<T>& a, const Ranks<T>& amount) {
  return each<T>([](T p, T q) { return shift_right_logical<T>(p, q); }, a, amount);
}
// @snippet shift_right_arithmetic: each shift.scalar
template <class T>
Ranks<T> shift_right_arithmetic(const Ranks<T>& a, const Ranks<T>& amount) {
  return each<T>([](T p, T q) { return shift_right_arithmetic<T>(p, q); }, a, amount);
}
// @snippet negate.float: number
inline float negate(float x) { return number(-x); }
// @snippet negate.integer: if_integer
template <class T, IfInteger<T> = 0>
T negate(T x) {
  using U = std::make_unsigned_t<T>;
  return static_cast<T>(U{0} - static_cast<U>(x));
}
// @snippet negate: each
template <class T>
Ranks<T> negate(const Ranks<T>& x) {
  return each<T>([](T p) { return negate(p); }, x);
}
// @snippet abs.float: number
inline float abs(float x) { return number(std::fabs(x)); }
// @snippet abs.integer: if_integer
template <class T, IfInteger<T> = 0>
T abs(T x) {
  using U = std::make_unsigned_t<T>;
  return std::is_signed<T>::value && x < T{0} ? static_cast<T>(U{0} - static_cast<U>(x)) : x;
}
// @snippet abs: each
template <class T>
Ranks<T> abs(const Ranks<T>& x) {
  return each<T>([](T p) { return abs(p); }, x);
}
// @snippet exponential.float: number
// exp, log and tanh by way of float64: the correctly rounded float32 result, unless the true value
// lies within float64's error (about 2^-53 of it) of the middle between two float32 numbers.
inline float exponential(float x) {
  return number(static_cast<float>(std::exp(static_cast<double>(x))));
}
// @snippet exponential: each exponential.float
inline Ranks<float> exponential(const Ranks<float>& x) {
  return each<float>([](float p) { return exponential(p); }, x);
}
// @snippet log.float: number
// By way of float64: the correctly rounded float32 result, unless the true value lies within
// float64's error (about 2^-53 of it) of the middle between two float32 numbers.
inline float log(float x) { return number(static_cast<float>(std::log(static_cast<double>(x)))); }
// @snippet log: each log.float
inline Ranks<float> log(const Ranks<float>& x) {
  return each<float>([](float p) { return log(p); }, x);
}
// @snippet tanh.float: number
// By way of float64: the correctly rounded float32 result, unless the true value lies within
// float64's error (about 2^-53 of it) of the middle between two float32 numbers.
inline float tanh(float x) { return number(static_cast<float>(std::tanh(static_cast<double>(x)))); }
// @snippet tanh: each tanh.float
inline Ranks<float> tanh(const Ranks<float>& x) {
  return each<float>([](float p) { return tanh(p); }, x);
}
// @snippet sqrt.float: number
inline float sqrt(float x) { return number(std::sqrt(x)); }
// @snippet sqrt: each sqrt.float
inline Ranks<float> sqrt(const Ranks<float>& x) {
  return each<float>([](float p) { return sqrt(p); }, x);
}
// @snippet floor.float: number
inline float floor(float x) { return number(std::floor(x)); }
// @snippet floor: each floor.float
inline Ranks<float> floor(const Ranks<float>& x) {
  return each<float>([](float p) { return floor(p); }, x);
}
// @snippet is_finite.float: array
inline Pred is_finite(float x) { return std::isfinite(x) ? 1 : 0; }
// @snippet is_finite: each is_finite.float
inline Ranks<Pred> is_finite(const Ranks<float>& x) {
  return each<Pred>([](float p) { return is_finite(p); }, x);
}
// @snippet order: bits
// Numbers as integers in the same order. total: -NaN < -inf < ... < -0 < +0 < ... < inf < NaN.
// numeric: one zero, and one NaN above everything.
enum class Order { total, numeric };
inline long long key(float x, Order order) {
  const long long magnitude = bits_of(x) & 0x7fffffffu;
  const bool negative = bits_of(x) >> 31 != 0;
  if (order == Order::total) return negative ? -1 - magnitude : magnitude;
  if (x != x) return 0x7fffffffffffffff;
  return negative ? -magnitude : magnitude;
}
template <class T>
T key(T x, Order) {
  return x;
}
// @snippet compare.scalar: array
enum class Direction { GE, GT, LE, LT, EQ, NE };
template <class T>
Pred compare(T a, T b, Direction direction) {
  switch (direction) {
    case Direction::GE:
      return a >= b;
    case Direction::GT:
      return a > b;
    case Direction::LE:
      return a <= b;
    case Direction::LT:
      return a < b;
    case Direction::EQ:
      return a == b;
    default:
      return a != b;
  }
}
// @snippet compare: each compare.scalar
template <class T>
Ranks<Pred> compare(const Ranks<T>& a, const Ranks<T>& b, Direction direction) {
  return each<Pred>([direction](T p, T q) { return compare<T>(p, q, direction); }, a, b);
}
// @snippet compare_total.scalar: compare.scalar order
inline Pred compare_total(float a, float b, Direction direction) {
  return compare(key(a, Order::total), key(b, Order::total), direction);
}
// @snippet compare_total: each compare_total.scalar
inline Ranks<Pred> compare_total(const Ranks<float>& a, const Ranks<float>& b,
                                 Direction direction) {
  return each<Pred>([direction](float p, float q) { return compare_total(p, q, direction); }, a, b);
}
// @snippet select.scalar: array
template <class T>
T select(Pred chosen, T a, T b) {
  return chosen ? a : b;
}
// @snippet select: each
template <class T>
Ranks<T> select(const Ranks<Pred>& chosen, const Ranks<T>& a, const Ranks<T>& b) {
  return each<T>([](Pred p, T q, T r) { return p ? q : r; }, chosen, a, b);
}
// @snippet clamp: each
template <class T>
Ranks<T> clamp(const Ranks<T>& low, const Ranks<T>& x, const Ranks<T>& high) {
  return each<T>([](T l, T p, T h) { return minimum(maximum(p, l), h); }, low, x, high);
}
// @snippet convert.from_float: array
// Toward zero; what does not fit becomes the nearest integer that does; NaN gives 0. To pred: NaN
// is not zero.
template <class To>
To convert(float x) {
  if (std::is_same<To, Pred>::value) return x != 0;
  if (x != x) return 0;
  const double whole = std::trunc(static_cast<double>(x));
  const double beyond = std::ldexp(1.0, std::numeric_limits<To>::digits);
  if (whole >= beyond) return std::numeric_limits<To>::max();
  if (std::is_signed<To>::value && whole < -beyond) return std::numeric_limits<To>::min();
  if (!std::is_signed<To>::value && whole <= 0) return 0;
  return static_cast<To>(whole);
}
// @snippet convert.from_integer: array if_integer
// Integers wrap; to float32: to nearest even; to pred: not zero.
template <class To, class From, IfInteger<From> = 0>
To convert(From x) {
  return std::is_same<To, Pred>::value ? static_cast<To>(x != 0) : static_cast<To>(x);
}
// @snippet convert: each
template <class To, class From>
Ranks<To> convert(const Ranks<From>& x) {
  return each<To>([](From p) { return convert<To>(p); }, x);
}
// @snippet bitcast.scalar
template <class To, class From>
To bitcast(From x) {
  static_assert(sizeof(To) == sizeof(From), "a bit cast keeps the width");
  To out;
  std::memcpy(&out, &x, sizeof out);
  return out;
}
// @snippet bitcast: each bitcast.scalar
template <class To, class From>
Ranks<To> bitcast(const Ranks<From>& x) {
  return each<To>([](From p) { return bitcast<To, From>(p); }, x);
}
