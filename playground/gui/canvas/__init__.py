"""The canvas: the network as blocks, wires and live pictures, edited by gestures."""
