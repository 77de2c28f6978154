"""How a script loads its start and writes what came of it."""

from __future__ import annotations

LOAD = '''
def load(network, path, prefix=""):
    """Fill a network with the weights in a file; return their names, in their order."""
    with np.load(path) as held:
        names = [name for name in held.files if name.startswith(prefix)]
        arrays = {name.removeprefix(prefix): held[name] for name in names}
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    network.load_state_dict(tensors)
    return list(arrays)
'''
SAVE = '''
def save(network, history):
    """Write what happened, and the weights."""
    for epoch in history["epochs"]:
        for name, value in epoch.items():
            epoch[name] = value if math.isfinite(value) else None
    text = json.dumps(history, indent=1, default=lambda kind: kind.__name__)
    (HERE / "history.json").write_text(text + "\\n")
    state = network.state_dict()
    np.savez(
        HERE / "weights.npz",
        **{name: each.cpu().numpy() for name, each in state.items()},
    )


if __name__ == "__main__":
    main()
'''
# Where classes hold the weights in another order than the run does.
SAVE_IN_ORDER = SAVE.replace("(network, history)", "(network, history, names)").replace(
    "name: each.cpu().numpy() for name, each in state.items()",
    "name: state[name].cpu().numpy() for name in names",
)
