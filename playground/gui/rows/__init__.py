"""The browser of the data: every sample of a table as a row, with what the network says of it."""
