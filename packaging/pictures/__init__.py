"""Pictures of the window, made by the program itself: for the README and for the tests of its looks."""
