/**
 * Converts the first blocks of a network of the npm package @mediapipe/objectron (Apache-2.0) into ONNX: `node tools/convert-skin-network.mjs`.
 * The package is fetched into a temporary folder and is no dependency. The network finds the corners of cups; its first three blocks, all
 * that is taken, tell small structures and edges of colour of any picture.
 */
import { writeFileSync } from 'node:fs';
import { encodeModel } from './onnx-writer.mjs';
import { ADD, readTflite } from './tflite-reader.mjs';
import { convertUpTo, OBJECTRON, withObjectron } from './tflite-to-onnx.mjs';

const FILE = 'object_detection_3d_cup.tflite';
const TARGET = new URL('../src/skin-analysis/classification/structure-network.onnx', import.meta.url);

withObjectron((load) => {
  const bytes = convert(readTflite(load(FILE)));
  writeFileSync(TARGET, bytes);
  console.log(`wrote ${bytes.length} bytes`);
});

function convert(model) {
  const graph = { nodes: [], initializers: [] };
  const add = (operator, inputs, output, attributes = {}) =>
    graph.nodes.push({ operator, inputs, output, attributes });
  const constant = (name, type, shape, data) => graph.initializers.push({ name, type, shape, data });
  // The first addition ends the third block.
  const last = model.operators.find(({ code }) => code === ADD).outputs[0];
  const names = new Map([
    [model.inputs[0], 'image'],
    [last, 'structures'],
  ]);
  const nameOf = (tensor) => names.get(tensor) ?? `tensor_${tensor}`;
  add('Constant', [], 'zero', { value_float: 0 });
  add('Constant', [], 'six', { value_float: 6 });
  convertUpTo(last, model, { add, constant, nameOf });
  const [, height, width, channels] = model.tensors[last].shape;
  return encodeModel({
    ...graph,
    producer: `assay convert-skin-network (${OBJECTRON})`,
    inputs: [{ name: 'image', shape: ['images', 3, 4 * height, 4 * width] }],
    outputs: [{ name: 'structures', shape: ['images', channels, height, width] }],
  });
}
