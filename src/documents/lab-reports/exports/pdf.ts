import { BAR_COLORS, barShapes } from './bar-drawing.js';
import type { ExportContext, ExportedReport } from './exported-report.js';
import type { IntervalBar } from './interval-bar.js';
import { PdfWriter, type TextOptions } from './pdf-writer.js';
import {
  type FindingBlock,
  type Labelled,
  type ReportContent,
  reportContent,
  type ResultRow,
} from './report-content.js';

const MARGIN = 40;
const GREY = '#444444';
const BAR = { width: 88, height: 13 };
const ROW_PADDING = 3.5;
/** Characters of one cell: more would not fit on a page. */
const LONGEST_CELL = 600;

/** Columns of the results: heading and width in points. */
const COLUMNS = [
  { heading: 'Test', width: 126 },
  { heading: 'Result', width: 80 },
  { heading: 'Reference', width: 88 },
  { heading: 'Value against interval', width: 96 },
  { heading: 'Assessment', width: 98 },
  { heading: 'Page', width: 27 },
] as const;

/**
 * The report as PDF on A4, the same content as the HTML: tagged for screen readers, fonts embedded, and the same bytes
 * for the same result.
 */
export async function toPdf(result: ExportedReport, context: ExportContext): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const content = reportContent(result, context);
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 50 },
    pdfVersion: '1.7',
    lang: 'en',
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    info: { Title: content.title, Creator: 'Assay', CreationDate: context.issued },
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    pdf.once('end', resolve);
    pdf.once('error', reject);
  });
  write(new PdfWriter(pdf), content, context);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

function write(writer: PdfWriter, content: ReportContent, { jobId }: ExportContext): void {
  writeHead(writer, content);
  writeList(writer, 'Limits of this reading', content.warnings);
  writeFindings(writer, content.findings);
  writeResults(writer, content.results);
  const toCheck = content.toCheck.map(({ page, text }) => `Page ${page}: ${text}`);
  writeList(writer, 'Please check against the original', toCheck);
  heading(writer, 'In words');
  writer.text('P', content.analysis);
  writeList(writer, 'Sources', content.sources);
  heading(writer, 'Receipt');
  content.receipt.forEach((pair) => writePair(writer, pair));
  if (writer.spelled) {
    writer.y += 6;
    const note =
      'Characters that the font of this page does not have are written as their Unicode number in brackets.';
    writer.text('P', note, { size: 8.5 });
  }
  writer.footers(`Read by software, not a diagnosis · job ${jobId}`);
}

function writeHead(writer: PdfWriter, content: ReportContent): void {
  writer.text('H1', content.title, { size: 17, style: 'bold' });
  writer.y += 6;
  content.details.forEach((pair) => writePair(writer, pair));
  writer.y += 6;
  boxed(writer, content.disclaimer, { style: 'bold', size: 10 });
  writer.y += 8;
  const counts = content.summary.map(({ label, value }) => `${value} ${label}`).join('  ·  ');
  writer.text('P', counts, { style: 'bold', size: 10.5 });
}

function writePair(writer: PdfWriter, { label, value }: Labelled): void {
  writer.makeRoom(14);
  writer.inside('P', () => {
    const top = writer.y;
    writer.text('Span', label, { width: 110, color: GREY });
    writer.y = top;
    writer.text('Span', value, { x: writer.left + 114, width: writer.width - 114 });
  });
}

function boxed(writer: PdfWriter, text: string, options: TextOptions): void {
  const inner = { ...options, x: writer.left + 8, width: writer.width - 16 };
  const height = writer.heightOf(text, inner) + 10;
  writer.makeRoom(height);
  const top = writer.y;
  writer.decoration(() =>
    writer.pdf.rect(writer.left, top, writer.width, height).lineWidth(1).stroke('#111111'),
  );
  writer.y = top + 6;
  writer.text('P', text, inner);
  writer.y = top + height;
}

function heading(writer: PdfWriter, text: string): void {
  writer.makeRoom(70);
  writer.y += 14;
  writer.text('H2', text, { size: 13, style: 'bold' });
  const y = writer.y + 1;
  writer.decoration(() => line(writer, y, '#111111', 1));
  writer.y = y + 5;
}

function line(writer: PdfWriter, y: number, color: string, thickness: number): void {
  writer.pdf
    .moveTo(writer.left, y)
    .lineTo(writer.left + writer.width, y)
    .lineWidth(thickness)
    .stroke(color);
}

function writeList(writer: PdfWriter, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  heading(writer, title);
  writer.inside('L', () => {
    for (const item of lines) writer.inside('LI', () => writer.text('LBody', `• ${item}`));
  });
}

function writeFindings(writer: PdfWriter, groups: ReportContent['findings']): void {
  heading(writer, 'Findings');
  if (groups.length === 0)
    writer.text('P', 'No finding: none of the results that could be assessed lies outside its reference.');
  for (const group of groups) {
    writer.makeRoom(20 + heightOfFinding(writer, group.findings[0]!));
    writer.y += 3;
    writer.text('H3', group.specialist, { size: 11, style: 'bold' });
    writer.y += 2;
    group.findings.forEach((finding) => writeFinding(writer, finding));
  }
}

function titleOf(finding: FindingBlock): string {
  return `${finding.title} (${finding.severityWords})`;
}

function heightOfFinding(writer: PdfWriter, finding: FindingBlock): number {
  const width = writer.width - 10;
  const title = writer.heightOf(titleOf(finding), { width, style: 'bold' });
  return title + writer.heightOf(finding.text, { width }) + finding.rows.length * (BAR.height + 4) + 20;
}

function writeFinding(writer: PdfWriter, finding: FindingBlock): void {
  const indented = { x: writer.left + 10, width: writer.width - 10 };
  writer.makeRoom(heightOfFinding(writer, finding));
  const top = writer.y;
  const page = writer.pdf.page;
  writer.text('H4', titleOf(finding), { ...indented, style: 'bold' });
  writer.text('P', finding.text, indented);
  finding.rows.forEach((row) => writeAgainst(writer, row));
  writer.text('P', finding.source, { ...indented, size: 8, color: GREY });
  const bottom = writer.y;
  if (writer.pdf.page === page) {
    const urgent = finding.severity === 'urgent';
    writer.decoration(() =>
      writer.pdf.rect(writer.left, top, urgent ? 5 : 2.5, bottom - top).fill(BAR_COLORS.outside),
    );
  }
  writer.y = bottom + 7;
}

function writeAgainst(writer: PdfWriter, row: ResultRow): void {
  const top = writer.y + 1;
  const x = writer.left + 10;
  if (row.bar) drawBar(writer, row.bar, row.assessment, x, top);
  const assessed = `${row.name}: ${row.assessment}`;
  const words = row.needsReview ? `${assessed} [check]` : assessed;
  writer.y = top + 1;
  writer.text('P', words, { x: x + BAR.width + 10, width: writer.width - BAR.width - 20 });
  writer.y = Math.max(writer.y, top + BAR.height) + 2;
}

function writeResults(writer: PdfWriter, sections: ReportContent['results']): void {
  heading(writer, 'All results');
  if (sections.length === 0) {
    writer.text('P', 'No laboratory results were read.');
    return;
  }
  const legend =
    'The shaded part of each bar is the reference interval; every bar is drawn to its own scale. A disc lies inside, a diamond outside, an arrow off the bar; a ring: marked critical by the laboratory; a hollow disc: not assessed.';
  writer.text('P', legend, { size: 8, color: GREY });
  for (const { section, rows } of sections) {
    writer.makeRoom(70);
    writer.y += 8;
    writer.text('H3', section, { size: 11, style: 'bold' });
    writer.inside('Table', () => {
      writeTableHead(writer);
      rows.forEach((row) => writeRow(writer, row));
    });
  }
}

function writeTableHead(writer: PdfWriter): void {
  const cells = COLUMNS.map(({ heading: text }) => ({
    text,
    options: { size: 8, style: 'bold' } as TextOptions,
  }));
  writeCells(writer, cells, 'TH');
}

interface Cell {
  text: string;
  options: TextOptions;
}

function writeRow(writer: PdfWriter, row: ResultRow): void {
  const emphasis: TextOptions = { size: 9, style: row.outOfRange ? 'bold' : 'regular' };
  const plain: TextOptions = { size: 9 };
  const code = row.loinc === null ? '' : `\nLOINC ${row.loinc}`;
  const mark = row.labFlag === null ? '' : `\nmarked ${row.labFlag}`;
  const earlier = row.earlier === null ? '' : `\n${row.earlier}`;
  const origin = row.referenceOrigin === null ? '' : `\n${row.referenceOrigin}`;
  const cells: Cell[] = [
    { text: shortened(row.name) + code, options: emphasis },
    { text: shortened(row.result + mark + earlier), options: emphasis },
    { text: shortened(row.reference + origin), options: plain },
    { text: row.bar ? '' : 'no bar', options: { ...plain, color: GREY } },
    { text: row.assessment + (row.needsReview ? ' [check]' : ''), options: plain },
    { text: String(row.page), options: plain },
  ];
  writeCells(writer, cells, 'TD', row.bar);
}

function shortened(text: string): string {
  if (text.length <= LONGEST_CELL) return text;
  return `${text.slice(0, LONGEST_CELL)} … [cut after ${LONGEST_CELL} of ${text.length} characters]`;
}

/** One row; a new page repeats the head of the table. */
function writeCells(
  writer: PdfWriter,
  cells: readonly Cell[],
  type: 'TH' | 'TD',
  bar: IntervalBar | null = null,
): void {
  const width = (index: number): number => COLUMNS[index]!.width - 6;
  const heights = cells.map(({ text, options }, index) =>
    writer.heightOf(text, { ...options, width: width(index) }),
  );
  const height = Math.max(BAR.height, ...heights) + 2 * ROW_PADDING;
  if (writer.makeRoom(height) && type === 'TD') writeTableHead(writer);
  const top = writer.y;
  writer.inside('TR', () => {
    let x = writer.left;
    cells.forEach(({ text, options }, index) => {
      writer.y = top + ROW_PADDING;
      if (text === '' && bar)
        writer.inside(type, () => drawBar(writer, bar, cells[index + 1]!.text, x, writer.y - 1));
      else writer.text(type, text, { ...options, x, width: width(index) });
      x += COLUMNS[index]!.width;
    });
  });
  writer.decoration(() =>
    line(writer, top + height, type === 'TH' ? '#111111' : '#cccccc', type === 'TH' ? 0.9 : 0.5),
  );
  writer.y = top + height;
}

function drawBar(writer: PdfWriter, bar: IntervalBar, words: string, x: number, y: number): void {
  const { scale, interval, limits, mark, ring, color } = barShapes(bar, BAR);
  const { pdf } = writer;
  writer.figure(words, () => {
    pdf.save().translate(x, y);
    pdf.rect(0, scale.y, scale.width, scale.height).lineWidth(0.4).fillAndStroke(BAR_COLORS.scale, '#888888');
    pdf.rect(interval.x, scale.y, interval.width, scale.height).fill(BAR_COLORS.interval);
    for (const limit of limits)
      pdf.moveTo(limit.x, limit.top).lineTo(limit.x, limit.bottom).lineWidth(1).stroke(BAR_COLORS.limit);
    if (ring) pdf.circle(ring.x, ring.y, ring.radius).lineWidth(1).stroke(color);
    pdf.lineWidth(0.7);
    if (mark.kind === 'polygon') pdf.polygon(...mark.points).fillAndStroke(color, '#ffffff');
    else
      pdf
        .circle(mark.x, mark.y, mark.radius)
        .fillAndStroke(mark.filled ? color : '#ffffff', mark.filled ? '#ffffff' : color);
    pdf.restore();
  });
}
