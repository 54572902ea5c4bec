import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { Failure } from '../../platform/failure.js';
import { readTypedDocument } from './read-typed-document.js';
import { sample } from './testing/samples.js';

const read = (bytes: Uint8Array): Promise<unknown> =>
  readTypedDocument({ bytes, filename: 'x', documentType: 'bank_statement' }).catch(
    (error: unknown) => error,
  );

const BOMB =
  '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>';

function workbook(sheet: string): Uint8Array {
  return zipSync({ 'xl/workbook.xml': strToU8('<workbook/>'), 'xl/worksheets/sheet1.xml': strToU8(sheet) });
}

describe('hostile files', () => {
  it('refuses entities in CAMT.053 and in a workbook', async () => {
    const camt = sample('camt053.xml').toString().replace('<Document', `${BOMB}<Document`);
    expect(await read(Buffer.from(camt))).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('document type'),
    });
    expect(await read(workbook(`<?xml version="1.0"?>${BOMB}<worksheet>&c;</worksheet>`))).toMatchObject({
      failureClass: 'unreadable',
    });
  });

  it('refuses a workbook that unpacks to a thousand times its size, without unpacking it', async () => {
    const bomb = workbook(' '.repeat(130 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const before = process.memoryUsage().rss;
    expect(await read(bomb)).toMatchObject({ failureClass: 'too_large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  it('refuses XML that is nested without end, and sheets with row numbers beyond reason', async () => {
    expect(await read(Buffer.from(`<BkToCstmrStmt>${'<a>'.repeat(100_000)}`))).toMatchObject({
      failureClass: 'unreadable',
    });
    expect(
      await read(workbook('<worksheet><sheetData><row r="999999999"/></sheetData></worksheet>')),
    ).toMatchObject({ failureClass: 'too_large' });
  });

  it.each([
    ['nested without end', '<PAYEE>'.repeat(500_000)],
    ['with sections that have no end', '<NAME><![CDATA[a'.repeat(200_000)],
  ])('reads an OFX file of one line, %s, in seconds', async (_name, elements) => {
    const started = performance.now();
    const outcome = await read(Buffer.from(`<OFX><STMTRS>${elements}`));
    expect(outcome).not.toBeInstanceOf(RangeError);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('reads a hundred thousand lines of CSV in seconds', async () => {
    let balance = 0;
    const lines = Array.from({ length: 100_000 }, (_, index) => {
      balance += index % 7;
      return `2024-01-${String(1 + (index % 28)).padStart(2, '0')},Shop ${index % 50},${index % 7}.00,${balance}.00`;
    });
    const result = await read(Buffer.from(`Date,Description,Amount,Balance\n${lines.join('\n')}`));
    expect(result).toMatchObject({ extracted_data: { proof: { verified: true } } });
  }, 60_000);

  it('answers rubbish, pictures and old workbooks with a clear failure', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    expect(await read(png)).toMatchObject({
      failureClass: 'unreadable',
      message: expect.stringContaining('picture'),
    });
    expect(await read(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toMatchObject({ failureClass: 'unsupported' });
    expect(await read(zipSync({ 'a.txt': strToU8('x') }))).toMatchObject({ failureClass: 'unsupported' });
    expect(await read(Buffer.from('just words'))).toMatchObject({ failureClass: 'unreadable' });
    expect(await read(Buffer.from('"'.repeat(200_000)))).toBeInstanceOf(Failure);
    expect(await read(sample('xlsx').subarray(0, 900))).toBeInstanceOf(Failure);
  });

  const shared = fileURLToPath(new URL('../../../../shared/data/hostile', import.meta.url));
  const itWithData = existsSync(shared) ? it : it.skip;
  itWithData(
    'ends with a result or a Failure for every PDF of ../shared/data/hostile (skipped where it is absent)',
    async () => {
      // Not the pictures: text recognition takes its time for each, and is tested where it lives.
      for (const name of readdirSync(shared).filter((file) => file.endsWith('.pdf'))) {
        const outcome = await read(readFileSync(join(shared, name)));
        if (outcome instanceof Error && !(outcome instanceof Failure)) throw outcome;
      }
    },
    240_000,
  );
});
