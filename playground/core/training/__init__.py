"""The engine: plan, steppers, trainer, metrics and runs."""
