/**
 * Converts the MobileNetV2 of the npm package nsfwjs (MIT) into ONNX: `node tools/convert-backbone.mjs`. The package is fetched
 * into a temporary folder and is no dependency. The classifier at the end of the network is cut off: what is left gives 1792
 * features of an image. Weights stay in the 8 bits that the package ships and are unpacked when the model is loaded.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel, FLOAT, INT64, UINT8 } from './onnx-writer.mjs';

const PACKAGE = 'nsfwjs@4.2.1';
const MODEL = 'package/dist/models/mobilenet_v2_mid';
const FEATURES = 'feature_vector/SpatialSqueeze';
const TARGET = new URL('../src/models/backbone/mobilenet-v2-mid.onnx', import.meta.url);

/** Layouts of weights: TensorFlow keeps the channels last, ONNX first. */
const PLAIN = { name: 'plain', arrange: (shape, data) => ({ shape, data: Buffer.from(data) }) };
const CONVOLUTION = {
  name: 'oihw',
  arrange: (shape, data, width) => transpose(shape, data, width, [3, 2, 0, 1]),
};
const DEPTHWISE = {
  name: 'o1hw',
  arrange: (shape, data, width) => transpose(shape, data, width, [2, 3, 0, 1]),
};

const folder = mkdtempSync(join(tmpdir(), 'assay-backbone-'));
try {
  const archive = execFileSync('npm', ['pack', '--silent', PACKAGE], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
  execFileSync('tar', ['xzf', archive, MODEL], { cwd: folder });
  const bytes = convert(load(join(folder, MODEL)));
  writeFileSync(TARGET, bytes);
  console.log(`wrote ${bytes.length} bytes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function load(path) {
  const require = createRequire(import.meta.url);
  const { modelTopology, weightsManifest } = require(join(path, 'model.min.js'));
  const [{ paths, weights }] = weightsManifest;
  const data = Buffer.concat(
    paths.map((name) => Buffer.from(require(join(path, `${name}.min.js`)), 'base64')),
  );
  const tensors = new Map();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    const count = shape.reduce((product, side) => product * side, 1);
    const width = quantization?.dtype === 'uint8' ? 1 : 4;
    tensors.set(name, { shape, dtype, quantization, data: data.subarray(offset, offset + count * width) });
    offset += count * width;
  }
  return { nodes: modelTopology.node, tensors };
}

function convert({ nodes, tensors }) {
  const graph = { nodes: [], initializers: [] };
  const shortNames = new Map();
  const nameOf = (name) => {
    if (!shortNames.has(name)) shortNames.set(name, name === 'input' ? 'input' : `t${shortNames.size}`);
    return shortNames.get(name);
  };
  const add = (operator, inputs, output, attributes = {}) =>
    graph.nodes.push({ operator, inputs, output, attributes });

  /** The weights as floats: `scale * byte + minimum`. */
  const unpack = (name, layout) => {
    const output = `${nameOf(name)}_${layout.name}`;
    const { shape, quantization, data } = tensors.get(name);
    const arranged = layout.arrange(shape, data, quantization ? 1 : 4);
    if (!quantization) {
      graph.initializers.push({ name: output, type: FLOAT, ...arranged });
      return output;
    }
    const part = (suffix, tensor) => {
      graph.initializers.push({ name: `${output}_${suffix}`, ...tensor });
      return `${output}_${suffix}`;
    };
    const scalar = (value) => ({ type: FLOAT, shape: [], data: Buffer.from(Float32Array.of(value).buffer) });
    const bytes = part('bytes', { type: UINT8, ...arranged });
    add('Cast', [bytes], `${output}_cast`, { to: FLOAT });
    add('Mul', [`${output}_cast`, part('scale', scalar(quantization.scale))], `${output}_scaled`);
    add('Add', [`${output}_scaled`, part('minimum', scalar(quantization.min))], output);
    return output;
  };

  add('Constant', [], 'zero', { value_float: 0 });
  add('Constant', [], 'six', { value_float: 6 });
  for (const node of nodes) {
    if (node.op === 'Const' || node.op === 'Placeholder') continue;
    const output = nameOf(node.name);
    const input = (index) =>
      tensors.has(node.input[index]) ? unpack(node.input[index], PLAIN) : nameOf(node.input[index]);
    if (node.op === 'Mul') add('Mul', [input(0), input(1)], output);
    else if (node.op === 'Sub') add('Sub', [input(0), input(1)], output);
    else if (node.op === 'AddV2') add('Add', [input(0), input(1)], output);
    else if (node.op === 'AvgPool') add('GlobalAveragePool', [input(0)], output);
    else if (node.op === '_FusedConv2D' || node.op === 'FusedDepthwiseConv2dNative')
      convertConvolution(node, { add, unpack, tensors, data: input(0), output });
    else if (node.op === 'Squeeze') {
      graph.initializers.push({
        name: 'axes',
        type: INT64,
        shape: [2],
        data: Buffer.from(BigInt64Array.of(2n, 3n).buffer),
      });
      add('Squeeze', [input(0), 'axes'], 'features');
      if (node.name.endsWith(FEATURES)) break;
    } else throw new Error(`No rule for ${node.op}`);
  }
  return encodeModel({
    ...graph,
    producer: `assay convert-backbone (${PACKAGE})`,
    inputs: [{ name: 'input', shape: ['images', 3, 'height', 'width'] }],
    outputs: [{ name: 'features', shape: ['images', 1792] }],
  });
}

function convertConvolution(node, { add, unpack, tensors, data, output }) {
  const isDepthwise = node.op === 'FusedDepthwiseConv2dNative';
  const strides = node.attr.strides.list.i.slice(1, 3).map(Number);
  const padding = Buffer.from(node.attr.padding.s, 'base64').toString();
  if (padding !== 'SAME') throw new Error(`No rule for padding ${padding}`);
  const fused = node.attr.fused_ops.list.s.map((text) => Buffer.from(text, 'base64').toString());
  const channels = tensors.get(node.input[1]).shape[2];
  const convolved = fused.includes('Relu6') ? `${output}_linear` : output;
  add(
    'Conv',
    [data, unpack(node.input[1], isDepthwise ? DEPTHWISE : CONVOLUTION), unpack(node.input[2], PLAIN)],
    convolved,
    {
      auto_pad: 'SAME_UPPER',
      strides,
      group: isDepthwise ? channels : 1,
    },
  );
  if (convolved !== output) add('Clip', [convolved, 'zero', 'six'], output);
}

function transpose(shape, data, width, order) {
  const target = order.map((axis) => shape[axis]);
  const strides = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((product, side) => product * side, width),
  );
  const result = Buffer.alloc(data.length);
  let position = 0;
  for (let a = 0; a < target[0]; a++)
    for (let b = 0; b < target[1]; b++)
      for (let c = 0; c < target[2]; c++)
        for (let d = 0; d < target[3]; d++) {
          const from =
            a * strides[order[0]] + b * strides[order[1]] + c * strides[order[2]] + d * strides[order[3]];
          data.copy(result, position, from, from + width);
          position += width;
        }
  return { shape: target, data: result };
}
