import { buffer } from 'node:stream/consumers';
import type { Task } from '../jobs/index.js';
import { KEPT_PAGES } from './text/read-pages.js';

/** What earlier attempts of the job kept of its pages, so that this one goes on where they ended. */
export async function earlierPages(task: Pick<Task, 'artefact' | 'artefactNames'>): Promise<Uint8Array[]> {
  const names = (await task.artefactNames()).filter((name) => name.startsWith(KEPT_PAGES));
  const bodies = await Promise.all(
    names.map(async (name) => {
      const kept = await task.artefact(name);
      return kept === null ? [] : [await buffer(kept)];
    }),
  );
  return bodies.flat();
}
