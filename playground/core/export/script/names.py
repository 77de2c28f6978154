"""Names in a script: what a block is called as far as Python allows, and no text that it would run."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable

LONGEST = 40
_SAFE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
# What torch.nn.Module has already: a layer of such a name would hide it. A test compares them.
_OF_MODULES = """
T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double
dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half
ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters
register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to
to_empty train training type xpu zero_grad predict prepare
"""
OF_MODULES = frozenset(_OF_MODULES.split())
TAKEN = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins), "self", "torch", "nn", "np"})


def identifier(text: str, otherwise: str = "block") -> str:
    """Return a name in small letters: "Conv 2D" becomes conv_2d."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_").lower()[:LONGEST].strip("_")
    name = name if name[:1].isalpha() else f"{otherwise}_{name}".strip("_")
    assert is_safe(name)
    return name


def class_name(text: str, otherwise: str = "Network") -> str:
    """Return the name of a class: "digits-cnn" becomes DigitsCnn, "Digits CNN" DigitsCNN."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    name = "".join(word[0].upper() + word[1:] for word in words)[:LONGEST]
    name = name if name[:1].isalpha() else otherwise
    assert is_safe(name)
    return name


def is_safe(name: str) -> bool:
    """Say whether a text can stand in a script as a name."""
    return _SAFE.fullmatch(name) is not None


class FreeNames:
    """Hand out each name once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {*TAKEN, *taken}

    def take(self, name: str) -> str:
        """Return the name, with a number behind it where it is taken."""
        found, number = name, 1
        while found in self._taken:
            number += 1
            found = f"{name}_{number}"
        self._taken.add(found)
        return found
