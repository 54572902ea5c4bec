import { Failure } from '../../../platform/failure.js';

/** A grey picture in memory: one byte a pixel, 0 black, from the top left. */
export interface Picture {
  pixels: Buffer;
  width: number;
  height: number;
}

/** Of a page: at 150 amounts in small print were misread; from 200 on they read alike, and 250 leaves room. */
export const DOTS_PER_INCH = 250;

export type Sharp = typeof import('sharp').default;

let sharp: Promise<Sharp> | undefined;

/** Loads the picture library once; one thread, because a compute child has one core. */
export function loadSharp(): Promise<Sharp> {
  sharp ??= import('sharp').then(({ default: library }) => {
    library.cache(false);
    library.concurrency(1);
    return library;
  });
  return sharp;
}

/** Ends in pixels what began as any pipeline of sharp. */
export async function toPicture(pipeline: import('sharp').Sharp): Promise<Picture> {
  const { data, info } = await pipeline
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/** The picture as the start of a pipeline. */
export async function fromPicture({ pixels, width, height }: Picture): Promise<import('sharp').Sharp> {
  return (await loadSharp())(pixels, { raw: { width, height, channels: 1 } });
}

/** Turns a picture clockwise by degrees; the corners that open are white. */
export async function turn(picture: Picture, degrees: number): Promise<Picture> {
  if (degrees === 0) return picture;
  return toPicture((await fromPicture(picture)).rotate(degrees, { background: '#ffffff' }));
}

/** A failure of the picture library is one of the file. */
export function pictureFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && /pixel limit/iu.test(error.message))
    return new Failure('too_large', 'The picture has too many pixels; at most 100 million are read.', {
      cause: error,
    });
  return new Failure('unreadable', 'The picture is damaged and cannot be opened.', { cause: error });
}

/** Grey pixels of a drawing, on white. */
export async function fromRgba(data: Uint8ClampedArray, width: number, height: number): Promise<Picture> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return toPicture((await loadSharp())(bytes, { raw: { width, height, channels: 4 } }));
}
