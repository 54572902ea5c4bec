import { Processor } from '@nestjs/bull';
import { Inject, Logger } from '@nestjs/common';
import { ComputePool } from '../../compute/index.js';
import { Handles, type Task } from '../../jobs/index.js';
import { LanguageModel } from '../../models/index.js';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { BlobStore } from '../../storage/index.js';
import { earlierPages } from '../earlier-pages.js';
import { labReportComputation } from './lab-report.computation.js';
import { labReport } from './lab-report.job.js';
import type { LabReportResult } from './lab-report.js';
import type { LabReportResultView } from './lab-reports.dto.js';

/** Works lab reports, in a compute child; where a language model is configured, it words what has been found. */
@Processor(labReport.queue)
export class LabReportsProcessor {
  private readonly logger = new Logger(LabReportsProcessor.name);

  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LanguageModel) private readonly languageModel: LanguageModel | null,
  ) {}

  @Handles(labReport)
  async analyze(task: Task<typeof labReport>): Promise<LabReportResultView> {
    const { file, query } = task.input;
    const local = await this.blobs.localPath(file.reference);
    try {
      const input = {
        path: local.path,
        query,
        filename: file.filename,
        languages: this.configuration.models.ocrLanguages,
        earlierPages: await earlierPages(task),
      };
      const result = await this.compute.run(labReportComputation, input, { ...task, preferred: true });
      return this.languageModel === null ? result : await this.word(result, this.languageModel, task);
    } finally {
      await local.release();
    }
  }

  private async word(
    result: LabReportResult,
    model: LanguageModel,
    task: Task<typeof labReport>,
  ): Promise<LabReportResultView> {
    task.progress({ step: 'interpret', percent: 95, words: 'Wording the findings' });
    // Only a process with a language model loads the knowledge that its text is checked against.
    const { narrate } = await import('./narration/index.js');
    const narrated = await narrate(result, model, task.signal);
    if (narrated.models.at(-1)?.accepted === false)
      this.logger.warn(`Job ${task.id}: the text of ${model.name} did not fit the report and was not used`);
    return narrated;
  }
}
