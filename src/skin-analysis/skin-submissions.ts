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

/** A form with its files, on its way to become a job. */
export interface SkinSubmission<Declaration extends JobDeclaration> {
  declaration: Declaration;
  input: InputOf<Declaration>;
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
  accept<Declaration extends JobDeclaration>(submission: SkinSubmission<Declaration>): Promise<object> {
    return this.submissions.accept(submission, this.answersFor(submission.declaration));
  }

  /** Waits and answers with the result alone. */
  complete<Declaration extends JobDeclaration>(submission: SkinSubmission<Declaration>): Promise<object> {
    const answers = {
      ...this.answersFor(submission.declaration),
      completed: (_record: unknown, result: object) => result,
    };
    return this.submissions.complete(submission, answers);
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

  private answersFor(declaration: JobDeclaration): SubmitAnswers {
    return submitAnswers(declaration, () => this.submissions.estimateSeconds(declaration));
  }
}
