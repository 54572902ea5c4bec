// Two towers of a few bytes and a tokenizer for the tests of MODELS_DIR: a picture is its mean colour, a text the sum of its colour words.
import { encodeModel, FLOAT, INT64 } from './onnx-writer.mjs';

const LENGTH = 512;
const COLOURS = ['red', 'green', 'blue'];
const START = '<|startoftext|>';
const END = '<|endoftext|>';

/** The image tower as ONNX: `[n, 3, side, side]` to `[n, 512]`, the mean of red, green and blue in the first three. */
export function tinyImageTower(side) {
  return encodeModel({
    nodes: [
      { operator: 'GlobalAveragePool', inputs: ['pixel_values'], output: 'means', attributes: {} },
      { operator: 'Flatten', inputs: ['means'], output: 'colour', attributes: { axis: 1 } },
      { operator: 'MatMul', inputs: ['colour', 'weights'], output: 'image_embeds', attributes: {} },
    ],
    initializers: [matrix('weights', placedFirst(COLOURS.length), LENGTH)],
    inputs: [{ name: 'pixel_values', shape: ['images', 3, side, side] }],
    outputs: [{ name: 'image_embeds', shape: ['images', LENGTH] }],
    producer: 'assay-tests',
  });
}

/** The text tower as ONNX: tokens `[1, 77]` to `[1, 512]`, in the first three how often each colour word occurs. */
export function tinyTextTower() {
  const { vocab } = tinyTokenizer().model;
  const rows = Object.keys(vocab).map((token) => COLOURS.map((colour) => Number(token === `${colour}</w>`)));
  return encodeModel({
    nodes: [
      { operator: 'Gather', inputs: ['table', 'input_ids'], output: 'colours', attributes: { axis: 0 } },
      {
        operator: 'ReduceMean',
        inputs: ['colours'],
        output: 'colour',
        attributes: { axes: [1], keepdims: 0 },
      },
      { operator: 'MatMul', inputs: ['colour', 'weights'], output: 'text_embeds', attributes: {} },
    ],
    initializers: [
      matrix('table', rows, COLOURS.length),
      matrix('weights', placedFirst(COLOURS.length), LENGTH),
    ],
    inputs: [{ name: 'input_ids', shape: ['texts', 'tokens'], type: INT64 }],
    outputs: [{ name: 'text_embeds', shape: ['texts', LENGTH] }],
    producer: 'assay-tests',
  });
}

/** A `tokenizer.json` as exports of CLIP have it, that knows single letters and the words for three colours. */
export function tinyTokenizer() {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const merges = COLOURS.flatMap(mergesOf);
  const tokens = [...letters, ...letters.map((letter) => `${letter}</w>`), ...merges.map(([a, b]) => a + b)];
  return clipTokenizer([...new Set(tokens)], merges);
}

/** The `tokenizer.json` of CLIP with a vocabulary, whose numbers are the places of its tokens, and merges. */
export function clipTokenizer(tokens, merges) {
  const vocab = Object.fromEntries([...tokens, START, END].map((token, number) => [token, number]));
  const special = (content) => {
    const id = vocab[content];
    return {
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    };
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [special(START), special(END)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        {
          type: 'Split',
          pattern: { Regex: "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+" },
          behavior: 'Removed',
          invert: true,
        },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, vocab[END]],
      cls: [START, vocab[START]],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab,
      merges: merges.map((pair) => pair.join(' ')),
    },
  };
}

/** r + e, re + d</w>. */
function mergesOf(word) {
  const parts = [...word.slice(0, -1), `${word.at(-1)}</w>`];
  return parts.slice(1).map((part, index) => [parts.slice(0, index + 1).join(''), part]);
}

function placedFirst(count) {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: LENGTH }, (__, column) => Number(row === column)),
  );
}

function matrix(name, rows, columns) {
  const values = Float32Array.from(rows.flat());
  return { name, type: FLOAT, shape: [rows.length, columns], data: Buffer.from(values.buffer) };
}
