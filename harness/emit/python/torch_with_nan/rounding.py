# Rounding where a NaN occurs: its sign and the payload bits that the format has stay.


def bfloat16(x):
    return quiet_nan(x, x.to(torch.bfloat16).to(torch.float32), 16)


def float16(x):
    return quiet_nan(x, x.to(torch.float16).to(torch.float32), 13)


def quiet_nan(x, rounded, dropped):
    """`rounded`, except that a NaN of `x` keeps its sign and payload but `dropped` bits, quiet."""
    nan = ((x.view(torch.int32) >> dropped) << dropped) | 0x7FC00000
    return torch.where(torch.isnan(x), nan.view(torch.float32), rounded)
