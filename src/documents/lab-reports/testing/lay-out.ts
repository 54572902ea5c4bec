import PDFDocument from 'pdfkit';

/** Text placed by its left (or right, or middle) edge and its distance from the top, in points. */
export interface PlacedCell {
  x: number;
  y: number;
  text: string;
  align?: 'left' | 'right' | 'center';
  size?: number;
  font?: string;
  rotate?: number;
}

export interface Grid {
  /** Edge of each column; numbers are left edges, `r300` right edges, `c300` middles. */
  columns: readonly (number | string)[];
  rows: readonly (readonly (string | null)[])[];
  top?: number;
  lineHeight?: number;
  size?: number;
  font?: string;
}

/** Rows of a table as placed cells; null and empty cells are left out. */
export function grid({ columns, rows, top = 100, lineHeight = 18, size = 9, font }: Grid): PlacedCell[] {
  return rows.flatMap((row, index) =>
    row.flatMap((text, column): PlacedCell[] => {
      const edge = columns[column];
      if (!text || edge === undefined) return [];
      const align = typeof edge === 'number' ? 'left' : edge.startsWith('r') ? 'right' : 'center';
      const x = typeof edge === 'number' ? edge : Number(edge.slice(1));
      return [{ x, y: top + index * lineHeight, text, align, size, ...(font && { font }) }];
    }),
  );
}

/** A real PDF with these cells, one list per page. */
export async function makePdf(...pages: readonly (readonly PlacedCell[])[]): Promise<Uint8Array> {
  const pdf = new PDFDocument({ autoFirstPage: false, size: 'A4' });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => pdf.on('end', () => resolve()));
  for (const cells of pages) {
    pdf.addPage({ margin: 0 });
    for (const cell of cells) drawCell(pdf, cell);
  }
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawCell(pdf: PDFKit.PDFDocument, cell: PlacedCell): void {
  pdf.font(cell.font ?? 'Helvetica').fontSize(cell.size ?? 9);
  const width = pdf.widthOfString(cell.text);
  const x = cell.align === 'right' ? cell.x - width : cell.align === 'center' ? cell.x - width / 2 : cell.x;
  if (cell.rotate) {
    pdf.save().rotate(cell.rotate, { origin: [x, cell.y] });
    pdf.text(cell.text, x, cell.y, { lineBreak: false }).restore();
    return;
  }
  pdf.text(cell.text, x, cell.y, { lineBreak: false });
}
