import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'dotenv';

import { SETTINGS } from './areas/index.js';
import { renderExample, renderReference } from './documentation.js';
import { loadConfiguration } from './load.js';

const committed = (path: string) => readFileSync(path, 'utf8');

describe('documentation of the settings', () => {
  it('is the committed docs/configuration.md', () => {
    expect(committed('docs/configuration.md')).toBe(renderReference());
  });

  it('is the committed .env.example', () => {
    expect(committed('.env.example')).toBe(renderExample());
  });

  it('names every setting in both files', () => {
    for (const name of Object.keys(SETTINGS)) {
      expect(renderReference()).toContain(`| \`${name}\` `);
      expect(renderExample()).toContain(`\n#${name}=`);
    }
  });

  it('shows an example that changes nothing when copied', () => {
    expect(parse(committed('.env.example'))).toEqual({});
  });

  it('shows defaults that are the defaults', () => {
    const uncommented = committed('.env.example').replace(/^#(?=[A-Z])/gm, '');
    const { configuration } = loadConfiguration(parse(uncommented));
    const expected = loadConfiguration({}).configuration;
    expect({ ...configuration, auth: null }).toEqual({ ...expected, auth: null });
  });
});
