/**
 * Converts four networks of the npm package @mediapipe/objectron (Apache-2.0) into one ONNX file: `node tools/convert-backbone.mjs
 * FOLDER…` with folders of photographs, of which 32 show which numbers the networks meet. Needs a build. The package is fetched into a
 * temporary folder and is no dependency. What detects and classifies is cut off: features are left, averaged over the picture.
 * The networks compute in integers of 8 bits.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rangesOf } from './activation-ranges.mjs';
import { encodeModel, FLOAT, INT64, UINT8 } from './onnx-writer.mjs';
import { lookAt } from './product-features.mjs';
import { quantize } from './quantize-network.mjs';
import { DEQUANTIZE, readTflite } from './tflite-reader.mjs';
import { convertUpTo, OBJECTRON, withObjectron } from './tflite-to-onnx.mjs';

const TARGET = new URL('../src/models/backbone/objectron.onnx', import.meta.url);
const PHOTOGRAPHS = 32;

const folders = process.argv.slice(2);
if (folders.length === 0) throw new Error('Usage: node tools/convert-backbone.mjs FOLDER…');

const computed = ({ operators }) =>
  operators.filter(({ code }) => code !== DEQUANTIZE).map(({ outputs }) => outputs[0]);
/** Of the second block of 1152 channels, what the depthwise convolution gives: later layers know only the one thing. */
const secondWideBlock = (model) =>
  computed(model).filter((tensor) => model.tensors[tensor].shape[3] === 1152)[3];
const lastConvolution = (model) =>
  computed(model).find((tensor) =>
    model.tensors[tensor].name.endsWith('FeatureExtractor/MobilenetV2/Conv_1/Conv2D'),
  );

/** The squares that the networks are shown, as bytes, and what they expect a byte to stand for: −1 to 1 or 0 to 1. */
const INPUTS = [
  { name: 'square_224', square: 'large', side: 224, scale: 2 / 255, zero: 128 },
  { name: 'square_160', square: 'small', side: 160, scale: 1 / 255, zero: 0 },
];
const TOWERS = [
  {
    name: 'objects',
    file: 'object_detection_ssd_mobilenetv2_oidv4_fp16.tflite',
    input: 'square_224',
    layer: lastConvolution,
  },
  ...['sneakers', 'cup', 'chair'].map((thing) => ({
    name: { sneakers: 'shoes', cup: 'cups', chair: 'chairs' }[thing],
    file: `object_detection_3d_${thing}.tflite`,
    input: 'square_160',
    layer: secondWideBlock,
  })),
];

const towers = withObjectron((load) =>
  TOWERS.map((tower) => ({ ...tower, ...readTflite(load(tower.file)) })),
);
const graph = graphOf(towers);
const ranges = await rangesOf({ ...graph, inputs: inputsOf(FLOAT) }, await takePhotographs());
const bytes = encodeModel({
  ...quantize(graph, { inputs: INPUTS, rangeOf: (tensor) => ranges.get(tensor) }),
  outputs: graph.outputs,
  inputs: inputsOf(UINT8),
  producer: `assay convert-backbone (${OBJECTRON})`,
});
writeFileSync(TARGET, bytes);
console.log(`wrote ${bytes.length} bytes`);

function inputsOf(type) {
  return INPUTS.map(({ name, side }) => ({ name, type, shape: ['images', 3, side, side] }));
}

/** The networks in floats. */
function graphOf(networks) {
  const graph = { nodes: [], initializers: [], outputs: [] };
  const add = (operator, inputs, output, attributes = {}) =>
    graph.nodes.push({ operator, inputs, output, attributes });
  const constant = (name, type, shape, data) => graph.initializers.push({ name, type, shape, data });

  add('Constant', [], 'zero', { value_float: 0 });
  add('Constant', [], 'six', { value_float: 6 });
  constant('axes', INT64, [2], Buffer.from(BigInt64Array.of(2n, 3n).buffer));
  for (const { name, input, layer, ...model } of networks) {
    const last = layer(model);
    const nameOf = (tensor) => (tensor === model.inputs[0] ? input : `${name}_${tensor}`);
    convertUpTo(last, model, { add, constant, nameOf });
    add('GlobalAveragePool', [nameOf(last)], `${name}_pooled`);
    add('Squeeze', [`${name}_pooled`, 'axes'], name);
    graph.outputs.push({ name, shape: ['images', model.tensors[last].shape[3]] });
  }
  return graph;
}

/** Photographs from all over the folders, as numbers that the networks expect. */
async function takePhotographs() {
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  );
  const step = Math.max(1, files.length / PHOTOGRAPHS);
  const taken = Array.from(
    { length: Math.min(PHOTOGRAPHS, files.length) },
    (_, index) => files[Math.floor(index * step)],
  );
  return Promise.all(taken.map(async (file) => toNumbers(await lookAt(readFileSync(file)))));
}

function toNumbers(squares) {
  return Object.fromEntries(
    INPUTS.map(({ name, square, scale, zero }) => {
      const rgb = squares[square];
      const area = rgb.length / 3;
      const values = new Float32Array(rgb.length);
      for (let pixel = 0; pixel < area; pixel++)
        for (let channel = 0; channel < 3; channel++)
          values[channel * area + pixel] = (rgb[3 * pixel + channel] - zero) * scale;
      return [name, values];
    }),
  );
}
