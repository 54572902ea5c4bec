import { Injectable } from '@nestjs/common';
import { JobCatalogue } from '../declaration/catalogue.js';
import type { JobRecord } from '../record/record.js';

/** Passes on, within the process, that a job whose type has callbacks has ended; what is missed here the reconciler finds. */
@Injectable()
export class Endings {
  private listener: (id: string) => void = () => undefined;

  constructor(private readonly catalogue: JobCatalogue) {}

  onEnd(listener: (id: string) => void): void {
    this.listener = listener;
  }

  tell({ id, type }: Pick<JobRecord, 'id' | 'type'>): void {
    if (this.catalogue.find(type)?.callback) this.listener(id);
  }
}
