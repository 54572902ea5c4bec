import { Processor } from '@nestjs/bull';
import { ComputePool } from '../../compute/index.js';
import { Handles, type Task } from '../../jobs/index.js';
import { BlobStore } from '../../storage/index.js';
import { labReportComputation } from './lab-report.computation.js';
import { labReport } from './lab-report.job.js';
import type { LabReportResultView } from './lab-reports.dto.js';

/** Works lab reports, in a compute child. */
@Processor(labReport.queue)
export class LabReportsProcessor {
  constructor(
    private readonly compute: ComputePool,
    private readonly blobs: BlobStore,
  ) {}

  @Handles(labReport)
  async analyze(task: Task<typeof labReport>): Promise<LabReportResultView> {
    const { file, query } = task.input;
    const local = await this.blobs.localPath(file.reference);
    try {
      const input = { path: local.path, query, filename: file.filename };
      return await this.compute.run(labReportComputation, input, { ...task, preferred: true });
    } finally {
      await local.release();
    }
  }
}
