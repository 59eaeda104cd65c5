def devices():
    if PLATFORM == "cpu":
        return jax.devices()
    options = {}
    if PLATFORM == "cuda":
        options = {"topology": TOPOLOGY, "target_config": CHIP}
    return topologies.get_topology_desc(topology_name=TOPOLOGY, platform=PLATFORM, **options).devices


def optimized_hlo(excess_precision):
    mesh = Mesh(np.array(devices()[:RANKS]), ("ranks",))
    options = {"xla_allow_excess_precision": excess_precision}
    if PLATFORM == "cuda":
        options["xla_gpu_autotune_level"] = 0
    return jitted(mesh).lower(*arguments(mesh)).compile(compiler_options=options).as_text()


def main():
    failing = unknown = False
    for excess_precision in (True, False):
        text = optimized_hlo(excess_precision)
        if KEEP:
            pathlib.Path(f"{KEEP}.excess_precision_{'on' if excess_precision else 'off'}.hlo").write_text(text)
        print(f"xla_allow_excess_precision={excess_precision}")
        for consumer, operand, producers, narrow in SITES:
            found = reads(text, consumer, producers, narrow)
            unrounded = [way for is_rounded, way in found if not is_rounded]
            if not found:
                unknown = unknown or excess_precision
                print(f"  {consumer} reads {operand}: no instruction shows how")
            elif not unrounded:
                print(f"  {consumer} reads {operand} rounded to {narrow}")
            else:
                failing = failing or excess_precision
                print(f"  {consumer} reads {operand} UNROUNDED, nothing rounds it to {narrow} on the way:")
            for way in unrounded:
                for at in (each for each in way if each.opcode not in PASSED):
                    print(f"    {at.text}  in %{at.computation}, op_name={at.op_name!r}")
    return 1 if failing else 2 if unknown else 0


if __name__ == "__main__":
    try:
        code = main()
    except Exception:
        traceback.print_exc()
        code = 2
    sys.exit(code)
