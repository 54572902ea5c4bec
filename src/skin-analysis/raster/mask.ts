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
 * Squared distance of each pixel to the nearest one of the mask: Felzenszwalb and Huttenlocher, "Distance transforms of
 * sampled functions", Theory of Computing 8 (2012).
 */
export function squaredDistances({ width, height, bits }: Mask): Float32Array {
  const far = (width + height) ** 2;
  const squared = Float32Array.from(bits, (bit) => (bit === 1 ? 0 : far));
  const longest = Math.max(width, height);
  const scratch = {
    line: new Float64Array(longest),
    at: new Int32Array(longest),
    from: new Float64Array(longest + 1),
  };
  for (let x = 0; x < width; x += 1) transformLine(squared, x, width, height, scratch);
  for (let y = 0; y < height; y += 1) transformLine(squared, y * width, 1, width, scratch);
  return squared;
}

interface Scratch {
  line: Float64Array;
  at: Int32Array;
  from: Float64Array;
}

/** One line of the transform: the lower envelope of parabolas. */
function transformLine(
  values: Float32Array,
  start: number,
  stride: number,
  length: number,
  { line, at, from }: Scratch,
): void {
  for (let position = 0; position < length; position += 1)
    line[position] = values[start + stride * position]!;
  const crossing = (left: number, right: number): number =>
    (line[right]! + right * right - line[left]! - left * left) / (2 * (right - left));
  let last = 0;
  at[0] = 0;
  from[0] = -Infinity;
  from[1] = Infinity;
  for (let position = 1; position < length; position += 1) {
    let cut = crossing(at[last]!, position);
    while (cut <= from[last]!) cut = crossing(at[--last]!, position);
    at[++last] = position;
    from[last] = cut;
    from[last + 1] = Infinity;
  }
  last = 0;
  for (let position = 0; position < length; position += 1) {
    while (from[last + 1]! < position) last += 1;
    values[start + stride * position] = (position - at[last]!) ** 2 + line[at[last]!]!;
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
