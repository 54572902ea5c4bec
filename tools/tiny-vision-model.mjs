// A vision model of a few bytes for the tests of MODELS_DIR: two scores, four times the mean of green and of red.
import { encodeModel, FLOAT } from './onnx-writer.mjs';

/** The model as ONNX; its input is `[1, 3, side, side]`, its output `[1, 2]`. */
export function tinyVisionModel(side) {
  // One row a channel (red, green, blue), one column a score.
  const weights = Float32Array.from([0, 4, 4, 0, 0, 0]);
  return encodeModel({
    nodes: [
      { operator: 'GlobalAveragePool', inputs: ['image'], output: 'means', attributes: {} },
      { operator: 'Flatten', inputs: ['means'], output: 'flat', attributes: { axis: 1 } },
      { operator: 'MatMul', inputs: ['flat', 'weights'], output: 'scores', attributes: {} },
    ],
    initializers: [{ name: 'weights', type: FLOAT, shape: [3, 2], data: Buffer.from(weights.buffer) }],
    inputs: [{ name: 'image', shape: [1, 3, side, side] }],
    outputs: [{ name: 'scores', shape: [1, 2] }],
    producer: 'assay-tests',
  });
}
