/** Reads TensorFlow Lite models: the few tables of its FlatBuffers schema (version 3) that a convolutional network needs. */
export const ADD = 0;
export const CONV_2D = 3;
export const DEPTHWISE_CONV_2D = 4;
export const DEQUANTIZE = 6;

/**
 * The main graph of a model.
 *
 * @param bytes Buffer of a `.tflite` file
 * @returns `tensors` ({ name, shape, data: Buffer or null, in 16 bits where a DEQUANTIZE follows }), `operators` ({ code, inputs,
 *   outputs, options: a table }) in the order in which they run, `inputs`: numbers of tensors
 */
export function readTflite(bytes) {
  const model = table(bytes, bytes.readUInt32LE(0));
  const codes = model.tables(1).map((code) => Math.max(code.byte(0), code.integer(3)));
  const buffers = model.tables(4).map((buffer) => buffer.bytes(0));
  const [graph] = model.tables(2);
  return {
    inputs: graph.integers(1),
    tensors: graph.tables(0).map((tensor) => ({
      name: tensor.bytes(3).toString(),
      shape: tensor.integers(0),
      data: buffers[tensor.integer(2)],
    })),
    operators: graph.tables(3).map((operator) => ({
      code: codes[operator.integer(0)],
      inputs: operator.integers(1),
      outputs: operator.integers(2),
      options: operator.table(4),
    })),
  };
}

/** A table at a place; its fields by their number in the schema. */
function table(bytes, at) {
  const directory = at - bytes.readInt32LE(at);
  const place = (field) => {
    const entry = 4 + 2 * field;
    const offset = entry < bytes.readUInt16LE(directory) ? bytes.readUInt16LE(directory + entry) : 0;
    return offset === 0 ? null : at + offset;
  };
  const follow = (position) => position + bytes.readUInt32LE(position);
  const items = (field, read) => {
    if (place(field) === null) return [];
    const vector = follow(place(field));
    const count = bytes.readUInt32LE(vector);
    return Array.from({ length: count }, (_, index) => read(vector + 4 + 4 * index));
  };
  return {
    byte: (field) => (place(field) === null ? 0 : bytes.readInt8(place(field))),
    integer: (field) => (place(field) === null ? 0 : bytes.readInt32LE(place(field))),
    table: (field) => (place(field) === null ? null : table(bytes, follow(place(field)))),
    tables: (field) => items(field, (position) => table(bytes, follow(position))),
    integers: (field) => items(field, (position) => bytes.readInt32LE(position)),
    bytes: (field) => {
      if (place(field) === null) return null;
      const vector = follow(place(field));
      return bytes.subarray(vector + 4, vector + 4 + bytes.readUInt32LE(vector));
    },
  };
}
