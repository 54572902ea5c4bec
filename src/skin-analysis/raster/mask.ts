/** Which pixels belong to something: 1 or 0 a pixel, row by row from the top left. */
export interface Mask {
  width: number;
  height: number;
  bits: Uint8Array;
}

/** Pixels that hang together (by their edges), with what is needed to choose among them. */
export interface Component {
  label: number;
  area: number;
  /** Mean position in pixels. */
  x: number;
  y: number;
  /** Pixels on the edge of the picture. */
  onEdge: number;
}

export interface Components {
  /** 0, or the label of the component that a pixel belongs to. */
  labels: Int32Array;
  components: Component[];
}

/** Mean position of a mask's pixels; the corner where it has none. */
export function centerOf({ width, bits }: Mask): [number, number] {
  let [x, y, area] = [0, 0, 0];
  bits.forEach((bit, index) => {
    if (bit === 0) return;
    x += index % width;
    y += Math.floor(index / width);
    area += 1;
  });
  return [x / Math.max(1, area), y / Math.max(1, area)];
}

export function maskOf(width: number, height: number, belongs: (index: number) => boolean): Mask {
  const bits = new Uint8Array(width * height);
  for (let index = 0; index < bits.length; index += 1) bits[index] = belongs(index) ? 1 : 0;
  return { width, height, bits };
}

export function countOf({ bits }: Mask): number {
  let count = 0;
  for (const bit of bits) count += bit;
  return count;
}

export function invert(mask: Mask): Mask {
  return maskOf(mask.width, mask.height, (index) => mask.bits[index] === 0);
}

/** Grows a mask by a disc of so many pixels. */
export function dilate(mask: Mask, radius: number): Mask {
  const squared = squaredDistances(mask);
  return maskOf(mask.width, mask.height, (index) => squared[index]! <= radius * radius);
}

/** Shrinks a mask by a disc of so many pixels; the edge of the picture does not count as outside. */
export function erode(mask: Mask, radius: number): Mask {
  return invert(dilate(invert(mask), radius));
}

/** Removes what is thinner than a disc. */
export const open = (mask: Mask, radius: number): Mask => dilate(erode(mask, radius), radius);
/** Closes gaps that are narrower than a disc. */
export const close = (mask: Mask, radius: number): Mask => erode(dilate(mask, radius), radius);

/**
 * Squared distance of each pixel to the nearest one of the mask, (width + height)² where the mask is empty: along the columns
 * by two sweeps, then over the rows as Felzenszwalb and Huttenlocher, "Distance transforms of sampled functions", Theory of
 * Computing 8 (2012).
 */
export function squaredDistances(mask: Mask): Float32Array {
  const { width, height } = mask;
  const far = (width + height) ** 2;
  const squared = squaredColumnDistances(mask, far);
  const scratch = {
    line: new Float64Array(width),
    at: new Int32Array(width),
    from: new Float64Array(width + 1),
  };
  for (let y = 0; y < height; y += 1)
    transformRow(squared.subarray(y * width, (y + 1) * width), far, scratch);
  return squared;
}

function squaredColumnDistances({ width, height, bits }: Mask, far: number): Float32Array {
  const distances = new Float32Array(bits.length);
  const none = Math.sqrt(far);
  for (let index = 0; index < bits.length; index += 1)
    if (bits[index] === 0)
      distances[index] = index < width ? none : Math.min(none, distances[index - width]! + 1);
  for (let index = width * (height - 1) - 1; index >= 0; index -= 1) {
    const below = distances[index + width]! + 1;
    if (below < distances[index]!) distances[index] = below;
  }
  return distances.map((distance) => (distance >= none ? far : distance * distance));
}

interface Scratch {
  line: Float64Array;
  at: Int32Array;
  from: Float64Array;
}

/** One row of the transform: the lower envelope of the parabolas over those of its pixels whose column has something. */
function transformRow(row: Float32Array, far: number, { line, at, from }: Scratch): void {
  let last = -1;
  for (let position = 0; position < row.length; position += 1) {
    const height = row[position]!;
    line[position] = height + position * position;
    if (height >= far) continue;
    let cut = -Infinity;
    while (last >= 0) {
      const left = at[last]!;
      cut = (line[position]! - line[left]!) / (2 * (position - left));
      if (cut > from[last]!) break;
      last -= 1;
      cut = -Infinity;
    }
    at[++last] = position;
    from[last] = cut;
  }
  if (last < 0) return;
  from[last + 1] = Infinity;
  let parabola = 0;
  for (let position = 0; position < row.length; position += 1) {
    while (from[parabola + 1]! < position) parabola += 1;
    const left = at[parabola]!;
    row[position] = line[left]! + position * (position - 2 * left);
  }
}

/** Finds what hangs together. */
export function findComponents({ width, height, bits }: Mask): Components {
  const labels = new Int32Array(bits.length);
  const components: Component[] = [];
  const stack: number[] = [];
  for (let seed = 0; seed < bits.length; seed += 1) {
    if (bits[seed] === 0 || labels[seed] !== 0) continue;
    const component = { label: components.length + 1, area: 0, x: 0, y: 0, onEdge: 0 };
    labels[seed] = component.label;
    stack.push(seed);
    while (stack.length > 0) {
      const index = stack.pop()!;
      const [x, y] = [index % width, Math.floor(index / width)];
      component.area += 1;
      component.x += x;
      component.y += y;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) component.onEdge += 1;
      const visit = (next: number): void => {
        if (bits[next] === 0 || labels[next] !== 0) return;
        labels[next] = component.label;
        stack.push(next);
      };
      if (x > 0) visit(index - 1);
      if (x < width - 1) visit(index + 1);
      if (y > 0) visit(index - width);
      if (y < height - 1) visit(index + width);
    }
    component.x /= component.area;
    component.y /= component.area;
    components.push(component);
  }
  return { labels, components };
}

/** Fills what is enclosed. */
export function fillHoles(mask: Mask): Mask {
  const { labels, components } = findComponents(invert(mask));
  const outside = new Set(components.filter(({ onEdge }) => onEdge > 0).map(({ label }) => label));
  return maskOf(mask.width, mask.height, (index) => mask.bits[index] === 1 || !outside.has(labels[index]!));
}
