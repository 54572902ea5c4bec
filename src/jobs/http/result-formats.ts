import { Injectable, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ComputePool } from '../../compute/index.js';
import { Problem } from '../../platform/http/index.js';
import { JobCatalogue } from '../declaration/catalogue.js';
import { Jobs } from '../jobs.service.js';
import type { JobRecord } from '../record/record.js';
import type { ResultFormat } from '../declaration/result-format.js';

const JSON_TYPE = 'application/json';
/** Media type parameters other than `q`: FHIR clients send `;fhirVersion=4.0`. */
const PARAMETERS = /;\s*(?!q\s*=)[\w-]+\s*=\s*(?:"[^"]*"|[^;,\s]*)/gi;
/** A report is a page of its own: it loads nothing, runs nothing, and cannot act in this server's name. */
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups";

/** The media type that a client and a kind of job agreed on. */
export interface ChosenFormat {
  mediaType: string;
  format: ResultFormat;
}

/** Results in other media types than JSON, as the kinds of jobs declare them. */
@Injectable()
export class ResultRenderer {
  constructor(
    private readonly catalogue: JobCatalogue,
    private readonly jobs: Jobs,
    private readonly compute: ComputePool,
  ) {}

  /**
   * What `Accept` asks for among what the job's type offers; null is JSON, which also answers any type and no header.
   *
   * @throws Problem 406 if none of it is offered
   */
  choose(record: JobRecord, request: Request): ChosenFormat | null {
    const formats = this.catalogue.find(record.type)?.formats ?? {};
    const offered = [JSON_TYPE, ...Object.keys(formats)];
    const accept = request.headers.accept?.replace(PARAMETERS, '');
    const plain = Object.create(request, {
      headers: { value: { ...request.headers, accept } },
    }) as Request;
    const mediaType = plain.accepts(offered);
    if (mediaType === false)
      throw new Problem(406, 'Not acceptable', `The result is available as ${offered.join(', ')}.`, {
        members: { available: offered },
      });
    const format = formats[mediaType];
    return format ? { mediaType, format } : null;
  }

  /** The result of a completed job in that format; a job that ended otherwise is answered as its failure. */
  async render(
    record: JobRecord,
    { mediaType, format }: ChosenFormat,
    response: Response,
    signal: AbortSignal,
  ): Promise<StreamableFile> {
    if (record.state !== 'completed') throw this.jobs.failureOf(record);
    const result = (await this.jobs.resultOf(record)) ?? {};
    const issued = new Date(record.finishedAt ?? record.updatedAt);
    const body = await format.render(result, {
      jobId: record.id,
      issued,
      compute: this.compute,
      signal,
    });
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (mediaType === 'text/html') response.setHeader('Content-Security-Policy', PAGE_POLICY);
    return new StreamableFile(bytes, {
      type: typeof body === 'string' ? `${mediaType}; charset=utf-8` : mediaType,
      disposition: `inline; filename="${record.type}-${record.id}.${format.extension}"`,
      length: bytes.length,
    });
  }
}
