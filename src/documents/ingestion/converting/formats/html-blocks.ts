import type { Block } from '../../../layout/index.js';

/** Never part of what is read. */
const SKIPPED = new Set(
  (
    'script style noscript template svg iframe object embed canvas nav form button select input textarea head ' +
    'audio video'
  ).split(' '),
);
const CONTAINERS = new Set(
  (
    'div section article main header footer aside body html figure figcaption ul ol dl dt dd details summary ' +
    'address center hgroup fieldset tbody thead'
  ).split(' '),
);
const COOKIE_NOTICE =
  /(?:cookie|consent|gdpr)[-_]?(?:banner|notice|bar|popup|modal|dialog|overlay|consent|message)/iu;
const MAXIMUM_DEPTH = 300;
const MAXIMUM_SPAN = 100;

/** What is used of a DOM. */
interface DomNode {
  nodeType: number;
  nodeName: string;
  textContent: string | null;
  childNodes: Iterable<DomNode>;
  getAttribute?: (name: string) => string | null;
  removeAttribute?: (name: string) => void;
  remove?: () => void;
  querySelectorAll?: (selector: string) => Iterable<DomNode>;
  parentNode?: DomNode | null;
}

export interface HtmlDocument {
  title: string;
  body: DomNode;
  documentElement: DomNode;
}

/** Parses HTML into a document without running or fetching anything. */
export async function parseHtml(source: string): Promise<HtmlDocument> {
  const { parseHTML } = await import('linkedom');
  const wrapped = /<html[\s>]/iu.test(source) ? source : `<html><body>${source}</body></html>`;
  return parseHTML(wrapped).document as unknown as HtmlDocument;
}

/** The blocks of an element in reading order. */
export function blocksOfElement(root: DomNode, page: number): Block[] {
  const reader = new ElementReader(page);
  reader.read(root, 0);
  return reader.end();
}

class ElementReader {
  private readonly blocks: Block[] = [];
  private inline = '';
  private lists: { ordered: boolean }[] = [];

  constructor(private readonly page: number) {}

  read(node: DomNode, depth: number): void {
    if (depth > MAXIMUM_DEPTH) return;
    if (node.nodeType === 3) {
      this.inline += spaced(node.textContent);
      return;
    }
    if (node.nodeType !== 1) return;
    const name = node.nodeName.toLowerCase();
    if (SKIPPED.has(name) || isHidden(node)) return;
    this.element(name, node, depth);
  }

  end(): Block[] {
    this.flush();
    return this.blocks;
  }

  private element(name: string, node: DomNode, depth: number): void {
    const { page } = this;
    const heading = /^h([1-6])$/u.exec(name);
    if (heading)
      return this.push({ type: 'heading', level: Number(heading[1]), text: collapse(textOf(node)), page });
    if (name === 'br') this.inline += '\n';
    else if (name === 'hr') this.flush();
    else if (name === 'pre') this.push({ type: 'code', text: rawText(node).replace(/^\n|\s+$/gu, ''), page });
    else if (name === 'blockquote') this.push({ type: 'quote', text: collapse(textOf(node)), page });
    else if (name === 'table') this.table(node, depth);
    else if (name === 'li') this.item(node, depth);
    else if (name === 'ul' || name === 'ol') this.list(name === 'ol', node, depth);
    else if (name === 'p' || CONTAINERS.has(name)) {
      this.flush();
      this.children(node, depth);
      this.flush();
    } else this.children(node, depth);
  }

  private children(node: DomNode, depth: number): void {
    for (const child of node.childNodes) this.read(child, depth + 1);
  }

  private list(ordered: boolean, node: DomNode, depth: number): void {
    this.flush();
    this.lists.push({ ordered });
    this.children(node, depth);
    this.flush();
    this.lists.pop();
  }

  private item(node: DomNode, depth: number): void {
    this.flush();
    const before = this.blocks.length;
    this.children(node, depth);
    this.flush();
    const ordered = this.lists.at(-1)?.ordered ?? false;
    const level = Math.max(0, this.lists.length - 1);
    const own = this.blocks[before];
    if (own?.type === 'paragraph')
      this.blocks[before] = { type: 'list_item', text: own.text, level, ordered, page: this.page };
  }

  /** A table with one column or with tables in it only lays out the page. */
  private table(node: DomNode, depth: number): void {
    const rows = rowsOf(node);
    const isLayout =
      [...(node.querySelectorAll?.('table') ?? [])].length > 0 || rows.every((row) => row.length < 2);
    this.flush();
    if (isLayout) {
      this.children(node, depth);
      this.flush();
    } else {
      for (const child of node.childNodes)
        if (child.nodeName.toLowerCase() === 'caption') this.children(child, depth);
      this.push({ type: 'table', rows, page: this.page });
    }
  }

  private push(block: Block): void {
    this.flush();
    this.blocks.push(block);
  }

  private flush(): void {
    const text = collapse(this.inline);
    this.inline = '';
    if (text !== '') this.blocks.push({ type: 'paragraph', text, page: this.page });
  }
}

/** Cells in their columns: one that spans several rows or columns stands in the first, the others are blank. */
function rowsOf(table: DomNode): string[][] {
  const rows: string[][] = [];
  const taken: number[] = [];
  for (const row of table.querySelectorAll?.('tr') ?? []) {
    const cells: string[] = [];
    const skipTaken = (): void => {
      while ((taken[cells.length] ?? 0) > 0) {
        taken[cells.length]!--;
        cells.push('');
      }
    };
    for (const cell of row.childNodes) {
      if (!/^t[dh]$/iu.test(cell.nodeName)) continue;
      skipTaken();
      const text = collapse(textOf(cell)).replaceAll('\n', ' ');
      const [width, height] = [span(cell, 'colspan'), span(cell, 'rowspan')];
      for (let column = 0; column < width; column++) {
        taken[cells.length] = height - 1;
        cells.push(column === 0 ? text : '');
      }
    }
    skipTaken();
    if (cells.some((cell) => cell !== '')) rows.push(cells);
  }
  return rows;
}

function span(cell: DomNode, name: 'colspan' | 'rowspan'): number {
  const count = Number(cell.getAttribute?.(name) ?? 1);
  return Number.isInteger(count) && count > 1 ? Math.min(count, MAXIMUM_SPAN) : 1;
}

/** Whether an element is not shown, or lies over the page until it is answered. */
export function isHidden(node: DomNode): boolean {
  const attribute = (name: string): string => node.getAttribute?.(name) ?? '';
  return (
    /display:\s*none|visibility:\s*hidden/iu.test(attribute('style')) ||
    (node.getAttribute?.('hidden') ?? null) !== null ||
    attribute('aria-hidden') === 'true' ||
    COOKIE_NOTICE.test(`${attribute('id')} ${attribute('class')}`)
  );
}

/** The text of an element without what is skipped; line breaks as such. */
function textOf(node: DomNode): string {
  if (node.nodeType === 3) return spaced(node.textContent);
  if (node.nodeType !== 1) return '';
  const name = node.nodeName.toLowerCase();
  if (SKIPPED.has(name) || isHidden(node)) return '';
  if (name === 'br') return '\n';
  const inner = [...node.childNodes].map(textOf).join('');
  return CONTAINERS.has(name) || name === 'p' || name === 'li' ? `${inner}\n` : inner;
}

/** The text of an element as it stands in the source. */
function rawText(node: DomNode): string {
  if (node.nodeType === 3) return node.textContent ?? '';
  if (node.nodeName.toLowerCase() === 'br') return '\n';
  return [...node.childNodes].map(rawText).join('');
}

/** Line breaks of the source are spaces. */
const spaced = (text: string | null): string => (text ?? '').replace(/\s+/gu, ' ');

/** White space as a browser shows it; line breaks that were meant stay. */
function collapse(text: string): string {
  return text
    .replace(/[ \t\r\f\u00a0]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n+/gu, '\n')
    .trim();
}
