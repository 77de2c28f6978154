"""The project as one immutable value, its JSON form and the templates."""
