import { boolean, commaList, parsedText } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const webhooksArea = defineArea('Webhooks', {
  WEBHOOK_SECRET: optionalSetting(parsedText(signingSecrets, 'must be whsec_ and 24 to 64 bytes in base64'), {
    secret: true,
    shownDefault: 'generated into DATA_DIR',
    description:
      'Secret that signs webhooks, as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. Several, separated by commas, while receivers change to a new one.',
  }),
  WEBHOOK_ALLOWED_HOSTS: setting(
    commaList(
      /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?$/,
      'must be hosts such as localhost:3000, separated by commas',
    ),
    {
      defaultText: '',
      shownDefault: 'none',
      description:
        'Hosts, or host:port, that webhooks may reach besides public addresses, separated by commas (`localhost:3000,backend.internal`).',
    },
  ),
  WEBHOOK_REQUIRE_HTTPS: setting(boolean(), {
    defaultText: 'off',
    description: 'Refuse webhook addresses without TLS; on for production.',
  }),
});

function signingSecrets(text: string): string[] | undefined {
  const secrets = text.split(',').map((secret) => signingSecret(secret.trim()));
  return secrets.every((secret) => secret !== undefined) ? secrets : undefined;
}

function signingSecret(text: string): string | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (!encoded) return undefined;
  const bytes = Buffer.from(encoded, 'base64').length;
  return bytes >= 24 && bytes <= 64 ? text : undefined;
}
