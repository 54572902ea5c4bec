import { z } from 'zod';

import { BOOLEAN_WORDS, parseBoolean } from '../boolean.js';

/*
 * Schemas of texts. Each message says what the setting must be and never what it was: a wrong value is often a
 * secret in the wrong place.
 */

/** A schema that reads a text with `read`; the message of what `read` throws, or `message` for `undefined`. */
export function parsedText<Value>(
  read: (text: string) => Value | undefined,
  message: string,
): z.ZodType<Value, string> {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** Any text. */
export const text = (): z.ZodType<string, string> => z.string();

/** Text that matches a pattern; `message` tells the rule in words. */
export const textLike = (pattern: RegExp, message: string): z.ZodType<string, string> =>
  parsedText((value) => (pattern.test(value) ? value : undefined), message);

/** A boolean in the words of the contract. */
export const boolean = (): z.ZodType<boolean, string> => parsedText(parseBoolean, BOOLEAN_WORDS);

/** One of a few words, written in any case; the value has the case of `words`. */
export function oneOf<const Word extends string>(...words: readonly Word[]): z.ZodType<Word, string> {
  const find = (value: string) => words.find((word) => word.toLowerCase() === value.toLowerCase());
  return parsedText(find, `must be one of: ${words.join(', ')}`);
}

/** A whole number between two limits, both allowed. */
export const wholeNumber = (minimum: number, maximum: number): z.ZodType<number, string> =>
  parsedText(
    (value) => (/^\d{1,15}$/.test(value) ? within(Number(value), minimum, maximum) : undefined),
    `must be a whole number from ${minimum} to ${maximum}`,
  );

/** A number, decimals allowed, between two limits, both allowed. */
export const decimalNumber = (minimum: number, maximum: number): z.ZodType<number, string> =>
  parsedText(
    (value) => (/^\d{1,15}(\.\d{1,9})?$/.test(value) ? within(Number(value), minimum, maximum) : undefined),
    `must be a number from ${minimum} to ${maximum}`,
  );

function within(value: number, minimum: number, maximum: number): number | undefined {
  return value >= minimum && value <= maximum ? value : undefined;
}

/** Names separated by commas; blanks around them and empty ones are dropped, doubles too. */
export function commaList(itemPattern: RegExp, message: string): z.ZodType<string[], string> {
  return parsedText((value) => {
    const items = value.split(',').map((item) => item.trim());
    const named = [...new Set(items.filter((item) => item !== ''))];
    return named.every((item) => itemPattern.test(item)) ? named : undefined;
  }, message);
}

/** An `http` or `https` address without user name and password; a trailing slash is dropped. */
export const httpUrl = (): z.ZodType<string, string> =>
  parsedText((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
    return value.replace(/\/+$/, '');
  }, 'must be an http:// or https:// address without user name and password');
