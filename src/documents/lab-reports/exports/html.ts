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
<p class="disclaimer" role="note">${content.disclaimer}</p>
<ul class="summary">${content.summary.map(({ label, value }) => markup`<li><b>${value}</b> ${label}</li>`)}</ul>
</header>
<main>
${warnings(content.warnings)}
${findings(content.findings)}
${results(content.results)}
${toCheck(content.toCheck)}
<section><h2>In words</h2><p class="analysis" dir="auto">${content.analysis}</p></section>
</main>
<footer>
<section><h2>Sources</h2><ul>${content.sources.map((source) => markup`<li>${source}</li>`)}</ul></section>
<section><h2>Receipt</h2>${definitions(content.receipt)}</section>
</footer>
</body>
</html>`;
}

function definitions(pairs: readonly Labelled[]): Markup {
  return markup`<dl>${pairs.map(({ label, value }) => markup`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
}

function warnings(lines: readonly string[]): Markup | null {
  if (lines.length === 0) return null;
  return markup`<section class="warnings"><h2>Limits of this reading</h2><ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul></section>`;
}

function findings(groups: ReportContent['findings']): Markup {
  const body = groups.map((group) => markup`<h3>${group.specialist}</h3>${group.findings.map(findingBlock)}`);
  const none = markup`<p>No finding: none of the results that could be assessed lies outside its reference.</p>`;
  return markup`<section><h2>Findings</h2>${body.length > 0 ? body : none}</section>`;
}

function findingBlock(finding: FindingBlock): Markup {
  return markup`<article class="finding ${finding.severity}">
<h4><bdi>${finding.title}</bdi> <span class="tag">${finding.severityWords}</span></h4>
<p><bdi>${finding.text}</bdi></p>
${finding.rows.map(against)}
<p class="source"><bdi>${finding.source}</bdi></p>
</article>`;
}

function against(row: ResultRow): Markup | null {
  const check = row.needsReview ? markup` <span class="tag">check</span>` : null;
  if (row.bar)
    return markup`<div class="against">${bar(row.bar)} <span><bdi>${row.name}:</bdi> ${row.assessment}</span>${check}</div>`;
  return check && markup`<p>${check}</p>`;
}

function results(sections: ReportContent['results']): Markup {
  const legend = markup`<p class="legend">The shaded part of each bar is the reference interval; every bar is drawn to its own scale.
A disc lies inside, a diamond outside, an arrow off the bar; a ring: marked critical by the laboratory; a hollow disc: not assessed.</p>`;
  const tables = sections.map(
    ({ section, rows }) => markup`<table>
<caption><bdi>${section}</bdi></caption>
<thead><tr><th scope="col">Test</th><th scope="col">Result</th><th scope="col">Reference</th><th scope="col">Value against interval</th><th scope="col">Assessment</th><th scope="col">Page</th></tr></thead>
<tbody>${rows.map(resultRow)}</tbody>
</table>`,
  );
  return markup`<section><h2>All results</h2>${tables.length > 0 ? [legend, ...tables] : markup`<p>No laboratory results were read.</p>`}</section>`;
}

function resultRow(row: ResultRow): Markup {
  const emphasis = row.critical ? 'critical' : row.outOfRange ? 'out' : '';
  return markup`<tr class="${emphasis}">
<th scope="row"><bdi>${row.name}</bdi>${row.loinc === null ? null : markup`<small>LOINC ${row.loinc}</small>`}</th>
<td class="value"><bdi>${row.result}</bdi>${row.labFlag === null ? null : markup`<small>marked <bdi>${row.labFlag}</bdi></small>`}${small(row.earlier)}</td>
<td><bdi>${row.reference}</bdi>${small(row.referenceOrigin)}</td>
<td class="bar">${row.bar ? bar(row.bar) : markup`<span class="none">no bar</span>`}</td>
<td>${row.assessment}${row.needsReview ? markup` <span class="tag">check</span>` : null}</td>
<td>${row.page}</td>
</tr>`;
}

function small(text: string | null): Markup | null {
  return text === null ? null : markup`<small><bdi>${text}</bdi></small>`;
}

const BAR = { width: 120, height: 18 };

/** The words beside it say the same, so that it is hidden from screen readers. */
function bar(drawn: IntervalBar): Markup {
  const { scale, interval, limits, mark, ring, color } = barShapes(drawn, BAR);
  return markup`<svg viewBox="0 0 ${BAR.width} ${BAR.height}" width="${BAR.width}" height="${BAR.height}" aria-hidden="true" focusable="false">
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

function toCheck(lines: ReportContent['toCheck']): Markup | null {
  if (lines.length === 0) return null;
  return markup`<section class="check"><h2>Please check against the original</h2><ul>${lines.map(
    ({ page, text }) => markup`<li>Page ${page}: <bdi>${text}</bdi></li>`,
  )}</ul></section>`;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
