/** What the header of an image says of it; nothing has been decoded. */
export interface ImageHeader {
  mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/tiff' | 'image/avif';
  /** Pixels as stored, before any turn by EXIF. */
  width: number;
  height: number;
  /** Pictures in the file, of which the first is read; counted up to {@link MOST_FRAMES}. */
  frames: number;
}

/** Further frames are not counted. */
export const MOST_FRAMES = 1000;
