"""Tables of somebody's own, as text, Excel or Parquet: found out how they are written, and read.

Nothing is left to a reader's guess: encoding, separators and marks are found here, every line is a row or
rejected with its reason, and a column's type is judged by patterns over all its cells.
"""
