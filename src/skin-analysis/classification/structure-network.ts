import { fileURLToPath } from 'node:url';
import type { InferenceSession } from 'onnxruntime-node';
import { createSession } from '../../models/serving/index.js';
import type { Mask } from '../raster/mask.js';
import type { LesionFeatures, LesionSquare } from './lesion-patch.js';

/** Side of the square that the network sees, in pixels. */
export const NETWORK_SIDE = 224;
/** Pixels of that square to one place of the network's answer, along each side. */
const STRIDE = 4;
const GRID = NETWORK_SIDE / STRIDE;
const PLACES = GRID * GRID;
/** What is looked for at each place. */
const STRUCTURES = 24;
/** The colour (0–255) that the skin around is brought to, so that light and camera matter less. */
const SKIN = [200, 160, 140] as const;
/** Where the cut shows less skin, its whole is taken in its place. */
const LEAST_SKIN = 200;
const DARKEST_SKIN = 20;

const MODEL = fileURLToPath(new URL('./structure-network.onnx', import.meta.url));
let session: Promise<InferenceSession> | undefined;

/**
 * How much of 24 small structures (spots, lines, edges of colour) a lesion shows: the first blocks of a network without what it was
 * trained for, made by `tools/convert-skin-network.mjs`, see docs/models/skin-baseline.md. For each the mean and the standard
 * deviation inside the lesion, and the standard deviation over the cut. Runs in a compute child only, because a run blocks its thread.
 */
export async function structureFeatures(square: LesionSquare): Promise<LesionFeatures> {
  const { Tensor } = await import('onnxruntime-node');
  const loaded = await (session ??= createSession(MODEL));
  const image = new Tensor('float32', normalisedPlanes(square), [1, 3, NETWORK_SIDE, NETWORK_SIDE]);
  const answers = await loaded.run({ image });
  const maps = answers['structures']!.data as Float32Array;
  const inside = sharesOf(square.lesion);
  const shown = sharesOf(square.view);
  const features: LesionFeatures = {};
  for (let structure = 0; structure < STRUCTURES; structure += 1) {
    const map = maps.subarray(structure * PLACES, (structure + 1) * PLACES);
    const lesion = momentsOf(map, inside);
    features[`structure_mean_${structure}`] = lesion.mean;
    features[`structure_deviation_${structure}`] = lesion.deviation;
    features[`structure_contrast_${structure}`] = momentsOf(map, shown).deviation;
  }
  return features;
}

/** Red, green, blue, 0–1, each scaled so that the skin has one colour; places that the lens does not show have it too. */
function normalisedPlanes({ rgb, lesion, view }: LesionSquare): Float32Array {
  const area = NETWORK_SIDE * NETWORK_SIDE;
  const skin = skinOf(rgb, lesion, view);
  const planes = new Float32Array(3 * area);
  for (const channel of [0, 1, 2] as const) {
    const scale = SKIN[channel] / Math.max(DARKEST_SKIN, skin[channel]);
    for (let pixel = 0; pixel < area; pixel += 1) {
      const value = view.bits[pixel] === 1 ? rgb[3 * pixel + channel]! * scale : SKIN[channel];
      planes[channel * area + pixel] = Math.min(1, value / 255);
    }
  }
  return planes;
}

/** Mean colour of the skin around the lesion. */
function skinOf(rgb: Uint8Array, lesion: Mask, view: Mask): [number, number, number] {
  const around = (index: number): boolean => view.bits[index] === 1 && lesion.bits[index] === 0;
  const skin = meanColor(rgb, around);
  return skin.pixels >= LEAST_SKIN ? skin.color : meanColor(rgb, (index) => view.bits[index] === 1).color;
}

function meanColor(
  rgb: Uint8Array,
  counts: (index: number) => boolean,
): { color: [number, number, number]; pixels: number } {
  const sum: [number, number, number] = [0, 0, 0];
  let pixels = 0;
  for (let index = 0; 3 * index < rgb.length; index += 1) {
    if (!counts(index)) continue;
    pixels += 1;
    for (const channel of [0, 1, 2] as const) sum[channel] += rgb[3 * index + channel]!;
  }
  return { color: sum.map((value) => value / Math.max(1, pixels)) as [number, number, number], pixels };
}

/** For each place of the network's answer the share of its pixels that belong to a mask. */
function sharesOf({ width, bits }: Mask): Float32Array {
  const shares = new Float32Array(PLACES);
  bits.forEach((bit, index) => {
    const row = Math.floor(Math.floor(index / width) / STRIDE);
    shares[row * GRID + Math.floor((index % width) / STRIDE)]! += bit / STRIDE ** 2;
  });
  return shares;
}

function momentsOf(map: Float32Array, weights: Float32Array): { mean: number; deviation: number } {
  let [total, sum, squares] = [0, 0, 0];
  map.forEach((value, place) => {
    const weight = weights[place]!;
    total += weight;
    sum += weight * value;
    squares += weight * value * value;
  });
  if (total === 0) return { mean: 0, deviation: 0 };
  const mean = sum / total;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) };
}
