import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { convert, outline } from '../testing/documents.js';

const LETTER = 'Sehr geehrte Frau Müller,\n\nvielen Dank für Ihre Nachricht; wir grüßen Sie herzlich.';

describe('plain text', () => {
  it.each([
    ['utf-8', false],
    ['utf-8', true],
    ['utf-16le', true],
    ['utf-16be', true],
    ['utf-32le', true],
    ['utf-32be', true],
    ['utf-16le', false],
    ['utf-16be', false],
    ['utf-32le', false],
    ['utf-32be', false],
    ['windows-1252', false],
  ])('is read in %s, with its mark: %s', async (encoding, addBOM) => {
    const document = await convert(iconv.encode(LETTER, encoding, { addBOM }));
    expect(outline(document)).toEqual(LETTER.split('\n\n'));
    expect(document).toMatchObject({ type: 'text', language: 'de', words: 13 });
  });

  it.each([
    ['shift_jis', '請求書の合計金額は月末までにお支払いください。よろしくお願いいたします。', 'ja'],
    ['gb18030', '请在月底之前支付发票的总金额，谢谢您的合作，我们期待您的回复和进一步的联系。', 'zh'],
    ['windows-1251', 'Просим оплатить счёт до конца месяца, заранее благодарим за сотрудничество.', 'ru'],
    [
      'windows-1250',
      'Prosimy o zapłatę całej kwoty do końca miesiąca; dziękujemy za współpracę i życzliwość.',
      'pl',
    ],
    [
      'iso-8859-2',
      'Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím a mají spolu jednat v duchu bratrství.',
      'cs',
    ],
    [
      'windows-1254',
      'Toplam tutarı ay sonuna kadar ödemenizi rica eder, işbirliğiniz için teşekkür ederiz.',
      'tr',
    ],
    [
      'cp850',
      'Veuillez régler le montant total à la fin du mois; nous vous remercions de votre amabilité.',
      'fr',
    ],
    [
      'macintosh',
      'Veuillez régler le montant total à la fin du mois; nous vous remercions de votre amabilité.',
      'fr',
    ],
    ['cp866', 'Просим оплатить счёт до конца месяца, заранее благодарим за сотрудничество.', 'ru'],
    ['windows-874', 'กรุณาชำระเงินทั้งหมดภายในสิ้นเดือนนี้ ขอขอบคุณสำหรับความร่วมมือของท่าน', 'th'],
    ['utf-16le', '请在月底之前支付发票的总金额。\n谢谢您的合作，我们期待您的回复和进一步的联系。', 'zh'],
    [
      'euc-kr',
      '이번 달 말까지 청구서의 총액을 지불해 주시기 바랍니다. 협조해 주셔서 대단히 감사합니다.',
      'ko',
    ],
  ])('is read in %s, which is found out from the bytes', async (encoding, text, language) => {
    const document = await convert(iconv.encode(text, encoding, { addBOM: false }));
    expect(outline(document)).toEqual([text]);
    expect(document.language).toBe(language);
  });

  it('keeps right-to-left text in its logical order', async () => {
    const text = 'يرجى دفع المبلغ الإجمالي للفاتورة قبل نهاية الشهر الحالي، مع خالص الشكر والتقدير.';
    const document = await convert(text);
    expect(outline(document)).toEqual([text]);
    expect(document.language).toBe('ar');
  });

  it('counts words where no blanks part them', async () => {
    const { words } = await convert('これは日本語の文章です。');
    expect(words).toBeGreaterThan(3);
    expect(words).toBeLessThan(10);
  });

  it('parts pages at form feeds', async () => {
    expect((await convert('one\n\ftwo')).blocks.map(({ page }) => page)).toEqual([1, 2]);
  });

  it('says nothing of a language that it does not know', async () => {
    const mixed =
      'All human beings are born free and equal in dignity and rights. They are endowed with reason. '.repeat(
        3,
      ) +
      'Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft begabt. '.repeat(
        3,
      );
    expect((await convert(mixed)).language).toBeNull();
    expect((await convert('Invoice 17')).language).toBeNull();
  });
});

describe('CSV', () => {
  it.each([',', ';', '\t'])('is a table, parted by %j', async (delimiter) => {
    const rows = [
      ['Item', 'Count', 'Price'],
      ['Tea', '2', '4.50'],
      ['Cup', '1', '7.00'],
    ];
    const document = await convert(rows.map((row) => row.join(delimiter)).join('\n'));
    expect(document.type).toBe('csv');
    expect(outline(document)).toEqual([rows.map((row) => row.join(' | ')).join(' / ')]);
  });

  it('is told from prose with commas', async () => {
    expect((await convert('Dear all, thanks, and see you.\nRegards, the, team, here.\nBye')).type).toBe(
      'text',
    );
  });
});
