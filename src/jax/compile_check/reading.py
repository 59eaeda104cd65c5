# Operations that hand numbers on as they are, or convert them; the first operand is what they move.
MOVES = set(
    "bitcast bitcast-convert broadcast concatenate convert copy copy-done copy-start dynamic-slice gather "
    "optimization-barrier pad reduce-precision reshape reverse slice slice-done slice-start transpose".split()
)
# What only leads from one instruction to another.
PASSED = {"fusion", "call", "parameter", "tuple", "get-tuple-element"}
MANTISSA_BITS = {"bf16": 7, "f16": 10, "f8e4m3fn": 3, "f8e5m2": 2}


class Instruction:
    PATTERN = re.compile(r"\s+(ROOT )?%?([\w.-]+) = (\(.*?\)|\S+) ([a-z][\w-]*)\((.*)$")
    LAYOUT = re.compile(r"\{[\d,]*(?::[^}]*)?\}")

    def __init__(self, computation, match):
        root, self.name, shape, self.opcode, rest = match.groups()
        self.computation, self.is_root = computation, bool(root)
        self.dtype = shape.lstrip("(").split("[")[0]
        depth, end = 1, 0
        while depth and end < len(rest):
            depth += {"(": 1, ")": -1}.get(rest[end], 0)
            end += 1
        self.inside, attributes = rest[: end - 1], rest[end:]
        self.operands = re.findall(r"%([\w.-]+)", self.inside)
        self.called = (re.findall(r"(?:calls|to_apply)=%?([\w.-]+)", attributes) or [None])[0]
        self.index = int((re.findall(r"\bindex=(\d+)", attributes) or [0])[0])
        self.mantissa_bits = int((re.findall(r"mantissa_bits=(\d+)", attributes) or [99])[0])
        self.op_name = (re.findall(r'op_name="([^"]*)"', attributes) or [""])[0]
        self.scopes = self.op_name.split("/")
        shape, inside = self.LAYOUT.sub("", shape), self.LAYOUT.sub("", self.inside)
        self.text = f"%{self.name} = {shape} {self.opcode}({inside})"


class Hlo:
    """Optimized HLO. Numbers of the type `narrow` are rounded."""

    def __init__(self, text, narrow):
        self.narrow = narrow
        self.all, self.roots, self.callers = {}, {}, {}
        computation = None
        for line in text.splitlines():
            if line.endswith("{") and not line.startswith((" ", "HloModule")):
                computation = line.removeprefix("ENTRY ").lstrip("%").split(" ")[0]
            elif match := Instruction.PATTERN.match(line):
                each = Instruction(computation, match)
                self.all[computation, each.name] = each
                if each.is_root:
                    self.roots[computation] = each
        for each in self.all.values():
            if each.opcode in ("fusion", "call"):
                self.callers.setdefault(each.called, []).append(each)

    def operand(self, user, position):
        return self.all[user.computation, user.operands[position]]

    def rounds(self, at):
        return at.dtype == self.narrow or at.mantissa_bits <= MANTISSA_BITS[self.narrow]

    def before(self, at, index):
        """The instructions that `at` has its numbers from, with the index into a tuple; none: it makes them."""
        if at.opcode == "parameter":
            callers = self.callers.get(at.computation, [])
            return [(self.operand(caller, int(at.inside)), 0) for caller in callers]
        if at.opcode in ("fusion", "call"):
            return [(self.roots[at.called], index)]
        if at.opcode == "get-tuple-element":
            return [(self.operand(at, 0), at.index)]
        if at.opcode == "tuple":
            return [(self.operand(at, index), 0)]
        if at.opcode == "select":
            names = at.operands[1:]
        elif at.opcode in MOVES:
            names = at.operands if at.opcode == "concatenate" else at.operands[:1]
        else:  # the compiler's own, of no value of the program
            names = [] if VALUES & set(at.scopes) else at.operands
        return [(self.all[at.computation, name], 0) for name in names]

    def ways(self, at, consumer, index, way, is_rounded, seen):
        """The ways from where numbers are made, through `at`, to the consumer's instruction way[-1]."""
        if consumer in at.scopes and at.opcode not in PASSED:
            return  # the consumer's own instructions read for themselves
        way, is_rounded = (at, *way), is_rounded or self.rounds(at)
        if (at, index, is_rounded) in seen:
            return
        seen.add((at, index, is_rounded))
        before = self.before(at, index)
        if not before:
            yield is_rounded, way
        for each, its_index in before:
            yield from self.ways(each, consumer, its_index, way, is_rounded, seen)


def reads(text, consumer, producers, narrow):
    """How the consumer reads the producers' numbers: (whether rounded, the way from there to it)."""
    hlo = Hlo(text, narrow)
    found = []
    for user in hlo.all.values():
        if consumer not in user.scopes or user.opcode in PASSED:
            continue
        seen = set()
        for position in range(len(user.operands)):
            at = hlo.operand(user, position)
            for each in hlo.ways(at, consumer, 0, (user,), False, seen):
                if producers & set(each[1][0].scopes):
                    found.append(each)
    return found
