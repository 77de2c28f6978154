"""The library: values and functions, without window, settings or threads."""
