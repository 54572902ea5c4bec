/**
 * Converts four networks of the npm package @mediapipe/objectron (Apache-2.0) into one ONNX file: `node tools/convert-backbone.mjs`.
 * The package is fetched into a temporary folder and is no dependency. What detects and classifies is cut off: features are
 * left, averaged over the picture. Weights stay in the 16 bits that the package ships and are unpacked when the model is loaded.
 */
import { writeFileSync } from 'node:fs';
import { encodeModel, FLOAT, INT64 } from './onnx-writer.mjs';
import { DEQUANTIZE, readTflite } from './tflite-reader.mjs';
import { convertUpTo, OBJECTRON, withObjectron } from './tflite-to-onnx.mjs';

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

/** `range`: what the network expects of 0–1; `side`: of the square that it is shown, which names its input. */
const TOWERS = [
  {
    name: 'objects',
    file: 'object_detection_ssd_mobilenetv2_oidv4_fp16.tflite',
    range: [-1, 1],
    side: 224,
    layer: lastConvolution,
  },
  ...['sneakers', 'cup', 'chair'].map((thing) => ({
    name: { sneakers: 'shoes', cup: 'cups', chair: 'chairs' }[thing],
    file: `object_detection_3d_${thing}.tflite`,
    range: [0, 1],
    side: 160,
    layer: secondWideBlock,
  })),
];

withObjectron((load) => {
  const bytes = convert(TOWERS.map((tower) => ({ ...tower, ...readTflite(load(tower.file)) })));
  writeFileSync(TARGET, bytes);
  console.log(`wrote ${bytes.length} bytes`);
});

function inputOf(side) {
  return `square_${side}`;
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
  for (const { name, range, side, layer, ...model } of towers) {
    const last = layer(model);
    const nameOf = (tensor) => `${name}_${tensor}`;
    scalar(`${name}_scale`, range[1] - range[0]);
    scalar(`${name}_least`, range[0]);
    add('Mul', [inputOf(side), `${name}_scale`], `${name}_scaled`);
    add('Add', [`${name}_scaled`, `${name}_least`], nameOf(model.inputs[0]));
    convertUpTo(last, model, { add, constant, nameOf });
    add('GlobalAveragePool', [nameOf(last)], `${name}_pooled`);
    add('Squeeze', [`${name}_pooled`, 'axes'], name);
    graph.outputs.push({ name, shape: ['images', model.tensors[last].shape[3]] });
  }
  return encodeModel({
    ...graph,
    producer: `assay convert-backbone (${OBJECTRON})`,
    inputs: [...new Set(towers.map(({ side }) => side))].map((side) => ({
      name: inputOf(side),
      shape: ['images', 3, side, side],
    })),
  });
}
