"""How a script changes weights: its optimizer, and what is changed in mid-run."""

from __future__ import annotations

FLATTENED = '''
def flattened(parameters):
    """Lay weights and gradients one behind the other: an update is one operation."""
    flat = torch.cat([each.detach().reshape(-1) for each in parameters])
    flat.grad = torch.zeros_like(flat)
    start = 0
    for each in parameters:
        end = start + each.numel()
        each.data = flat[start:end].view(each.shape)
        each.grad = flat.grad[start:end].view(each.shape)
        start = end
    return [flat]
'''
OPTIMIZER = '''
def optimizer_of(values, recipe):
    """Return the optimizer of a recipe, which remembers nothing yet."""
    return recipe["optimizer"](
        values,
        lr=recipe["learning_rate"],
        weight_decay=recipe["weight_decay"],
        **recipe["options"],
    )
'''
CHANGED = '''
def changed(step, changes, recipe, network, values, optimizer):
    """Make changes between two steps; return the optimizer that goes on, and what to tell."""
    parameters = dict(network.named_parameters())
    kind, told = recipe["optimizer"], []
    for what, value in changes.items():
        if isinstance(what, tuple):
            name, place = what
            before = parameters[name][place].item()
            with torch.no_grad():
                parameters[name][place] = value
            what = f"{name}[{','.join(map(str, place))}]"
        else:
            before, recipe[what] = recipe.get(what), value
        told.append({"step": step, "what": what, "from": before, "to": value})
    if recipe["optimizer"] is not kind:
        return optimizer_of(values, recipe), told
    settings = {"lr": recipe["learning_rate"], "weight_decay": recipe["weight_decay"]}
    optimizer.param_groups[0].update(settings, **recipe["options"])
    if kind is torch.optim.SGD and not recipe["options"]["momentum"]:
        optimizer.state.clear()
    return optimizer, told
'''
