const WIDTH = 640;
const HEIGHT = 260;
const MARGIN = { top: 34, right: 16, bottom: 56, left: 72 };
const COLOURS = ['#2f7d5b', '#b5483a'];
const MOST_BARS = 24;
const MOST_LABELS = 12;

interface Scale {
  min: number;
  max: number;
  y: (value: number) => number;
}

/** Bars side by side from a common zero; values above it are drawn in the first colour, values below in the second. */
export function drawBars(
  title: string,
  bars: readonly { label: string; values: readonly number[] }[],
): string {
  const shown = bars.slice(0, MOST_BARS);
  const scale = makeScale(shown.flatMap(({ values }) => values));
  const step = plotWidth() / Math.max(1, shown.length);
  const zero = scale.y(0);
  const shapes = shown.map(({ label, values }, index) => {
    const x = MARGIN.left + index * step + step * 0.15;
    const rectangles = values.map((value) => {
      const y = Math.min(zero, scale.y(value));
      const colour = COLOURS[value < 0 || values.length === 1 ? 1 : 0];
      return `<rect x="${round(x)}" y="${round(y)}" width="${round(step * 0.7)}" height="${round(Math.abs(scale.y(value) - zero))}" fill="${colour}"/>`;
    });
    return rectangles.join('') + axisLabel(x + step * 0.35, label);
  });
  return frame(title, scale, shapes.join(''));
}

/** A line through the values in order. */
export function drawLine(title: string, points: readonly { label: string; value: number }[]): string {
  const scale = makeScale(points.map(({ value }) => value));
  const step = plotWidth() / Math.max(1, points.length - 1);
  const x = (index: number): number => MARGIN.left + index * step;
  const path = points.map(({ value }, index) => `${round(x(index))},${round(scale.y(value))}`).join(' ');
  const every = Math.max(1, Math.ceil(points.length / MOST_LABELS));
  const labels = points
    .map(({ label }, index) => (index % every === 0 ? axisLabel(x(index), label) : ''))
    .join('');
  return frame(
    title,
    scale,
    `<polyline points="${path}" fill="none" stroke="${COLOURS[0]}" stroke-width="2"/>${labels}`,
  );
}

const plotWidth = (): number => WIDTH - MARGIN.left - MARGIN.right;

function makeScale(values: readonly number[]): Scale {
  const min = values.reduce((least, value) => Math.min(least, value), 0);
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  const max = min === most ? min + 1 : most;
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  return { min, max, y: (value) => MARGIN.top + ((max - value) / (max - min)) * height };
}

function axisLabel(x: number, text: string): string {
  const y = HEIGHT - MARGIN.bottom + 12;
  return `<text x="${round(x)}" y="${y}" transform="rotate(-30 ${round(x)} ${y})" text-anchor="end" font-size="9">${escape(text)}</text>`;
}

function frame(title: string, { min, max, y }: Scale, content: string): string {
  const marks = [...new Set([min, 0, max])].map(
    (value) =>
      `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${round(y(value))}" y2="${round(y(value))}" stroke="#999" stroke-width="0.5"/>` +
      `<text x="${MARGIN.left - 6}" y="${round(y(value) + 3)}" text-anchor="end" font-size="10">${escape(value.toLocaleString('en', { maximumFractionDigits: 0 }))}</text>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(title)}" font-family="sans-serif">` +
    `<title>${escape(title)}</title><text x="${MARGIN.left}" y="18" font-size="13">${escape(title)}</text>${marks.join('')}${content}</svg>`
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** XML has no way to write control characters. */
const CONTROL = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(CONTROL, ' ').replace(/[&<>"]/gu, (character) => entities[character]!);
}
