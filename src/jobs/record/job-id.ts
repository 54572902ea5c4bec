import { v7 } from 'uuid';
import { RandomBytes } from '../../platform/random-bytes.js';

const ID_BYTES = 16;
const MOST_IN_A_MILLISECOND = 2 ** 31;

const random = new RandomBytes();
let lastMilliseconds = 0;
let sequence = 0;

/**
 * A fresh id: a UUID of version 7 (RFC 9562). Within a process its order is the order of the calls, also within a
 * millisecond and when the clock is set back (section 6.2, method 1, a counter that starts at a random value).
 */
export function newJobId(): string {
  const bytes = random.next(ID_BYTES);
  const now = Date.now();
  if (now > lastMilliseconds) {
    lastMilliseconds = now;
    sequence = bytes.readUInt32BE(0) >>> 2;
  } else if (++sequence === MOST_IN_A_MILLISECOND) {
    lastMilliseconds++;
    sequence = 0;
  }
  return v7({ random: bytes, msecs: lastMilliseconds, seq: sequence });
}

/** When an id was made, in ms since the epoch (RFC 9562, section 5.7: the first 48 bits). */
export const millisecondsOf = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

/** Whether a text from a client can be an id at all. */
export const isJobId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
