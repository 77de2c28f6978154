// The arithmetic of TensorFlow Playground's own core, written as that library is built: one object a neuron and
// a link; after each epoch the loss on held-out points, as there. Reads {"sizes", "weights", "biases", "points",
// "labels", "held", "heldLabels", "rate", "batch", "epochs"} and writes {"seconds", "steps", "losses"}: the first
// epochs' mean losses show that it computes the same.
"use strict";

class Link {
  constructor(source, dest, weight) {
    this.source = source;
    this.dest = dest;
    this.weight = weight;
    this.errorDer = 0;
    this.accErrorDer = 0;
    this.numAccumulatedDers = 0;
  }
}

class Neuron {
  constructor(bias) {
    this.bias = bias;
    this.inputLinks = [];
    this.outputs = [];
    this.totalInput = 0;
    this.output = 0;
    this.outputDer = 0;
    this.inputDer = 0;
    this.accInputDer = 0;
    this.numAccumulatedDers = 0;
  }

  updateOutput() {
    this.totalInput = this.bias;
    for (let j = 0; j < this.inputLinks.length; j++) {
      const link = this.inputLinks[j];
      this.totalInput += link.weight * link.source.output;
    }
    this.output = Math.tanh(this.totalInput);
    return this.output;
  }
}

function build(given) {
  const layers = given.sizes.map((size, at) =>
    Array.from({ length: size }, (_, unit) => new Neuron(at ? given.biases[at - 1][unit] : 0)));
  for (let at = 1; at < layers.length; at++) {
    layers[at].forEach((neuron, unit) => layers[at - 1].forEach((source, i) => {
      const link = new Link(source, neuron, given.weights[at - 1][unit][i]);
      source.outputs.push(link);
      neuron.inputLinks.push(link);
    }));
  }
  return layers;
}

function forward(network, inputs) {
  for (let i = 0; i < inputs.length; i++) network[0][i].output = inputs[i];
  for (let at = 1; at < network.length; at++) {
    for (let i = 0; i < network[at].length; i++) network[at][i].updateOutput();
  }
  return network[network.length - 1][0].output;
}

function backward(network, target) {
  const last = network[network.length - 1][0];
  last.outputDer = last.output - target;
  for (let at = network.length - 1; at >= 1; at--) {
    const layer = network[at];
    for (let i = 0; i < layer.length; i++) {
      const node = layer[i];
      node.inputDer = node.outputDer * (1 - node.output * node.output);
      node.accInputDer += node.inputDer;
      node.numAccumulatedDers++;
    }
    for (let i = 0; i < layer.length; i++) {
      for (let j = 0; j < layer[i].inputLinks.length; j++) {
        const link = layer[i].inputLinks[j];
        link.errorDer = layer[i].inputDer * link.source.output;
        link.accErrorDer += link.errorDer;
        link.numAccumulatedDers++;
      }
    }
    if (at === 1) continue;
    for (let i = 0; i < network[at - 1].length; i++) {
      const node = network[at - 1][i];
      node.outputDer = 0;
      for (let j = 0; j < node.outputs.length; j++) {
        node.outputDer += node.outputs[j].weight * node.outputs[j].dest.inputDer;
      }
    }
  }
}

function update(network, rate) {
  for (let at = 1; at < network.length; at++) {
    for (let i = 0; i < network[at].length; i++) {
      const node = network[at][i];
      node.bias -= rate * node.accInputDer / node.numAccumulatedDers;
      node.accInputDer = 0;
      node.numAccumulatedDers = 0;
      for (let j = 0; j < node.inputLinks.length; j++) {
        const link = node.inputLinks[j];
        link.weight -= rate * link.accErrorDer / link.numAccumulatedDers;
        link.accErrorDer = 0;
        link.numAccumulatedDers = 0;
      }
    }
  }
}

function epoch(network, given) {
  let loss = 0;
  for (let at = 0; at < given.points.length; at++) {
    const output = forward(network, given.points[at]);
    loss += 0.5 * (output - given.labels[at]) ** 2;
    backward(network, given.labels[at]);
    if ((at + 1) % given.batch === 0) update(network, given.rate);
  }
  return loss / given.points.length;
}

function heldOut(network, given) {
  let loss = 0;
  for (let at = 0; at < given.held.length; at++) {
    loss += 0.5 * (forward(network, given.held[at]) - given.heldLabels[at]) ** 2;
  }
  return loss / given.held.length;
}

function both(network, given) {
  return epoch(network, given) + heldOut(network, given);
}

const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
const losses = [];
const shown = build(given);
for (let e = 0; e < 3; e++) losses.push(epoch(shown, given));
const network = build(given);
for (let e = 0; e < 20; e++) both(network, given);  // the engine warms up
const before = process.cpuUsage();
for (let e = 0; e < given.epochs; e++) both(network, given);
const used = process.cpuUsage(before);
const steps = given.epochs * given.points.length / given.batch;
console.log(JSON.stringify({ seconds: (used.user + used.system) / 1e6, steps, losses }));
