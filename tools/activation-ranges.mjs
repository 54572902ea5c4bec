/** Watches the tensors of a network while it sees pictures, to know which numbers their integers have to stand for. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from './onnx-writer.mjs';

/**
 * The least and the largest number of each tensor, as means over the pictures, so that one odd picture does not make all others coarse.
 *
 * @param graph `nodes`, `initializers` and `inputs` of floats
 * @param pictures for each the numbers of every input by its name, without the first side of the shape
 */
export async function rangesOf({ nodes, initializers, inputs }, pictures) {
  const names = nodes
    .filter(({ operator }) => ['Conv', 'Add', 'Clip', 'Relu'].includes(operator))
    .map(({ output }) => output);
  // Names of their own for all sides: the writer knows none of these shapes.
  const outputs = names.map((name) => ({ name, shape: [0, 1, 2, 3].map((side) => `${name}_${side}`) }));
  const session = await InferenceSession.create(
    encodeModel({ nodes, initializers, inputs, outputs, producer: 'assay activation-ranges' }),
    { intraOpNumThreads: 1 },
  );
  const sums = new Map(names.map((name) => [name, [0, 0]]));
  for (const picture of pictures) {
    const feeds = inputs.map(({ name, shape }) => [
      name,
      new Tensor('float32', picture[name], [1, ...shape.slice(1)]),
    ]);
    const seen = await session.run(Object.fromEntries(feeds));
    for (const [name, sum] of sums) {
      const [least, largest] = extremesOf(seen[name].data);
      sum[0] += least / pictures.length;
      sum[1] += largest / pictures.length;
    }
  }
  return sums;
}

function extremesOf(values) {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return [least, largest];
}
