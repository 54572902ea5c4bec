import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { Failure } from '../../platform/failure.js';
import type { JobDeclaration } from './define-job.js';

/** Every job this process knows. Modules declare theirs; start-up refuses what does not fit together. */
@Injectable()
export class JobCatalogue {
  private readonly declarations = new Map<string, JobDeclaration>();
  private readonly handled = new Set<string>();

  constructor(@Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'queue'>) {}

  /** Adds a declaration; two of one name are a programming error. */
  declare(declaration: JobDeclaration): void {
    const known = this.declarations.get(declaration.name);
    if (known && known !== declaration)
      throw new Error(`Two jobs are declared with the name "${declaration.name}"`);
    this.declarations.set(declaration.name, declaration);
  }

  /** Notes that a processor handles the declaration. */
  handle(declaration: JobDeclaration): void {
    if (this.handled.has(declaration.name)) throw new Error(`Two handlers for the job "${declaration.name}"`);
    this.handled.add(declaration.name);
  }

  /** Refuses a declaration without handler and a handler without declaration. */
  assertComplete(): void {
    const unhandled = [...this.declarations.keys()].filter((name) => !this.handled.has(name));
    const undeclared = [...this.handled].filter((name) => !this.declarations.has(name));
    const faults = [
      ...unhandled.map((name) => `job "${name}" is declared and has no handler`),
      ...undeclared.map((name) => `a handler exists for "${name}", which no module declares`),
    ];
    if (faults.length > 0) throw new Error(`The job catalogue is incomplete: ${faults.join('; ')}`);
  }

  find(name: string): JobDeclaration | undefined {
    return this.declarations.get(name);
  }

  /** The declaration of a job that is in the store; unknown after a downgrade. */
  get(name: string): JobDeclaration {
    const declaration = this.declarations.get(name);
    if (!declaration) throw new Failure('bug', `This server does not know jobs of the type "${name}".`);
    return declaration;
  }

  all(): JobDeclaration[] {
    return [...this.declarations.values()];
  }

  /** The queue of a declaration's jobs, by the name that the operator gave it. */
  queueOf({ queue }: Pick<JobDeclaration, 'queue'>): string {
    return this.configuration.queue.renamed[queue] ?? queue;
  }

  /** Types whose jobs lie in a queue. */
  typesOf(queue: string): string[] {
    return this.all()
      .filter((declaration) => this.queueOf(declaration) === queue)
      .map((declaration) => declaration.name);
  }

  queues(): string[] {
    return [...new Set(this.all().map((declaration) => this.queueOf(declaration)))];
  }
}
