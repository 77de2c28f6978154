"""The page that lists the runs of a project and holds them against one another."""
