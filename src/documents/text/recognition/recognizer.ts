import type { Worker as RecognizerThread } from 'node:worker_threads';
import type { Page, Worker } from 'tesseract.js';

import { Failure } from '../../../platform/failure.js';
import { withLanguageData } from './language-data.js';
import { DOTS_PER_INCH, fromPicture, type Picture } from './picture.js';

/** Time to load, and for one page; a page takes seconds. */
const LOADING_MS = 60_000;
const PAGE_MS = 120_000;

/** Tesseract in a thread of this process, loaded with some languages. */
interface Engine {
  worker: Worker;
  thread: RecognizerThread;
  /** Rejects when the thread dies: the library itself would leave its promises unsettled. */
  died: Promise<never>;
}

let current: Promise<Engine> | undefined;
let currentLanguages = '';

/**
 * Recognises the text of an upright picture with Tesseract. The engine stays loaded for the next page.
 *
 * @param languages codes of installed language packages, such as `eng`
 * @throws Failure `model_unavailable` when the language data is missing, `unreadable` when a page cannot be recognised
 */
export async function recognize(picture: Picture, languages: readonly string[]): Promise<Page> {
  const engine = await engineFor(languages);
  const png = await toPng(picture);
  // Only a page under work keeps the process alive, an idle engine does not.
  engine.thread.ref();
  const recognition = engine.worker.recognize(png, {}, { blocks: true, text: false });
  try {
    const { data } = await Promise.race([recognition, engine.died, timeout(PAGE_MS)]);
    return data;
  } catch (error) {
    await closeRecognizer();
    throw new Failure('unreadable', 'The text of a page could not be recognised.', { cause: error });
  } finally {
    engine.thread.unref();
  }
}

/** As a file whose density is not in doubt: without one the recogniser guesses, and says so on the console. */
async function toPng(picture: Picture): Promise<Buffer> {
  const pipeline = (await fromPicture(picture)).withMetadata({ density: DOTS_PER_INCH });
  return pipeline.png({ compressionLevel: 1 }).toBuffer();
}

/** Ends the engine's thread, if there is one. */
export async function closeRecognizer(): Promise<void> {
  const engine = await current?.catch(() => undefined);
  current = undefined;
  await engine?.worker.terminate();
}

async function engineFor(languages: readonly string[]): Promise<Engine> {
  const key = languages.join('+');
  if (current && currentLanguages !== key) await closeRecognizer();
  currentLanguages = key;
  current ??= startEngine(languages);
  try {
    return await current;
  } catch (error) {
    current = undefined;
    throw error;
  }
}

async function startEngine(languages: readonly string[]): Promise<Engine> {
  const worker = await withLanguageData(languages, (folder) =>
    Promise.race([startWorker(languages, folder), timeout(LOADING_MS)]).catch((error: unknown) => {
      throw new Failure('model_unavailable', 'Text recognition could not be started.', { cause: error });
    }),
  );
  const thread = (worker as unknown as { worker: RecognizerThread }).worker;
  thread.unref();
  return { worker, thread, died: deathOf(thread) };
}

async function startWorker(languages: readonly string[], langPath: string): Promise<Worker> {
  const { createWorker, OEM } = await import('tesseract.js');
  return new Promise((resolve, reject) => {
    // Without this handler the library throws out of reach, and some failures are announced only to it.
    const errorHandler = (error: unknown): void => reject(new Error(String(error)));
    const options = { langPath, gzip: true, cacheMethod: 'none', errorHandler };
    // Tesseract writes remarks about specks to the console otherwise.
    const settings = { debug_file: '/dev/null' } as object;
    createWorker([...languages], OEM.LSTM_ONLY, options, settings).then(resolve, reject);
  });
}

function deathOf(thread: RecognizerThread): Promise<never> {
  const died = new Promise<never>((_resolve, reject) => {
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('The recogniser ended.')));
  });
  died.catch(() => undefined);
  return died;
}

function timeout(milliseconds: number): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('The recogniser did not answer in time.')), milliseconds).unref();
  });
}
