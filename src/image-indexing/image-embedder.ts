import { Inject, Injectable } from '@nestjs/common';
import { ComputePool, type RunOptions } from '../compute/index.js';
import { type EmbedderName, type EmbeddingSettings, identityOf } from '../models/embedding/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { Failure } from '../platform/failure.js';
import { BlobStore } from '../storage/index.js';
import { type EmbeddedImage, embedImagesComputation, type PictureOrder } from './embed-images.computation.js';
import { type EmbeddedText, embedTextComputation } from './embed-text.computation.js';
import { MicroBatch } from './micro-batch.js';
import { nameEmbedderComputation } from './name-embedder.computation.js';

/** 512 numbers of length one, and what made them. */
export interface Embedding {
  embedder: EmbedderName;
  vector: Float32Array;
}

type Outcome = { embedder: EmbedderName } & EmbeddedImage;

/** Makes embeddings of stored images and of words, by the operator's model or the embedded one. */
@Injectable()
export class ImageEmbedder {
  private readonly batch: MicroBatch<PictureOrder, Outcome>;
  private readonly batchSize: number;
  private readonly maximumPixels: number;
  private readonly model: EmbeddingSettings;

  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) { storage, models, worker }: Configuration,
  ) {
    this.batchSize = worker.batchSize;
    this.maximumPixels = storage.maximumImagePixels;
    this.model = { directory: models.modelsDirectory, url: models.embeddingUrl };
    this.batch = new MicroBatch(this.batchSize, (pictures, signal) =>
      this.embedTogether(pictures, { signal }),
    );
  }

  /**
   * The embedding of an image; where `WORKER_BATCH_SIZE` is more than one, together with others that come at the same time.
   *
   * @throws Failure `unreadable` for a damaged image, `too_large`, `model_unavailable`, or what the compute pool says
   */
  async embedImage(reference: string, options: RunOptions): Promise<Embedding> {
    const { embedder, vector } = await this.embedStored(reference, false, options);
    return { embedder, vector };
  }

  /** The same, and the small copy of the picture that the index keeps. */
  async embedAndKeep(reference: string, options: RunOptions): Promise<Embedding & { small: Uint8Array }> {
    const { embedder, vector, small } = await this.embedStored(reference, true, options);
    return { embedder, vector, small: small! };
  }

  /**
   * The embedding of words beside those of images; null where the embedder knows no words.
   *
   * @throws Failure `model_unavailable`, or what the compute pool says
   */
  async embedText(text: string, options: RunOptions): Promise<EmbeddedText | null> {
    const isEmbedded = this.model.directory === null && this.model.url === null;
    return isEmbedded ? null : this.compute.run(embedTextComputation, { text, model: this.model }, options);
  }

  /**
   * The identity that embeddings made now carry.
   *
   * @throws Failure `model_unavailable`, or what the compute pool says
   */
  async identity(): Promise<string> {
    return identityOf(await this.compute.run(nameEmbedderComputation, this.model));
  }

  private async embedStored(reference: string, keep: boolean, options: RunOptions) {
    const local = await this.blobs.localPath(reference);
    try {
      const { embedder, ...image } = await this.embedPicture({ path: local.path, keep }, options);
      if (image.failure) throw new Failure(image.failure.class, image.failure.message);
      return { embedder, ...image };
    } finally {
      await local.release();
    }
  }

  private async embedPicture(picture: PictureOrder, options: RunOptions): Promise<Outcome> {
    // A search does not wait for company.
    if (this.batchSize > 1 && !options.preferred) return this.batch.add(picture, options.signal);
    return (await this.embedTogether([picture], options))[0]!;
  }

  private async embedTogether(pictures: readonly PictureOrder[], options: RunOptions): Promise<Outcome[]> {
    const { maximumPixels, model } = this;
    const { embedder, images } = await this.compute.run(
      embedImagesComputation,
      { pictures, maximumPixels, model },
      options,
    );
    return images.map((image) => ({ embedder, ...image }));
  }
}
