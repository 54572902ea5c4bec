import { commaList, oneOf, textLike, wholeNumber } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const serverArea = defineArea('API server', {
  PORT: setting(wholeNumber(0, 65_535), {
    defaultText: '8000',
    description: 'Port of the API; 0 takes a free one.',
  }),
  HOST: setting(textLike(/^[\w.:[\]-]{1,255}$/, 'must be a host name or an IP address'), {
    defaultText: '127.0.0.1',
    description:
      'Address the API listens on. Any other than loopback needs `AUTH=on`, or both `AUTH=off` and `ALLOW_UNAUTHENTICATED=yes`.',
  }),
  SUBMIT_STATUS: setting(oneOf('202', '200'), {
    defaultText: '202',
    description:
      'HTTP code of submits and of "not finished yet" answers; 200 for clients that compare the number.',
  }),
  SYNC_WAIT_SECONDS: optionalSetting(wholeNumber(1, 86_400), {
    shownDefault: "the job type's hard limit",
    description: 'Longest time in seconds that a route waits for its job before it answers 504.',
  }),
  CORS_ORIGINS: setting(
    commaList(
      /^(\*|https?:\/\/[^\s/]+)$/,
      'must be origins such as https://app.example, separated by commas',
    ),
    {
      defaultText: '',
      shownDefault: 'none',
      description: 'Origins of web pages that may call the API, separated by commas; `*` for all.',
    },
  ),
});
