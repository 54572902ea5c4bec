/** Turns the operators of a TensorFlow Lite network with weights of 16 bits into those of ONNX. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLOAT, FLOAT16 } from './onnx-writer.mjs';
import { ADD, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE } from './tflite-reader.mjs';

/** Networks of the MediaPipe authors (Apache-2.0). */
export const OBJECTRON = '@mediapipe/objectron@0.4.1675468480';

/** Fetches that package into a temporary folder and hands over a function that reads one of its networks by the file's name. */
export function withObjectron(use) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-objectron-'));
  try {
    const archive = execFileSync('npm', ['pack', '--silent', OBJECTRON], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
    execFileSync('tar', ['xzf', archive], { cwd: folder });
    return use((name) => load(join(folder, 'package'), name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file of the package, or of the one file into which it packs several. */
function load(folder, name) {
  const loader = readFileSync(join(folder, 'objectron_solution_packed_assets_loader.js'), 'utf8');
  const packed = loader.match(new RegExp(`/${name}", "start": (\\d+), "end": (\\d+)`));
  if (!packed) return readFileSync(join(folder, name));
  const [start, end] = packed.slice(1).map(Number);
  // A copy, so that offsets count from the beginning of the model.
  return Buffer.from(
    readFileSync(join(folder, 'objectron_solution_packed_assets.data')).subarray(start, end),
  );
}

/**
 * Adds to an ONNX graph what a network computes up to one of its tensors.
 *
 * @param tensor number of the tensor
 * @param model as `readTflite` gives it
 * @param to `add(operator, inputs, output, attributes)`, `constant(name, type, shape, data)`, `nameOf(tensor)`
 */
export function convertUpTo(tensor, model, to) {
  for (const operator of neededFor(tensor, model.operators)) {
    if (operator.code === ADD) convertAdd(operator, to);
    else convertConvolution(operator, { ...model, ...to });
  }
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
