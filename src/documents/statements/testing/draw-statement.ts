import PDFDocument from 'pdfkit';

/** `x` is a left edge; `r540` a right edge. */
export type Edge = number | `r${number}`;

export interface DrawnPage {
  /** Lines before the table, each with its cells. */
  head?: readonly (readonly (readonly [Edge, string])[])[];
  edges?: readonly Edge[];
  rows?: readonly (readonly string[])[];
  foot?: DrawnPage['head'];
}

const LINE = 14;

/** A real PDF of statement pages: heading lines, a table under its column edges, lines after it. */
export async function drawStatement(...pages: readonly DrawnPage[]): Promise<Uint8Array> {
  const pdf = new PDFDocument({ autoFirstPage: false, size: 'A4', margin: 0 });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  for (const { head = [], edges = [], rows = [], foot = [] } of pages) {
    pdf.addPage();
    pdf.font('Helvetica').fontSize(9);
    let y = 40;
    const put = (edge: Edge, text: string): void => {
      const x = typeof edge === 'number' ? edge : Number(edge.slice(1)) - pdf.widthOfString(text);
      if (text !== '') pdf.text(text, x, y, { lineBreak: false });
    };
    const putLines = (lines: NonNullable<DrawnPage['head']>): void => {
      for (const cells of lines) {
        for (const [edge, text] of cells) put(edge, text);
        y += LINE;
      }
    };
    putLines(head);
    y += LINE;
    for (const row of rows) {
      row.forEach((text, index) => put(edges[index] ?? 0, text));
      y += LINE;
    }
    y += 2 * LINE;
    putLines(foot);
  }
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}
