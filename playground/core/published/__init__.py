"""Networks of papers, as large as they are there: each one description and the function that draws it."""
