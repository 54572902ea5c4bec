import { isLoopback } from '../loopback.js';
import { boolean, parsedText, textLike } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const authArea = defineArea('Authentication', {
  AUTH: optionalSetting(boolean(), {
    shownDefault: 'off on loopback, on elsewhere',
    description:
      'Whether callers must show a JSON Web Token (`Authorization: Bearer …`). While off, tokens are ignored and all callers share one owner.',
  }),
  ALLOW_UNAUTHENTICATED: setting(boolean(), {
    defaultText: 'no',
    description: 'With `AUTH=off`: yes, really listen beyond loopback without authentication.',
  }),
  JWT_SECRET: optionalSetting(textLike(/^[^\0]+$/, 'must be text'), {
    secret: true,
    description:
      'Shared secret of HS256, HS384 or HS512 tokens, at least 32 bytes (`openssl rand -base64 48`). Either this or `JWT_JWKS_URL`.',
  }),
  JWT_JWKS_URL: optionalSetting(secureUrl(), {
    description:
      "Address of the token issuer's public keys (JWKS), for tokens signed with RSA or elliptic curves; https, or http on loopback.",
  }),
  JWT_ISSUER: optionalSetting(textLike(/^\S+$/, 'must be text without blanks'), {
    description: 'Required `iss` of tokens.',
  }),
  JWT_AUDIENCE: optionalSetting(textLike(/^\S+$/, 'must be text without blanks'), {
    description: 'Required `aud` of tokens.',
  }),
  DASHBOARD_PASSWORD: optionalSetting(textLike(/^[^\0]{12,}$/, 'must have at least 12 characters'), {
    secret: true,
    description:
      'Password of the queue dashboard at `/admin/queues` (user `admin`), at least 12 characters; without one the dashboard is closed.',
  }),
});

/** Keys fetched over plain http could be exchanged on the way, and with them everybody's identity. */
function secureUrl() {
  return parsedText((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    return safe ? value : undefined;
  }, 'must be an https:// address (http:// only on loopback)');
}
