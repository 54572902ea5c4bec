import { SaxesParser } from 'saxes';
import { Failure } from '../../platform/failure.js';

const MAXIMUM_DEPTH = 100;

export interface XmlHandlers {
  /** Names without their namespace prefix; `path` are the open elements down to this one. */
  open?: (name: string, attributes: Readonly<Record<string, string>>, path: readonly string[]) => void;
  /** `text` is what stood directly in the element, trimmed unless `keepSpaces` says otherwise. */
  close?: (name: string, text: string, path: readonly string[]) => void;
  keepSpaces?: boolean;
}

/**
 * Reads XML as a stream of elements. Document type declarations are refused: with them come entities that grow
 * without end and references to other files.
 *
 * @throws Failure `unreadable`
 */
export function readXml(text: string, handlers: XmlHandlers): void {
  const parser = new SaxesParser({ xmlns: false });
  const path: string[] = [];
  const texts: string[] = [];
  parser.on('doctype', () => {
    throw new Failure('unreadable', 'The XML has a document type declaration, which is not accepted.');
  });
  parser.on('error', (error) => {
    throw new Failure('unreadable', 'The XML of the file is broken.', { cause: error });
  });
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name);
    path.push(local);
    texts.push('');
    if (path.length > MAXIMUM_DEPTH)
      throw new Failure('unreadable', 'The XML of the file is nested too deeply.');
    handlers.open?.(local, attributes, path);
  });
  const collect = (piece: string): void => {
    if (texts.length > 0) texts[texts.length - 1] += piece;
  };
  parser.on('text', collect);
  parser.on('cdata', collect);
  parser.on('closetag', ({ name }) => {
    const text = texts.pop() ?? '';
    handlers.close?.(localName(name), handlers.keepSpaces ? text : text.trim(), path);
    path.pop();
  });
  parser.write(text.replace(/^\ufeff/u, '').trimStart()).close();
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
