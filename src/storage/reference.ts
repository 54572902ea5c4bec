import { randomBytes } from 'node:crypto';
import { BlobNotFound } from './blob-store.js';

const REFERENCE = /^[0-9a-f]{40}$/;

/** 160 random bits: nobody guesses one, no two collide, and no user's words are in it. */
export function newReference(): string {
  return randomBytes(20).toString('hex');
}

export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Refuses anything that is not exactly a reference, so that none can name a path outside the store. */
export function assertReference(text: string): void {
  if (typeof text !== 'string' || !isReference(text)) throw new BlobNotFound();
}
