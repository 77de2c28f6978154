"""The library: values and functions, without window, settings or threads.

The words it uses, from the drawing to the file:

kind            one sort of block, described by a `BlockSpec`; a block on the canvas is a `Node` of a kind
catalogue       the kinds, data sets and families there are; handed in with a project, never reached for
source, goal    the blocks that bring a field of the data set, and those that say what is learned
network         blocks and wires as they are drawn; groups hold networks of their own
flat network    the same with all groups laid out, repeat after repeat: what is built and trained
block path      a block inside groups and repeats; ids, weight keys and names are its spellings
graph           a network with what its wires say: who feeds whom, in which order, what leads to a goal
inference       the sizes on every wire with weights, memory and multiply-adds of each block
analysis        all that follows from a project and its data: flat network, graph, inference, problems
problem, fix    what holds training back or could be better, in a sentence, and an edit that mends it
recipe          how a network is trained: optimizer, learning rate, batch, seed, device
plan            how a run computes, chosen by rules: engine, device, threads, memory format, precision
goal rule       what a kind of goal asks for: target, alignment, loss, figures, answers
training rule   what a step does, as data: updates of groups of weights by named losses
stepper         takes steps by a rule; each engine has one, and the plan names the engine
session         a run in memory, which steps; a run record is the same as a value, in files
waypoint        the weights of a run at one step on its way; the row of them is its trail
judge           says of a wire whether it may be, and why not
text            a sentence as a key with values, translated where it is shown
moment          model, data and weights of one step, to be looked at: live, of a record, of a file
view, snapshot  what a panel shows of a model, and one such picture at one moment; asked by a view key
exporter        writes a trained network for others, and says how the file is tried
family          a kind of data: points, pictures, tables, text, recordings
"""
