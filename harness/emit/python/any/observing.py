# What the sampler's observed values name, for printing and for the check.


def name_of(id, tokens):
    """The token that an id of the padded concatenation means, or what is printed for none."""
    token = tokens[id] if 0 <= id < len(tokens) else -1
    return token if token >= 0 else f"id {id} (no token)"


def names_of(ids, tokens):
    """Tokens ascending, each once; ids that are no token after them."""
    names = [name_of(id, tokens) for id in sorted(set(ids))]
    known = [name for name in names if isinstance(name, int)]
    return sorted(known) + [name for name in names if isinstance(name, str)]


def kept_in_slices(mask, row, offsets, tokens):
    """Every rank's mask covers its own slice; what counts is their union."""
    ids = []
    for part, offset in zip(mask, offsets):
        ids += [offset + i for i, keep in enumerate(part[row].tolist()) if keep]
    return names_of(ids, tokens)


def kept_by_mask(ids, mask, tokens):
    """The ids of one row under the mask."""
    pairs = zip(ids.reshape(-1).tolist(), mask.reshape(-1).tolist())
    return names_of([id for id, keep in pairs if keep], tokens)


def kept_by_ids(ids, tokens):
    """The ids of one row; negative ones mean none."""
    return names_of([id for id in ids.reshape(-1).tolist() if id >= 0], tokens)


def intact(ids, keys, row, source, offsets):
    """Whether every key is bit for bit the source's value of the id that it travels with."""
    bits = keys[row].reshape(-1).view(xp.int32)
    for id, key in zip(ids[row].reshape(-1).tolist(), bits.tolist()):
        holder = max((r for r, offset in enumerate(offsets) if 0 <= offset <= id), default=-1)
        column = id - offsets[holder]
        if holder < 0 or column >= source[holder].shape[-1]:
            return False
        if source[holder][row].view(xp.int32)[column].item() != key:
            return False
    return True


def rows_with_nan(x, rows):
    """The rows of which some rank reads a NaN."""
    return {
        row
        for part in x
        for row in range(rows)
        if bool(xp.isnan(part if part.ndim == 0 else part[row]).any())
    }
