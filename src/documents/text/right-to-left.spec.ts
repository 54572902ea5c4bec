import { describe, expect, it } from '@jest/globals';
import { splitIntoWords } from './pdf-words.js';
import { inLogicalOrder, inReadingOrder } from './right-to-left.js';

describe('text from right to left', () => {
  it('is put into the order in which it is read, numbers as they are', () => {
    const words = (text: string): { text: string }[] => text.split(' ').map((word) => ({ text: word }));
    expect(inReadingOrder(words('.2026 עד 12 March שלום'))).toBe('שלום 12 March עד 2026.');
    expect(inReadingOrder(words('from left to right'))).toBe('from left to right');
  });

  it('has its drawn shapes made letters', () => {
    expect(inLogicalOrder('ﺮﻳﺮﻘﺗ', 'rtl')).toBe('تقرير');
    expect(inLogicalOrder('شكرا', 'rtl')).toBe('شكرا');
  });

  it('stands with its first word at the right', () => {
    const item = { x: 100, baseline: 0, width: 80, fontSize: 10, monospaced: false, bold: false };
    const [first, second] = splitIntoWords({ ...item, text: 'שלום עולם' });
    expect(first!.text).toBe('שלום');
    expect(first!.box[2]).toBeCloseTo(180);
    expect(second!.box[0]).toBeCloseTo(100);
  });
});
