import { OmitType } from '@nestjs/swagger';
import { BinaryClassifyInput } from './binary-classify.job.js';
import { HistopathologyInput } from './histopathology.job.js';
import { FullClassifyInput } from './full-classify.job.js';
import { BurnClassifyInput } from './burn-classify.job.js';
import { DermoscopyInput } from './dermoscopy.job.js';

/** Any type of file: the header is read with care afterwards, and says more. */
export const IMAGE_UPLOAD = { file: {} };

export class BinaryClassifyForm extends OmitType(BinaryClassifyInput, ['file'] as const) {}
export class FullClassifyForm extends OmitType(FullClassifyInput, ['file'] as const) {}
export class DermoscopyForm extends OmitType(DermoscopyInput, ['file'] as const) {}
export class BurnClassifyForm extends OmitType(BurnClassifyInput, ['file'] as const) {}
export class HistopathologyForm extends OmitType(HistopathologyInput, ['file'] as const) {}
