import { json } from 'node:stream/consumers';
import { Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { ComputePool } from '../compute/index.js';
import { Handles, type Task } from '../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { Failure, FAILURES, type FailureClass, toFailure } from '../platform/failure.js';
import { BlobStore } from '../storage/index.js';
import { batchSkinCheck } from './batch-skin-check.job.js';
import type { BatchImage } from './batch/batch.js';
import { rankImages } from './batch/rank-images.js';
import type { FullClassification } from './classification/classification.js';
import type { BatchResultView } from './skin-analysis.dto.js';
import { fullComputation } from './skin-images.computations.js';

type BatchTask = Task<typeof batchSkinCheck>;

const artefactName = (index: number): string => `image-${index}.json`;

/**
 * Works batches of skin images. Each image is a computation of its own, which lets a single analysis go before it; what is
 * finished is kept, so that a later attempt goes on where this one ended.
 */
@Processor(batchSkinCheck.queue)
export class SkinBatchProcessor {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Handles(batchSkinCheck)
  async check(task: BatchTask): Promise<BatchResultView> {
    const images = await this.finishedEarlier(task);
    this.report(task, images);
    const waiting = task.input.files.map((_, index) => index).filter((index) => !images.has(index));
    const next = async (): Promise<void> => {
      for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
        const image = await this.analyse(task, index);
        await task.keepArtefact(artefactName(index), Buffer.from(JSON.stringify(image)));
        images.set(index, image);
        this.report(task, images);
      }
    };
    await Promise.all(Array.from({ length: this.configuration.worker.concurrency }, next));
    return rankImages([...images.values()].sort((a, b) => a.index - b.index));
  }

  private async finishedEarlier(task: BatchTask): Promise<Map<number, BatchImage>> {
    const images = new Map<number, BatchImage>();
    const names = new Set(await task.artefactNames());
    for (const index of task.input.files.keys()) {
      const kept = names.has(artefactName(index)) ? await task.artefact(artefactName(index)) : null;
      if (kept) images.set(index, (await json(kept)) as BatchImage);
    }
    return images;
  }

  private report({ input: { files }, progress }: BatchTask, images: ReadonlyMap<number, BatchImage>): void {
    const [current, total] = [images.size, files.length];
    progress({
      percent: (100 * current) / total,
      words: `Analysed ${current} of ${total} images`,
      current,
      total,
    });
  }

  /** An image that cannot be analysed fails alone, after a second try where that may help; what ends the whole attempt is thrown. */
  private async analyse(task: BatchTask, index: number): Promise<BatchImage> {
    const { files, body_locations } = task.input;
    const { filename } = files[index]!;
    const named = { index, filename_index: index, filename, body_location: body_locations?.[index] ?? null };
    try {
      return { ...named, status: 'ok', result: await this.classifyPatiently(task, index) };
    } catch (error) {
      task.signal.throwIfAborted();
      const { failureClass, message } = toFailure(error);
      if (endsAttempt(failureClass)) throw error;
      return {
        ...named,
        status: 'failed',
        error: message,
        failure_class: failureClass,
        advice: FAILURES[failureClass].advice,
      };
    }
  }

  /** A compute child may die of something else than its image. */
  private async classifyPatiently(task: BatchTask, index: number): Promise<FullClassification> {
    try {
      return await this.classify(task, index);
    } catch (error) {
      const { failureClass } = toFailure(error);
      if (task.signal.aborted || endsAttempt(failureClass) || !FAILURES[failureClass].retryHelps) throw error;
      return this.classify(task, index);
    }
  }

  private async classify(task: BatchTask, index: number): Promise<FullClassification> {
    const { files, strict = false } = task.input;
    const { path, release } = await this.blobs.localPath(files[index]!.reference);
    const limit = limitOf(this.configuration.jobs.hardLimitMs);
    try {
      const { modelsDirectory, visionUrl } = this.configuration.models;
      const order = {
        path,
        strict,
        maximumPixels: this.configuration.storage.maximumImagePixels,
        person: { age: null, sex: null },
        vision: { directory: modelsDirectory, url: visionUrl },
      };
      return await this.compute.run(fullComputation, order, {
        signal: AbortSignal.any([task.signal, limit.signal]),
        attempt: task.attempt,
        onStopped: task.onStopped,
      });
    } finally {
      limit.clear();
      await release();
    }
  }
}

/** What the images have in common is away: the job is tried again later, instead of failing one image after the other. */
const endsAttempt = (failureClass: FailureClass): boolean =>
  failureClass === 'model_unavailable' || failureClass === 'dependency_down';

/** A signal that ends one image at the time limit of a single job. */
function limitOf(milliseconds: number): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const words = `The image took longer than its limit of ${milliseconds / 1000} s.`;
  const timer = setTimeout(() => controller.abort(new Failure('time_limit', words)), milliseconds);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
