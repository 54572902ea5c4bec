/** Writes ONNX models: the few protobuf messages of onnx.proto (IR version 8, opset 13) that small models need. */
export const FLOAT = 1;
export const FLOAT16 = 10;
export const UINT8 = 2;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;

/**
 * A model as bytes.
 *
 * @param model `nodes` ({ operator, inputs, output, attributes, perhaps the domain of operators that are not ONNX's own }), `initializers` ({ name, type, shape, data }), `inputs` and
 *   `outputs` ({ name, shape, type }: floats unless said otherwise; a side that is a word may be of any length), `producer`
 */
export function encodeModel({ nodes, initializers, inputs, outputs, producer }) {
  const graph = message([
    ...nodes.map((node) => [1, encodeNode(node)]),
    [2, 'graph'],
    ...initializers.map((tensor) => [5, encodeTensor(tensor)]),
    ...inputs.map((value) => [11, encodeValue(value)]),
    ...outputs.map((value) => [12, encodeValue(value)]),
  ]);
  return message([
    [1, 8],
    [2, producer],
    [7, graph],
    [8, message([[2, 13]])],
    ...[...new Set(nodes.flatMap(({ domain }) => domain ?? []))].map((domain) => [
      8,
      message([
        [1, domain],
        [2, 1],
      ]),
    ]),
  ]);
}

function encodeNode({ operator, domain, inputs, output, attributes }) {
  return message([
    ...inputs.map((name) => [1, name]),
    [2, output],
    [4, operator],
    ...Object.entries(attributes).map(([name, value]) => [5, encodeAttribute(name, value)]),
    ...(domain === undefined ? [] : [[7, domain]]),
  ]);
}

function encodeAttribute(name, value) {
  if (name === 'value_float')
    return message([
      [1, name],
      [2, { float: value }],
      [20, 1],
    ]);
  if (typeof value === 'string')
    return message([
      [1, name],
      [4, value],
      [20, 3],
    ]);
  if (Array.isArray(value)) return message([[1, name], ...value.map((item) => [8, item]), [20, 7]]);
  return message([
    [1, name],
    [3, value],
    [20, 2],
  ]);
}

function encodeTensor({ name, type, shape, data }) {
  return message([...shape.map((side) => [1, side]), [2, type], [8, name], [9, data]]);
}

function encodeValue({ name, shape, type = FLOAT }) {
  const sides = shape.map((side) => [1, message([typeof side === 'number' ? [1, side] : [2, side]])]);
  return message([
    [1, name],
    [
      2,
      message([
        [
          1,
          message([
            [1, type],
            [2, message(sides)],
          ]),
        ],
      ]),
    ],
  ]);
}

/** Fields as protobuf: numbers as varints, `{ float }` as 32 bits, the rest with its length. */
function message(fields) {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number * 8), varint(value)];
      if (typeof value === 'object' && 'float' in value) {
        const bytes = Buffer.alloc(4);
        bytes.writeFloatLE(value.float);
        return [varint(number * 8 + 5), bytes];
      }
      const bytes = Buffer.from(value);
      return [varint(number * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
