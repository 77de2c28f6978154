// The arithmetic of TensorFlow Playground's own core (github.com/tensorflow/playground, src/nn.ts and `oneStep` of
// src/playground.ts), written as that library is built: one object a neuron and a link, activation and error as
// objects of two functions, so that a slope takes the activation once more; after each epoch a pass over the
// training points and one over the held-out ones for their losses. Reads {"sizes", "weights", "biases", "points",
// "labels", "held", "heldLabels", "rate", "batch", "epochs"} and writes {"seconds", "steps", "losses"}: the first
// epochs' mean losses show that it computes the same.
"use strict";

const TANH = {
  output: x => Math.tanh(x),
  slope: x => {
    const output = TANH.output(x);
    return 1 - output * output;
  },
};

const SQUARE = {
  error: (output, target) => 0.5 * Math.pow(output - target, 2),
  slope: (output, target) => output - target,
};

// What a point's coordinates become before the first layer; the default network takes them as they are.
const FEATURES = { x: (x, y) => x, y: (x, y) => y };

class Link {
  constructor(source, dest, weight, penalty) {
    this.source = source;
    this.dest = dest;
    this.weight = weight;
    this.penalty = penalty;
    this.isDead = false;
    this.errorDer = 0;
    this.accErrorDer = 0;
    this.numAccumulatedDers = 0;
  }
}

class Neuron {
  constructor(bias, activation) {
    this.bias = bias;
    this.activation = activation;
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
    this.output = this.activation.output(this.totalInput);
    return this.output;
  }
}

function build(given) {
  const layers = given.sizes.map((size, at) =>
    Array.from({ length: size }, (_, unit) => new Neuron(at ? given.biases[at - 1][unit] : 0, TANH)));
  for (let at = 1; at < layers.length; at++) {
    layers[at].forEach((neuron, unit) => layers[at - 1].forEach((source, i) => {
      const link = new Link(source, neuron, given.weights[at - 1][unit][i], null);
      source.outputs.push(link);
      neuron.inputLinks.push(link);
    }));
  }
  return layers;
}

function forward(network, inputs) {
  if (inputs.length !== network[0].length) throw new Error("as many inputs as input neurons");
  for (let i = 0; i < inputs.length; i++) network[0][i].output = inputs[i];
  for (let at = 1; at < network.length; at++) {
    for (let i = 0; i < network[at].length; i++) network[at][i].updateOutput();
  }
  return network[network.length - 1][0].output;
}

function backward(network, target) {
  const last = network[network.length - 1][0];
  last.outputDer = SQUARE.slope(last.output, target);
  for (let at = network.length - 1; at >= 1; at--) {
    const layer = network[at];
    for (let i = 0; i < layer.length; i++) {
      const node = layer[i];
      node.inputDer = node.outputDer * node.activation.slope(node.totalInput);
      node.accInputDer += node.inputDer;
      node.numAccumulatedDers++;
    }
    for (let i = 0; i < layer.length; i++) {
      for (let j = 0; j < layer[i].inputLinks.length; j++) {
        const link = layer[i].inputLinks[j];
        if (link.isDead) continue;
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

function update(network, rate, penaltyRate) {
  for (let at = 1; at < network.length; at++) {
    for (let i = 0; i < network[at].length; i++) {
      const node = network[at][i];
      if (node.numAccumulatedDers > 0) {
        node.bias -= rate * node.accInputDer / node.numAccumulatedDers;
        node.accInputDer = 0;
        node.numAccumulatedDers = 0;
      }
      for (let j = 0; j < node.inputLinks.length; j++) updateLink(node.inputLinks[j], rate, penaltyRate);
    }
  }
}

function updateLink(link, rate, penaltyRate) {
  if (link.isDead || link.numAccumulatedDers === 0) return;
  const pull = link.penalty ? link.penalty.slope(link.weight) : 0;
  link.weight -= rate / link.numAccumulatedDers * link.accErrorDer;
  link.weight -= rate * penaltyRate * pull;
  link.accErrorDer = 0;
  link.numAccumulatedDers = 0;
}

function inputOf(point) {
  const input = [];
  for (const name in FEATURES) input.push(FEATURES[name](point[0], point[1]));
  return input;
}

function meanLoss(network, points, labels) {
  let loss = 0;
  for (let i = 0; i < points.length; i++) loss += SQUARE.error(forward(network, inputOf(points[i])), labels[i]);
  return loss / points.length;
}

function epoch(network, given) {
  let loss = 0;
  given.points.forEach((point, i) => {
    loss += SQUARE.error(forward(network, inputOf(point)), given.labels[i]);
    backward(network, given.labels[i]);
    if ((i + 1) % given.batch === 0) update(network, given.rate, 0);
  });
  return loss / given.points.length;
}

function both(network, given) {
  epoch(network, given);
  return meanLoss(network, given.points, given.labels) + meanLoss(network, given.held, given.heldLabels);
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
