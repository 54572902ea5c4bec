import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { secretFromFile } from '../platform/secret-file.js';

const SECRET_BYTES = 32;

/**
 * Signs as Standard Webhooks 1.0 says (https://www.standardwebhooks.com): HMAC-SHA-256 over id, time and body. With several secrets
 * there is a signature by each, so that receivers can change from one to the next without losing a message.
 */
export class SigningSecrets {
  private readonly signers: readonly Webhook[];

  constructor(secrets: readonly string[]) {
    this.signers = secrets.map((secret) => new Webhook(secret));
  }

  /** The configured secrets, or the one kept in the data directory. */
  static of(configured: readonly string[], directory: string): SigningSecrets {
    if (configured.length > 0) return new SigningSecrets(configured);
    const make = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    return new SigningSecrets([secretFromFile(join(directory, 'webhook.secret'), make)]);
  }

  /** The headers of a message. */
  headers(messageId: string, body: string, at: Date): Record<string, string> {
    return {
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': this.signers.map((signer) => signer.sign(messageId, at, body)).join(' '),
    };
  }
}
