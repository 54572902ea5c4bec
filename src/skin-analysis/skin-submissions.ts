import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { admitImage } from '../images/index.js';
import {
  type InputFile,
  type InputOf,
  type JobDeclaration,
  type SubmitAnswers,
  submitAnswers,
  Submissions,
  type SubmitRequest,
} from '../jobs/index.js';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { Failure } from '../platform/failure.js';
import { BlobStore, type UploadedBlob } from '../storage/index.js';
import { batchSkinCheck, type BatchSkinCheckInput } from './batch-skin-check.job.js';
import { fullClassify } from './full-classify.job.js';

/** What the contract promises for an image of a batch. */
const BATCH_IMAGE_SECONDS = 10;

/** A form with one image, on its way to become a job. */
export interface SkinForm<Declaration extends JobDeclaration> {
  declaration: Declaration;
  file: UploadedBlob;
  form: Omit<InputOf<Declaration>, 'file'>;
  request: SubmitRequest;
  response: Response;
}

/** Submits skin images: looks at each image's header, then queues the job. */
@Injectable()
export class SkinSubmissions {
  constructor(
    private readonly submissions: Submissions,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Answers at once with the job. */
  async accept<Declaration extends JobDeclaration>(form: SkinForm<Declaration>): Promise<object> {
    return this.submissions.accept(await this.submissionOf(form), this.answersFor(form.declaration));
  }

  /** Waits and answers with the result alone. */
  async complete<Declaration extends JobDeclaration>(form: SkinForm<Declaration>): Promise<object> {
    return this.submissions.complete(await this.submissionOf(form), {
      ...this.answersFor(form.declaration),
      completed: (_record, result) => result,
    });
  }

  /** Answers at once with the batch; until so many have been measured, an image is promised within {@link BATCH_IMAGE_SECONDS}. */
  acceptBatch(submission: {
    declaration: typeof batchSkinCheck;
    input: BatchSkinCheckInput;
    request: SubmitRequest;
    response: Response;
  }): Promise<object> {
    const answers = submitAnswers(async () => {
      const single = await this.submissions.estimateSeconds(fullClassify);
      return submission.input.files.length * Math.min(BATCH_IMAGE_SECONDS, single);
    });
    return this.submissions.accept(submission, answers);
  }

  /**
   * The uploads of a batch as a job's input. One whose header is damaged comes along, and fails alone; one that would endanger the
   * worker is refused, and with it the form.
   */
  async admitAll(files: readonly UploadedBlob[]): Promise<InputFile[]> {
    const admitted: InputFile[] = [];
    for (const file of files) {
      try {
        admitted.push(await this.admit(file));
      } catch (error) {
        if (!(error instanceof Failure) || error.failureClass === 'too_large') throw error;
        const { reference, bytes, sha256 } = file.blob;
        admitted.push({ reference, filename: file.filename, bytes, sha256, mediaType: null });
      }
    }
    return admitted;
  }

  /** The upload as a job's input, once its header says that it can be analysed. */
  async admit({ field, filename, blob }: UploadedBlob): Promise<InputFile> {
    const { reference, bytes, sha256 } = blob;
    const local = await this.blobs.localPath(reference);
    try {
      const { mediaType } = await admitImage(local.path, this.configuration.storage.maximumImagePixels);
      return { reference, filename, bytes, sha256, mediaType };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(error.failureClass, `${field}: ${error.message}`, { cause: error });
    } finally {
      await local.release();
    }
  }

  private async submissionOf<Declaration extends JobDeclaration>({
    declaration,
    file,
    form,
    request,
    response,
  }: SkinForm<Declaration>): Promise<{
    declaration: Declaration;
    input: InputOf<Declaration>;
    request: SubmitRequest;
    response: Response;
  }> {
    const input = { ...form, file: await this.admit(file) } as unknown as InputOf<Declaration>;
    return { declaration, input, request, response };
  }

  private answersFor(declaration: JobDeclaration): SubmitAnswers {
    return submitAnswers(() => this.submissions.estimateSeconds(declaration));
  }
}
