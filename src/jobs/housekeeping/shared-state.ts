import { Injectable } from '@nestjs/common';
import { BlobStore } from '../../storage/index.js';
import { Sealer } from '../record/sealer.js';
import { WorkerRegistry } from '../store/worker-registry.js';

/** What all processes of an instance must share besides the queue: the data key and the blob store. */
@Injectable()
export class SharedState {
  constructor(
    private readonly registry: WorkerRegistry,
    private readonly sealer: Sealer,
    private readonly blobs: BlobStore,
  ) {}

  /** Throws, with what to do, when this process has another data key or another store than the ones before it. */
  async assertShared(): Promise<void> {
    const fingerprint = this.sealer.fingerprint();
    if ((await this.registry.agree('data-key', fingerprint)) !== fingerprint)
      throw new Error(
        'This process has another DATA_KEY than the instance it joins. Give all processes the same DATA_KEY, or the same DATA_DIR.',
      );
    const identity = await this.blobs.storeIdentity();
    if ((await this.registry.agree('blob-store', identity)) !== identity)
      throw new Error(
        'This process has another file store than the instance it joins. API and workers must share DATA_DIR, or object storage.',
      );
  }
}
