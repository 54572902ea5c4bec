import { expect, it } from '@jest/globals';
import { identityOf } from '../../models/embedding/index.js';
import { openEmbedder } from './open-embedder.js';

it('is the embedded one without settings, whose identity has name, version and hash', async () => {
  const { name, embedText } = await openEmbedder({ directory: null, url: null });
  expect(identityOf(name)).toMatch(/^assay-image-embedding 4 [0-9a-f]{12}$/);
  expect(embedText).toBeNull();
});

it('is none while the configured model is away', async () => {
  const away = openEmbedder({ directory: '/no/such/folder', url: null });
  await expect(away).rejects.toMatchObject({ failureClass: 'model_unavailable' });
});
