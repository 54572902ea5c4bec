import type { QualityWarning } from '../images/index.js';

/** What makes a result less sure: a weakness of the photograph, or of what was found in it. */
export interface SkinWarning {
  code: QualityWarning['code'] | 'no_lesion' | 'cut_off' | 'not_h_and_e';
  words: string;
  what_to_retake: string;
}

/** For measurements, which need a lesion. */
export const NOTHING_MEASURED: SkinWarning = {
  code: 'no_lesion',
  words: 'Nothing stands out from the skin, so nothing was measured.',
  what_to_retake: 'Bring the place into the middle of the image, in focus, with skin all around.',
};

/** For judgements, which can be made of any image. */
export const NO_LESION: SkinWarning = {
  code: 'no_lesion',
  words: 'Nothing stands out from the skin; the middle of the image was judged instead.',
  what_to_retake: 'Bring the place into the middle of the image, in focus, with skin all around.',
};

export const CUT_OFF: SkinWarning = {
  code: 'cut_off',
  words: 'The lesion reaches the edge of the image; its size and form are those of a part.',
  what_to_retake: 'Take the picture from further away, with skin all around.',
};
