"""What a project may choose from: kinds of block, data sets, kinds of data; handed in when it is opened."""
