# Rounding to the narrow formats; a result is the narrow number, held in float32.


def bfloat16(x):
    return x.to(torch.bfloat16).to(torch.float32)


def float16(x):
    return x.to(torch.float16).to(torch.float32)
