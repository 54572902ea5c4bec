import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from './api.js';
import { Worker } from './jobs/index.js';
import { loadConfiguration } from './platform/config/index.js';
import { showDocument } from './demo/document.js';
import { showLabReport } from './demo/lab-report.js';
import { showProducts } from './demo/products.js';
import { showSkinLesion } from './demo/skin-lesion.js';
import { say, Stage } from './demo/stage.js';
import { showStatement } from './demo/statement.js';

/** What is shown, one after the other. */
const PARTS = [showLabReport, showStatement, showDocument, showSkinLesion, showProducts];

/** Starts Assay with a folder of its own, sends it the samples, shows what comes back; `--keep` leaves it running. */
async function demo(keep: boolean): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'assay-demo-'));
  const { configuration } = loadConfiguration(
    {},
    { PORT: 0, DATA_DIR: directory, LOG_LEVEL: 'error', WEBHOOK_ALLOWED_HOSTS: 'localhost' },
  );
  const app = await createApi(configuration);
  await app.get(Worker).start();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const close = async (): Promise<void> => {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    say(`Assay runs at ${url}, with nothing but Node and the folder ${directory}\n`);
    const stage = new Stage(url, directory);
    for (const part of PARTS) await part(stage);
    say(`\nAPI docs    ${url}/docs`);
    if (!keep) say('The addresses answer while it runs; start it with --keep to open them.');
  } catch (error) {
    await close();
    throw error;
  }
  if (!keep) return close();
  say('\nIt keeps running (--keep). Stop it with Ctrl-C.');
  process.once('SIGINT', () => void close().then(() => process.exit(0)));
}

try {
  await demo(process.argv.includes('--keep'));
} catch (error) {
  process.stderr.write(`The demo failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
