import { readingWarnings, readText } from '../../../text/index.js';
import type { OpenedDocument } from '../opened-document.js';
import type { ReadDocument } from '../converted.js';
import { blocksOfPages } from '../../../layout/index.js';

/** A PDF or a picture: text where it is, recognised text where there is none, put into reading order. */
export async function readPaged({ bytes, input, context }: OpenedDocument): Promise<ReadDocument> {
  const document = await readText(bytes, {
    ...(input.languages && { languages: input.languages }),
    ...(input.earlierPages && { earlier: input.earlierPages }),
    ...(context.keep && { keep: context.keep }),
    ...(context.onPage && { onPage: context.onPage }),
  });
  const { title } = document.metadata;
  const isPdf = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-');
  return {
    type: isPdf ? 'pdf' : 'image',
    pages: document.pages.length + document.damagedPages.length,
    blocks: blocksOfPages(document.pages),
    ocrPages: document.recognizedPages,
    warnings: readingWarnings(document),
    ...(isUsefulTitle(title) && { title }),
  };
}

/** Programs write file names and their own name into the title. */
function isUsefulTitle(title: string | undefined): title is string {
  return (
    title !== undefined &&
    /\p{L}{3}/u.test(title) &&
    !/^(?:untitled|microsoft word|.*\.\w{2,4})/iu.test(title)
  );
}
