# Rounding to the narrow formats; a result is the narrow number, held in float32.


def bfloat16(x):
    """The nearest bfloat16, ties to even, as float32."""
    bits = x.view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    rounded = np.where(np.isnan(x), bits | np.uint32(0x400000), rounded)  # a NaN stays one
    return (rounded & np.uint32(0xFFFF0000)).view(np.float32)


def float16(x):
    """The nearest float16, ties to even, as float32."""
    return quiet_nan(x, x.astype(np.float16).astype(np.float32), 0x7FFFE000)


def round_to(x, fraction_bits, exponent_min, largest, infinity, whole, flushed):
    """The number of a narrow format that `whole` gives when the last place is scaled to 1.

    In float64 every step is exact. `flushed`: subnormal numbers become zeros.
    """
    wide = np.asarray(x, np.float64)
    exponent = np.frexp(wide)[1] - 1
    place = np.maximum(exponent, exponent_min) - fraction_bits
    rounded = np.ldexp(whole(np.ldexp(wide, -place)), place)
    if flushed:
        rounded = np.where(exponent < exponent_min, 0.0, rounded)
    beyond = largest if whole is np.trunc else np.inf if infinity else np.nan
    rounded = np.where(np.abs(rounded) > largest, beyond, rounded)
    rounded = np.where(np.isinf(wide), np.inf if infinity else np.nan, rounded)
    rounded = np.copysign(np.abs(rounded), wide).astype(np.float32)
    kept = 0xFFFFFFFF << (23 - fraction_bits) & 0x7FFFFFFF if infinity else 0
    return quiet_nan(x, rounded, kept)


def quiet_nan(x, rounded, kept):
    """`rounded`, except that a NaN of `x` keeps its sign and those payload bits and is quiet."""
    nan = (x.view(np.uint32) & np.uint32(0x80000000 | kept)) | np.uint32(0x7FC00000)
    return np.where(np.isnan(x), nan.view(np.float32), rounded)


def ties_away(x):
    """The nearest whole number, halves away from zero."""
    return np.trunc(x + np.copysign(0.5, x))
