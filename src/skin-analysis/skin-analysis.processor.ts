import { Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { ComputePool } from '../compute/index.js';
import { Handles, QUEUES, type Task } from '../jobs/index.js';
import type { VisionSettings } from '../models/vision/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { BlobStore } from '../storage/index.js';
import { binaryClassify } from './binary-classify.job.js';
import { burnClassify } from './burn-classify.job.js';
import { dermoscopy } from './dermoscopy.job.js';
import { histopathology } from './histopathology.job.js';
import { fullClassify } from './full-classify.job.js';
import type {
  BinaryResultView,
  BurnResultView,
  HistopathologyResultView,
  DermoscopyResultView,
  FullResultView,
} from './skin-analysis.dto.js';
import type { PhotographOrder } from './photograph.js';
import type { SkinImageInput } from './skin-image.input.js';
import {
  binaryComputation,
  burnComputation,
  histopathologyComputation,
  dermoscopyComputation,
  fullComputation,
} from './skin-images.computations.js';

/** Works single skin images, each in a compute child. */
@Processor(QUEUES.analysis)
export class SkinAnalysisProcessor {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  @Handles(dermoscopy)
  async dermoscopy(task: Task<typeof dermoscopy>): Promise<DermoscopyResultView> {
    const { pixels_per_mm = null } = task.input;
    const measurements = await this.withPhotograph(task.input, (order) =>
      this.compute.run(
        dermoscopyComputation,
        { ...order, pixelsPerMillimeter: pixels_per_mm },
        { ...task, preferred: true },
      ),
    );
    return { ...measurements, overlay_url: overlayUrl(task) };
  }

  @Handles(binaryClassify)
  binaryClassify(task: Task<typeof binaryClassify>): Promise<BinaryResultView> {
    return this.withPhotograph(task.input, (order) =>
      this.compute.run(binaryComputation, { ...order, vision: this.vision() }, { ...task, preferred: true }),
    );
  }

  @Handles(fullClassify)
  fullClassify(task: Task<typeof fullClassify>): Promise<FullResultView> {
    const { enable_multimodal = true, age = null, sex = null } = task.input;
    const person = enable_multimodal ? { age, sex } : { age: null, sex: null };
    return this.withPhotograph(task.input, (order) =>
      this.compute.run(
        fullComputation,
        { ...order, person, vision: this.vision() },
        { ...task, preferred: true },
      ),
    );
  }

  @Handles(burnClassify)
  burnClassify(task: Task<typeof burnClassify>): Promise<BurnResultView> {
    return this.withPhotograph(task.input, (order) =>
      this.compute.run(burnComputation, order, { ...task, preferred: true }),
    );
  }

  @Handles(histopathology)
  async histopathology(task: Task<typeof histopathology>): Promise<HistopathologyResultView> {
    const { tissue = null, microns_per_pixel = null } = task.input;
    const measurements = await this.withPhotograph(task.input, (order) =>
      this.compute.run(
        histopathologyComputation,
        { ...order, tissue, micronsPerPixel: microns_per_pixel },
        { ...task, preferred: true },
      ),
    );
    return { ...measurements, overlay_url: overlayUrl(task) };
  }

  private vision(): VisionSettings {
    const { modelsDirectory, visionUrl } = this.configuration.models;
    return { directory: modelsDirectory, url: visionUrl };
  }

  private async withPhotograph<Result>(
    { file, strict = false }: SkinImageInput,
    use: (order: PhotographOrder) => Promise<Result>,
  ): Promise<Result> {
    const { path, release } = await this.blobs.localPath(file.reference);
    try {
      return await use({ path, strict, maximumPixels: this.configuration.storage.maximumImagePixels });
    } finally {
      await release();
    }
  }
}

const overlayUrl = ({ id }: Task): string => `/jobs/result/${id}/overlay.png`;
