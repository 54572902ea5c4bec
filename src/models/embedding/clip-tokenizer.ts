import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tokenizer } from '@huggingface/tokenizers';
import { unavailable } from '../serving/unavailable.js';

/** Tokens of a text that CLIP's text tower sees; longer texts are cut, shorter ones filled up. */
export const CONTEXT_LENGTH = 77;

/** Numbers of a text's tokens with its start and end, filled up to the context length, and how many of them mean something. */
export interface Tokens {
  ids: number[];
  used: number;
}

type Tokenize = (text: string) => Tokens;

const opened = new Map<string, Promise<Tokenize>>();

/**
 * CLIP's byte pair encoding (Radford et al. 2021; lower case, `</w>` at the ends of words) by a `tokenizer.json` of the
 * Hugging Face tokenizers beside the manifest, as exports of CLIP bring it along.
 *
 * @throws Failure `model_unavailable` when the file is away or is not understood
 */
export function openTokenizer(directory: string, file: string): Promise<Tokenize> {
  const path = join(directory, file);
  const tokenize = opened.get(path) ?? open(path);
  opened.set(path, tokenize);
  // A file that was away may come: the next text looks again.
  tokenize.catch(() => opened.delete(path));
  return tokenize;
}

async function open(path: string): Promise<Tokenize> {
  const tokenizer = await load(path);
  const end = tokenizer.encode('').ids.at(-1);
  if (end === undefined) throw unavailable('The tokenizer beside models.json marks no end of a text.');
  return (text) => {
    const { ids } = tokenizer.encode(text);
    const kept = ids.length > CONTEXT_LENGTH ? [...ids.slice(0, CONTEXT_LENGTH - 1), end] : ids;
    // The text tower takes the features of the first end mark and sees nothing behind it.
    const filled = Array.from({ length: CONTEXT_LENGTH }, (_, at) => kept[at] ?? end);
    return { ids: filled, used: kept.length };
  };
}

async function load(path: string): Promise<Tokenizer> {
  const { Tokenizer } = await import('@huggingface/tokenizers');
  try {
    return new Tokenizer(JSON.parse(await readFile(path, 'utf8')), {});
  } catch (error) {
    throw unavailable('The tokenizer beside models.json cannot be read.', error);
  }
}
