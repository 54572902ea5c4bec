import { textLike } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const dataArea = defineArea('Data', {
  DATA_DIR: setting(textLike(/^[^\0]+$/, 'must be a folder path'), {
    defaultText: './data',
    description:
      'Folder of the embedded queue, uploads, artefacts and vectors, on a local disk. API and workers share it, or object storage.',
  }),
  DATA_KEY: optionalSetting(textLike(/^.{32,}$/, 'must have at least 32 characters'), {
    secret: true,
    shownDefault: 'generated into DATA_DIR',
    description:
      'Key that seals small personal fields of the job record, at least 32 characters (`openssl rand -base64 32`).',
  }),
});
