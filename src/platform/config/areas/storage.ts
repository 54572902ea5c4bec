import { boolean, decimalNumber, httpUrl, oneOf, text, textLike } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const storageArea = defineArea('Storage', {
  MAX_UPLOAD_MB: setting(decimalNumber(0.001, 10_240), {
    defaultText: '25',
    description: 'Largest uploaded file, in MiB.',
  }),
  MAX_IMAGE_MEGAPIXELS: setting(decimalNumber(0.01, 1_000), {
    defaultText: '50',
    description: 'Most pixels of an image, in millions; judged by its header, before anything is decoded.',
  }),
  OBJECT_STORE_DIR: optionalSetting(textLike(/^[^\0]+$/, 'must be a folder path'), {
    shownDefault: '<DATA_DIR>/objects',
    description:
      'Local folder that stands for object storage while there is no `S3_BUCKET`: object keys are read below it.',
  }),
  BLOB_STORE: setting(oneOf('folder', 's3'), {
    defaultText: 'folder',
    description:
      'Where uploads, large results and artefacts live: `folder` in `DATA_DIR`, or `s3`, below `S3_BLOB_PREFIX` of `S3_BUCKET`, for machines that share no folder.',
  }),
  S3_BLOB_PREFIX: setting(textLike(/^[\w-]+(?:\/[\w-]+)*\/$/, 'must be names with `/` behind each'), {
    defaultText: 'assay-blobs/',
    description: 'Start of the keys of uploads in the bucket.',
  }),
  S3_BUCKET: optionalSetting(textLike(/^[a-zA-Z0-9][\w.-]{1,254}$/, 'must be a bucket name'), {
    description: 'Bucket of S3, R2 or MinIO from which objects are read.',
    oldNames: ['R2_BUCKET', 'R2_BUCKET_NAME'],
  }),
  S3_ENDPOINT: optionalSetting(httpUrl(), {
    shownDefault: "Amazon's, of the region",
    description: 'Address of another S3 server (R2, MinIO).',
    oldNames: [
      'R2_ENDPOINT',
      'R2_ENDPOINT_URL',
      { name: 'R2_ACCOUNT_ID', convert: (account) => `https://${account}.r2.cloudflarestorage.com` },
    ],
  }),
  S3_REGION: optionalSetting(textLike(/^[a-z0-9-]{2,40}$/, 'must be a region name'), {
    shownDefault: 'us-east-1; auto with S3_ENDPOINT',
    description: 'Region that requests are signed for.',
    oldNames: ['R2_REGION'],
  }),
  S3_FORCE_PATH_STYLE: setting(boolean(), {
    defaultText: 'off',
    description: 'Name the bucket in the path, not in the host; MinIO needs it.',
    oldNames: ['R2_FORCE_PATH_STYLE'],
  }),
  AWS_ACCESS_KEY_ID: optionalSetting(textLike(/^\S+$/, 'must be text without blanks'), {
    secret: true,
    description: 'Access key of the object storage.',
    oldNames: ['R2_ACCESS_KEY_ID'],
  }),
  AWS_SECRET_ACCESS_KEY: optionalSetting(textLike(/^\S+$/, 'must be text without blanks'), {
    secret: true,
    description: 'Secret of that access key.',
    oldNames: ['R2_SECRET_ACCESS_KEY'],
  }),
  AWS_SESSION_TOKEN: optionalSetting(text(), {
    secret: true,
    description: 'Session token, with temporary credentials.',
  }),
});
