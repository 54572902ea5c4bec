import { createHash } from 'node:crypto';
import { BAR_COLORS, barShapes } from './bar-drawing.js';
import type { ExportContext, ExportedReport } from './exported-report.js';
import { STYLE } from './html-style.js';
import type { IntervalBar } from './interval-bar.js';
import { Markup, markup } from './markup.js';
import {
  type FindingBlock,
  type Labelled,
  type ReportContent,
  reportContent,
  type ResultRow,
} from './report-content.js';

/** Even a page that was saved and mailed on loads and runs nothing; the style is named by its hash. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/**
 * The report as one HTML page: no scripts, nothing loaded from elsewhere, every value of the document escaped. Readable
 * on a screen, by a screen reader and printed on A4.
 */
export function toHtml(result: ExportedReport, context: ExportContext): string {
  const content = reportContent(result, context);
  return `<!doctype html>\n${page(content)}\n`;
}

function page(content: ReportContent): Markup {
  return markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${content.title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>${content.title}</h1>
${definitions(content.details)}
<ul class="summary">${content.summary.map(({ label, value }) => markup`<li><b>${value}</b> ${label}</li>`)}</ul>
<p class="disclaimer" role="note">${content.disclaimer}</p>
</header>
<main>
${bullets('warnings', 'Limits of this reading', content.warnings)}
${findings(content.findings)}
${content.answer && markup`<section><h2>Your question</h2><p>${content.answer}</p></section>`}
${results(content.results)}
${bullets(
  'check',
  'Please check against the original',
  content.toCheck.map(({ page, text }) => `Page ${page}: ${text}`),
)}
${bullets('questions', 'Questions for your doctor', content.questions)}
${content.narration && markup`<section><h2>In words</h2><p class="analysis" dir="auto">${content.narration}</p></section>`}
</main>
<footer>
<section><h2>Sources</h2><p>${content.origin}</p><ol>${content.sources.map((source) => markup`<li>${source}</li>`)}</ol></section>
<section><h2>Receipt</h2>${definitions(content.receipt)}</section>
</footer>
</body>
</html>`;
}

function definitions(pairs: readonly Labelled[]): Markup {
  return markup`<dl>${pairs.map(({ label, value }) => markup`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
}

function bullets(name: string, heading: string, lines: readonly string[]): Markup | null {
  if (lines.length === 0) return null;
  return markup`<section class="${name}"><h2>${heading}</h2><ul>${lines.map((line) => markup`<li><bdi>${line}</bdi></li>`)}</ul></section>`;
}

function findings(blocks: readonly FindingBlock[]): Markup {
  const none = markup`<p>No pattern that is known here, and nothing urgent, was found in the results that could be assessed.</p>`;
  return markup`<section><h2>What matters</h2>${blocks.length > 0 ? blocks.map(findingBlock) : none}</section>`;
}

function findingBlock({ title, severity, severityWords, text, values, note }: FindingBlock): Markup {
  return markup`<article class="finding ${severity}">
<h3><bdi>${title}</bdi> <span class="tag">${severityWords}</span></h3>
<p>${values && markup`<b><bdi>${values}.</bdi></b> `}<bdi>${text}</bdi>${note === null ? null : markup` <span class="note">[${note}]</span>`}</p>
</article>`;
}

function results(sections: ReportContent['results']): Markup {
  const legend = markup`<p class="legend">The shaded part of each bar is the reference interval; every bar is drawn to its own scale.
A disc lies inside, a diamond outside, an arrow off the bar; a ring: critical by the laboratory's mark; a hollow disc: not assessed. Letters behind a result are the laboratory's own marks.</p>`;
  const table = markup`<table>
<thead><tr><th scope="col">Test</th><th scope="col">Result</th><th scope="col">Against the reference</th><th scope="col">Reference</th><th scope="col">Assessment</th></tr></thead>
${sections.map(
  ({ section, rows }) => markup`<tbody>
<tr class="section"><th scope="rowgroup" colspan="5"><bdi>${section}</bdi></th></tr>
${rows.map(resultRow)}</tbody>
`,
)}</table>`;
  return markup`<section><h2>All results</h2>${sections.length > 0 ? [table, legend] : markup`<p>No laboratory results were read.</p>`}</section>`;
}

function resultRow(row: ResultRow): Markup {
  const emphasis = row.critical ? 'critical' : row.outOfRange ? 'out' : '';
  return markup`<tr class="${emphasis}">
<th scope="row"><bdi>${row.name}</bdi></th>
<td class="value"><bdi>${row.result}</bdi>${row.labFlag === null ? null : markup` <bdi class="mark">${row.labFlag}</bdi>`}${small(row.earlier)}</td>
<td class="bar">${row.bar ? bar(row.bar, row.barWords) : null}</td>
<td><bdi>${row.reference}</bdi>${small(row.referenceOrigin)}</td>
<td class="assessment">${row.assessment}${row.needsReview ? markup` <span class="tag">check</span>` : null}</td>
</tr>
`;
}

function small(text: string | null): Markup | null {
  return text === null ? null : markup`<small><bdi>${text}</bdi></small>`;
}

const BAR = { width: 108, height: 14 };

function bar(drawn: IntervalBar, words: string): Markup {
  const { scale, interval, limits, mark, ring, color } = barShapes(drawn, BAR);
  return markup`<svg viewBox="0 0 ${BAR.width} ${BAR.height}" width="${BAR.width}" height="${BAR.height}" role="img" aria-label="${words}" focusable="false">
<rect x="0" y="${round(scale.y)}" width="${scale.width}" height="${round(scale.height)}" fill="${BAR_COLORS.scale}" stroke="#888" stroke-width="0.5"/>
<rect x="${round(interval.x)}" y="${round(scale.y)}" width="${round(interval.width)}" height="${round(scale.height)}" fill="${BAR_COLORS.interval}"/>
${limits.map(({ x, top, bottom }) => markup`<path d="M${round(x)} ${round(top)}V${round(bottom)}" stroke="${BAR_COLORS.limit}" stroke-width="1.2"/>`)}
${ring ? markup`<circle cx="${round(ring.x)}" cy="${round(ring.y)}" r="${round(ring.radius)}" fill="none" stroke="${color}" stroke-width="1.2"/>` : null}
${markShape(mark, color)}
</svg>`;
}

function markShape(mark: ReturnType<typeof barShapes>['mark'], color: string): Markup {
  if (mark.kind === 'polygon')
    return markup`<polygon points="${mark.points.map((point) => point.map(round).join(',')).join(' ')}" fill="${color}" stroke="#fff" stroke-width="0.8"/>`;
  return markup`<circle cx="${round(mark.x)}" cy="${round(mark.y)}" r="${round(mark.radius)}" fill="${mark.filled ? color : '#fff'}" stroke="${mark.filled ? '#fff' : color}" stroke-width="${mark.filled ? 0.8 : 1.4}"/>`;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
