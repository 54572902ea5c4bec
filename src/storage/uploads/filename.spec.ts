import { describe, expect, it } from '@jest/globals';
import { cleanFilename } from './filename.js';

describe('cleanFilename', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\jane\\report.pdf', 'report.pdf'],
    ['..', 'upload'],
    ['folder/', 'upload'],
    ['  \u0000 ', 'upload'],
    ['a\r\nb\u0000.pdf', 'ab.pdf'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['Befu\u0308nde 血液.pdf', 'Befünde 血液.pdf'],
    ['50%.pdf', '50%.pdf'],
  ])('%j becomes %j', (given, expected) => {
    expect(cleanFilename(given)).toBe(expected);
  });

  it('shortens to 255 characters, keeps the extension and no half characters', () => {
    expect(cleanFilename(`${'a'.repeat(300)}.pdf`)).toBe(`${'a'.repeat(251)}.pdf`);
    expect(cleanFilename('\u{1f9ea}'.repeat(200))).toBe('\u{1f9ea}'.repeat(127));
  });
});
