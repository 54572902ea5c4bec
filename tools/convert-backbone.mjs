/**
 * Converts three networks of the npm package @mediapipe/objectron (Apache-2.0) into one ONNX file: `node tools/convert-backbone.mjs`.
 * The package is fetched into a temporary folder and is no dependency. What detects and classifies is cut off: features are
 * left, averaged over the picture. Weights stay in the 16 bits that the package ships and are unpacked when the model is loaded.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel, FLOAT, FLOAT16, INT64 } from './onnx-writer.mjs';
import { ADD, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, readTflite } from './tflite-reader.mjs';

const PACKAGE = '@mediapipe/objectron@0.4.1675468480';
const TARGET = new URL('../src/models/backbone/objectron.onnx', import.meta.url);

const computed = ({ operators }) =>
  operators.filter(({ code }) => code !== DEQUANTIZE).map(({ outputs }) => outputs[0]);
/** Of the second block of 1152 channels, what the depthwise convolution gives: later layers know only the one thing. */
const secondWideBlock = (model) =>
  computed(model).filter((tensor) => model.tensors[tensor].shape[3] === 1152)[3];
const lastConvolution = (model) =>
  computed(model).find((tensor) =>
    model.tensors[tensor].name.endsWith('FeatureExtractor/MobilenetV2/Conv_1/Conv2D'),
  );

/** `range`: what the network expects of 0–1. */
const TOWERS = [
  {
    name: 'objects',
    file: 'object_detection_ssd_mobilenetv2_oidv4_fp16.tflite',
    range: [-1, 1],
    layer: lastConvolution,
  },
  { name: 'shoes', file: 'object_detection_3d_sneakers.tflite', range: [0, 1], layer: secondWideBlock },
  { name: 'cups', file: 'object_detection_3d_cup.tflite', range: [0, 1], layer: secondWideBlock },
];

const folder = mkdtempSync(join(tmpdir(), 'assay-backbone-'));
try {
  const archive = execFileSync('npm', ['pack', '--silent', PACKAGE], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
  execFileSync('tar', ['xzf', archive], { cwd: folder });
  const bytes = convert(TOWERS.map((tower) => ({ ...tower, ...readTflite(load(tower.file)) })));
  writeFileSync(TARGET, bytes);
  console.log(`wrote ${bytes.length} bytes`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A file of the package, or of the one file into which it packs several. */
function load(name) {
  const inPackage = (file) => join(folder, 'package', file);
  const loader = readFileSync(inPackage('objectron_solution_packed_assets_loader.js'), 'utf8');
  const packed = loader.match(new RegExp(`/${name}", "start": (\\d+), "end": (\\d+)`));
  if (!packed) return readFileSync(inPackage(name));
  const [start, end] = packed.slice(1).map(Number);
  // A copy, so that offsets count from the beginning of the model.
  return Buffer.from(readFileSync(inPackage('objectron_solution_packed_assets.data')).subarray(start, end));
}

function convert(towers) {
  const graph = { nodes: [], initializers: [], outputs: [] };
  const add = (operator, inputs, output, attributes = {}) =>
    graph.nodes.push({ operator, inputs, output, attributes });
  const constant = (name, type, shape, data) => graph.initializers.push({ name, type, shape, data });
  const scalar = (name, value) => constant(name, FLOAT, [], Buffer.from(Float32Array.of(value).buffer));

  add('Constant', [], 'zero', { value_float: 0 });
  add('Constant', [], 'six', { value_float: 6 });
  constant('axes', INT64, [2], Buffer.from(BigInt64Array.of(2n, 3n).buffer));
  for (const { name, range, layer, ...model } of towers) {
    const last = layer(model);
    const nameOf = (tensor) => `${name}_${tensor}`;
    scalar(`${name}_scale`, range[1] - range[0]);
    scalar(`${name}_least`, range[0]);
    add('Mul', ['image', `${name}_scale`], `${name}_scaled`);
    add('Add', [`${name}_scaled`, `${name}_least`], nameOf(model.inputs[0]));
    for (const operator of neededFor(last, model.operators)) {
      if (operator.code === ADD) convertAdd(operator, { add, nameOf });
      else convertConvolution(operator, { ...model, add, constant, nameOf });
    }
    add('GlobalAveragePool', [nameOf(last)], `${name}_pooled`);
    add('Squeeze', [`${name}_pooled`, 'axes'], name);
    graph.outputs.push({ name, shape: ['images', model.tensors[last].shape[3]] });
  }
  return encodeModel({
    ...graph,
    producer: `assay convert-backbone (${PACKAGE})`,
    inputs: [{ name: 'image', shape: ['images', 3, 'height', 'width'] }],
  });
}

/** The operators, but for the unpacking of weights, that a tensor is computed by. */
function neededFor(tensor, operators) {
  const wanted = new Set([tensor]);
  const needed = [];
  for (const operator of operators.filter(({ code }) => code !== DEQUANTIZE).reverse()) {
    if (!wanted.has(operator.outputs[0])) continue;
    needed.unshift(operator);
    for (const input of operator.inputs) wanted.add(input);
  }
  return needed;
}

function convertAdd({ inputs, outputs, options }, { add, nameOf }) {
  if (options && options.byte(0) !== 0) throw new Error('No rule for an addition with an activation');
  add('Add', inputs.map(nameOf), nameOf(outputs[0]));
}

function convertConvolution(
  { code, inputs, outputs, options },
  { tensors, operators, add, constant, nameOf },
) {
  if (code !== CONV_2D && code !== DEPTHWISE_CONV_2D) throw new Error(`No rule for operator ${code}`);
  if (options.byte(0) !== 0) throw new Error('No rule for another padding than SAME');
  const isDepthwise = code === DEPTHWISE_CONV_2D;
  const activation = options.byte(isDepthwise ? 4 : 3);
  const output = nameOf(outputs[0]);
  const unpack = (tensor, arrange) => {
    const packed = operators.find((one) => one.code === DEQUANTIZE && one.outputs[0] === tensor).inputs[0];
    const { shape, data } = arrange(tensors[packed]);
    constant(`${nameOf(tensor)}_half`, FLOAT16, shape, data);
    add('Cast', [`${nameOf(tensor)}_half`], `${output}_${nameOf(tensor)}`, { to: FLOAT });
    return `${output}_${nameOf(tensor)}`;
  };
  const weights = unpack(inputs[1], isDepthwise ? channelsFirst([3, 0, 1, 2]) : channelsFirst([0, 3, 1, 2]));
  const bias = unpack(inputs[2], (tensor) => tensor);
  const plain = activation === 0 ? output : `${output}_plain`;
  add('Conv', [nameOf(inputs[0]), weights, bias], plain, {
    auto_pad: 'SAME_UPPER',
    strides: [options.integer(2), options.integer(1)],
    group: isDepthwise ? tensors[inputs[1]].shape[3] : 1,
  });
  if (activation === 1) add('Relu', [plain], output);
  else if (activation === 3) add('Clip', [plain, 'zero', 'six'], output);
  else if (activation !== 0) throw new Error(`No rule for activation ${activation}`);
}

/** TensorFlow Lite keeps the channels last, ONNX first; numbers of two bytes. */
function channelsFirst(order) {
  return ({ shape, data }) => {
    const target = order.map((axis) => shape[axis]);
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((product, side) => product * side, 2),
    );
    const [a, b, c, d] = order.map((axis) => strides[axis]);
    const result = Buffer.alloc(data.length);
    let position = 0;
    for (let i = 0; i < target[0]; i++)
      for (let j = 0; j < target[1]; j++)
        for (let k = 0; k < target[2]; k++)
          for (let l = 0; l < target[3]; l++) {
            const from = i * a + j * b + k * c + l * d;
            data.copy(result, position, from, from + 2);
            position += 2;
          }
    return { shape: target, data: result };
  };
}
