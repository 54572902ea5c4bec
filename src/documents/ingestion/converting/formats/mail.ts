import { Failure } from '../../../../platform/failure.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import type { ReadDocument } from '../converted.js';
import { blocksOfElement, parseHtml } from './html-blocks.js';
import { paragraphsOf } from './plain-text.js';

interface Address {
  name?: string;
  address?: string;
  group?: Address[];
}

/** A mail: who wrote to whom, the subject, the body; attachments are named, not read. */
export async function readMail({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const { default: PostalMime } = await import('postal-mime');
  const mail = await PostalMime.parse(Buffer.from(bytes)).catch((error: unknown) => {
    throw new Failure('unreadable', 'The mail is damaged.', { cause: error });
  });
  const { subject } = mail;
  const head = [
    ['From', mail.from && inWords([mail.from])],
    ['To', mail.to && inWords(mail.to)],
    ['Cc', mail.cc && inWords(mail.cc)],
    ['Date', mail.date],
  ].flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  const attachments = mail.attachments.map(({ filename, mimeType }) => filename ?? mimeType);
  const blocks: Block[] = [
    ...(subject ? [{ type: 'heading', level: 1, text: subject, page: 1 } as const] : []),
    ...(head.length > 0 ? [{ type: 'paragraph', text: head.join('\n'), page: 1 } as const] : []),
    ...(mail.text ? paragraphsOf(mail.text, 1) : await htmlBlocks(mail.html ?? '')),
  ];
  return {
    type: 'eml',
    pages: 1,
    blocks,
    ...(subject && { title: subject }),
    warnings:
      attachments.length > 0
        ? [`Attachments that were not read: ${attachments.join(', ')}. Send them on their own.`]
        : [],
  };
}

async function htmlBlocks(html: string): Promise<Block[]> {
  return html === '' ? [] : blocksOfElement((await parseHtml(html)).body, 1);
}

function inWords(addresses: readonly Address[]): string {
  return addresses
    .flatMap((one) => one.group ?? [one])
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : (address ?? name ?? '')))
    .join(', ');
}
