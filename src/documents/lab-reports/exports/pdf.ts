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
const BAR = { width: 88, height: 11 };
const ROW_PADDING = 2;
const NO_FINDING =
  'No pattern that is known here, and nothing urgent, was found in the results that could be assessed.';
const LEGEND =
  "The shaded part of each bar is the reference interval; every bar is drawn to its own scale. A disc lies inside, a diamond outside, an arrow off the bar; a ring: critical by the laboratory's mark; a hollow disc: not assessed. Letters behind a result are the laboratory's own marks.";
/** Characters of one cell: more would not fit on a page. */
const LONGEST_CELL = 600;

/** Columns of the results: heading and width in points. */
const COLUMNS = [
  { heading: 'Test', width: 152 },
  { heading: 'Result', width: 96 },
  { heading: 'Against the reference', width: 96 },
  { heading: 'Reference', width: 98 },
  { heading: 'Assessment', width: 73 },
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
  writeText(writer, 'Your question', content.answer);
  writeResults(writer, content.results);
  const toCheck = content.toCheck.map(({ page, text }) => `Page ${page}: ${text}`);
  writeList(writer, 'Please check against the original', toCheck);
  writeList(writer, 'Questions for your doctor', content.questions);
  writeText(writer, 'In words', content.narration ?? '');
  writeOrigin(writer, content);
  writer.footers(`Read by software, not a diagnosis · job ${jobId}`);
}

function writeHead(writer: PdfWriter, content: ReportContent): void {
  writer.text('H1', content.title, { size: 16, style: 'bold' });
  writer.y += 3;
  writer.text('P', inline(content.details));
  writer.y += 4;
  const counts = content.summary.map(({ label, value }) => `${value} ${label}`).join('  ·  ');
  writer.text('P', counts, { style: 'bold', size: 10.5 });
  writer.y += 3;
  writer.text('P', content.disclaimer, { size: 8.5 });
}

function inline(pairs: readonly Labelled[]): string {
  return pairs.map(({ label, value }) => `${label}: ${value}`).join('   ');
}

function writeText(writer: PdfWriter, title: string, text: string): void {
  if (text === '') return;
  heading(writer, title);
  writer.text('P', text, { size: 9 });
}

/** Where everything comes from, small: it is read once, if at all. */
function writeOrigin(writer: PdfWriter, { origin, sources, receipt }: ReportContent): void {
  const small: TextOptions = { size: 7, color: GREY };
  heading(writer, 'Sources');
  writer.text('P', origin, small);
  sources.forEach((source, index) => writer.text('P', `[${index + 1}] ${source}`, small));
  writer.y += 3;
  writer.text('P', inline(receipt), small);
  if (writer.spelled) {
    const note =
      'Characters that the font of this page does not have are written as their Unicode number in brackets.';
    writer.text('P', note, small);
  }
}

function heading(writer: PdfWriter, text: string): void {
  writer.makeRoom(60);
  writer.y += 9;
  writer.text('H2', text, { size: 11.5, style: 'bold' });
  const y = writer.y;
  writer.decoration(() => line(writer, y, '#111111', 0.9));
  writer.y = y + 4;
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

function writeFindings(writer: PdfWriter, findings: ReportContent['findings']): void {
  heading(writer, 'What matters');
  if (findings.length === 0) writer.text('P', NO_FINDING);
  findings.forEach((finding) => writeFinding(writer, finding));
}

function writeFinding(writer: PdfWriter, finding: FindingBlock): void {
  const indented = { x: writer.left + 9, width: writer.width - 9, size: 9 };
  const title = `${finding.title} (${finding.severityWords})`;
  const note = finding.note === null ? '' : ` [${finding.note}]`;
  const text = [finding.values && `${finding.values}.`, finding.text + note].filter(Boolean).join(' ');
  const bold: TextOptions = { ...indented, style: 'bold' };
  writer.makeRoom(writer.heightOf(title, bold) + writer.heightOf(text, indented));
  const top = writer.y;
  const page = writer.pdf.page;
  writer.text('H3', title, bold);
  writer.text('P', text, indented);
  const bottom = writer.y;
  if (writer.pdf.page === page) {
    const width = finding.severity === 'urgent' ? 5 : 2.5;
    const color = finding.severity === 'info' ? '#777777' : BAR_COLORS.outside;
    writer.decoration(() => writer.pdf.rect(writer.left, top, width, bottom - top).fill(color));
  }
  writer.y = bottom + 4;
}

function writeResults(writer: PdfWriter, sections: ReportContent['results']): void {
  heading(writer, 'All results');
  if (sections.length === 0) {
    writer.text('P', 'No laboratory results were read.');
    return;
  }
  writer.inside('Table', () => {
    writeTableHead(writer);
    for (const { section, rows } of sections) {
      writeSection(writer, section);
      rows.forEach((row) => writeRow(writer, row));
    }
  });
  writer.y += 3;
  writer.text('P', LEGEND, { size: 7, color: GREY });
}

/** The heading of some rows, never the last line of a page. */
function writeSection(writer: PdfWriter, section: string): void {
  if (writer.makeRoom(40)) writeTableHead(writer);
  writer.y += 4;
  writer.inside('TR', () => writer.text('TH', section, { size: 9, style: 'bold' }));
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
  const plain: TextOptions = { size: 8.5 };
  const emphasis: TextOptions = { ...plain, style: row.outOfRange ? 'bold' : 'regular' };
  const mark = row.labFlag === null ? '' : ` ${row.labFlag}`;
  const earlier = row.earlier === null ? '' : `\n${row.earlier}`;
  const origin = row.referenceOrigin === null ? '' : `\n${row.referenceOrigin}`;
  const cells: Cell[] = [
    { text: shortened(row.name), options: emphasis },
    { text: shortened(row.result + mark + earlier), options: emphasis },
    { text: '', options: plain },
    { text: shortened(row.reference + origin), options: plain },
    { text: row.assessment + (row.needsReview ? ' [check]' : ''), options: emphasis },
  ];
  writeCells(writer, cells, 'TD', row);
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
  row: ResultRow | null = null,
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
      if (text === '')
        writer.inside(type, () => {
          if (row?.bar) drawBar(writer, row.bar, row.barWords, x, writer.y - 1);
        });
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
