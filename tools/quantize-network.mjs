/**
 * Rewrites the float graph of a convolutional network in integers of 8 bits (static quantisation, Jacob et al. 2018): activations
 * unsigned with one scale a tensor, weights signed with one scale a channel. An activation function that ends where the range of its
 * tensor ends needs no operator any more. Weights of dense convolutions have 7 bits, because AVX2 adds the products of two
 * neighbours in 16 bits, which saturate with 8.
 */
import { FLOAT, INT32, INT8, UINT8 } from './onnx-writer.mjs';

const MICROSOFT = 'com.microsoft';
const [SEVEN_BITS, EIGHT_BITS] = [63, 127];
/** Channels whose weights are nearly nothing would have a bias that 32 bits do not hold. */
const LARGEST_ADDEND = 2 ** 30;

/**
 * @param graph `nodes` and `initializers` with convolutions, additions and what follows the last of them
 * @param inputs for each tensor that bytes stand for, their `scale` and `zero`
 * @param rangeOf the least and the largest number of a tensor, by its name
 * @returns the same graph in integers; a tensor that is needed as floats is unpacked
 */
export function quantize({ nodes, initializers }, { inputs, rangeOf }) {
  const halves = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const packed = new Map(
    nodes.filter(({ operator }) => operator === 'Cast').map(({ inputs: [half], output }) => [output, half]),
  );
  const floatsOf = (name) => fromHalves(halves.get(packed.get(name)));
  const activations = new Map(
    nodes
      .filter(({ operator }) => operator === 'Clip' || operator === 'Relu')
      .map((node) => [node.inputs[0], node]),
  );
  const result = { nodes: [], initializers: [] };
  const constants = constantsOf(result.initializers);
  const scales = new Map(inputs.map(({ name, scale, zero }) => [name, { scale, zero }]));
  const describe = (name) => {
    const { scale, zero } = scales.get(name);
    return [constants.scalar(FLOAT, scale), constants.scalar(UINT8, zero)];
  };
  const settle = (name) => scales.set(name, toScale(rangeOf(name)));
  for (const node of nodes) {
    if (node.operator === 'Conv') {
      const [input, weights, bias] = node.inputs;
      const output = activations.get(node.output)?.output ?? node.output;
      settle(output);
      const isDepthwise = node.attributes.group > 1;
      const { data: addends } = floatsOf(bias);
      const least = addends.map((addend) => Math.abs(addend) / scales.get(input).scale / LARGEST_ADDEND);
      const kernel = quantizeWeights(floatsOf(weights), isDepthwise ? EIGHT_BITS : SEVEN_BITS, least);
      const channels = kernel.scales.length;
      const ofProducts = Array.from(kernel.scales, (scale) => scale * scales.get(input).scale);
      const biases = Int32Array.from(addends, (value, index) => Math.round(value / ofProducts[index]));
      result.nodes.push({
        operator: 'QLinearConv',
        inputs: [
          input,
          ...describe(input),
          constants.add(INT8, kernel.shape, kernel.data),
          constants.add(FLOAT, [channels], kernel.scales),
          constants.add(INT8, [channels], new Int8Array(channels)),
          ...describe(output),
          constants.add(INT32, [channels], biases),
        ],
        output,
        attributes: node.attributes,
      });
    } else if (node.operator === 'Add') {
      settle(node.output);
      const terms = node.inputs.flatMap((name) => [name, ...describe(name)]);
      result.nodes.push({
        operator: 'QLinearAdd',
        domain: MICROSOFT,
        inputs: [...terms, ...describe(node.output)],
        output: node.output,
        attributes: {},
      });
    } else if (node.operator === 'GlobalAveragePool') {
      const [input] = node.inputs;
      const floats = `${input}_floats`;
      result.nodes.push(
        { operator: 'DequantizeLinear', inputs: [input, ...describe(input)], output: floats, attributes: {} },
        { ...node, inputs: [floats] },
      );
    } else if (!['Cast', 'Clip', 'Relu', 'Constant'].includes(node.operator)) result.nodes.push(node);
  }
  const needed = new Set(result.nodes.flatMap(({ inputs: names }) => names));
  result.initializers.push(...initializers.filter(({ name }) => needed.has(name)));
  return result;
}

/** Zero has to be a number of the range exactly: pictures are padded with it. */
function toScale([least, largest]) {
  const [low, high] = [Math.min(least, 0), Math.max(largest, 1e-3)];
  const scale = (high - low) / 255;
  return { scale, zero: Math.round(-low / scale) };
}

function quantizeWeights({ shape, data }, largest, least) {
  const [channels] = shape;
  const length = data.length / channels;
  const scales = new Float32Array(channels);
  const bytes = new Int8Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const weights = data.subarray(channel * length, (channel + 1) * length);
    scales[channel] = Math.max(
      Math.max(...weights.map(Math.abs)) / largest,
      least[channel],
      Number.MIN_VALUE,
    );
    bytes.set(
      weights.map((weight) => Math.round(weight / scales[channel])),
      channel * length,
    );
  }
  return { shape, scales, data: bytes };
}

function constantsOf(initializers) {
  const scalars = new Map();
  const add = (type, shape, values) => {
    const name = `constant_${initializers.length}`;
    initializers.push({ name, type, shape, data: Buffer.from(values.buffer) });
    return name;
  };
  const scalar = (type, value) => {
    const key = `${type} ${value}`;
    if (!scalars.has(key))
      scalars.set(key, add(type, [], type === FLOAT ? Float32Array.of(value) : Uint8Array.of(value)));
    return scalars.get(key);
  };
  return { add, scalar };
}

/** Numbers of 16 bits (IEEE 754 binary16) as floats. */
function fromHalves({ shape, data }) {
  const halves = new Uint16Array(Uint8Array.from(data).buffer);
  return { shape, data: Float32Array.from(halves, toFloat) };
}

function toFloat(half) {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
