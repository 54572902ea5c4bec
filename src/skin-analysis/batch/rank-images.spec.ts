import { describe, expect, it } from '@jest/globals';
import type { FullClassification } from '../classification/classification.js';
import type { BatchImage } from './batch.js';
import { rankImages } from './rank-images.js';

const named = (index: number) => ({
  index,
  filename_index: index,
  filename: `${index}.jpg`,
  body_location: null,
});
const analysed = (index: number, probability: number): BatchImage => ({
  ...named(index),
  status: 'ok',
  result: {
    binary: { probability_malignant: probability, label: probability > 0.5 ? 'malignant' : 'benign' },
    models: [{ name: 'one', version: '1', kind: 'embedded' }],
  } as FullClassification,
});
const failed = (index: number): BatchImage => ({
  ...named(index),
  status: 'failed',
  error: 'The image is damaged and cannot be decoded.',
  failure_class: 'unreadable',
  advice: 'Send another.',
});

describe('rankImages', () => {
  it('puts the worst first, equals in the order of the form, failed ones nowhere', () => {
    const result = rankImages([
      analysed(0, 0.1),
      failed(1),
      analysed(2, 0.9),
      analysed(3, 0.1),
      analysed(4, 0.6),
    ]);
    expect(result.ranking).toEqual([2, 4, 0, 3]);
    expect(result.summary).toEqual({ images: 5, ok: 4, failed: 1, malignant: 2, worst: 2 });
    expect(result.models).toHaveLength(1);
  });

  it('has no worst one where nothing could be analysed', () => {
    expect(rankImages([failed(0)])).toMatchObject({
      ranking: [],
      summary: { ok: 0, worst: null },
      models: [],
    });
  });
});
