import { Processor } from '@nestjs/bull';
import { describe, expect, it } from '@jest/globals';
import { JobCatalogue } from './catalogue.js';
import { defineJob } from './define-job.js';
import { Handles } from './handles.decorator.js';
import type { Task } from './task.js';
import { Workbench } from '../testing/workbench.js';

class Input {}
class Result {
  models!: object[];
}
const shape = { queue: 'bench', input: Input, result: Result, estimate: 1 };
const first = defineJob({ name: 'first', ...shape });
const namesake = defineJob({ name: 'first', ...shape });
const second = defineJob({ name: 'second', ...shape, queue: 'other' });

@Processor('bench')
class FirstProcessor {
  @Handles(first)
  async first(_task: Task<typeof first>): Promise<Result> {
    return { models: [] };
  }
}

@Processor('bench')
class FirstAgainProcessor {
  @Handles(first)
  async firstAgain(_task: Task<typeof first>): Promise<Result> {
    return { models: [] };
  }
}

describe('JobCatalogue', () => {
  it('finds declarations by name and queue', () => {
    const catalogue = new JobCatalogue({ queue: { renamed: {} } } as never);
    catalogue.declare(first);
    catalogue.declare(second);
    expect(catalogue.find('first')).toBe(first);
    expect(catalogue.find('third')).toBeUndefined();
    expect(() => catalogue.get('third')).toThrow(/third/);
    expect(catalogue.typesOf('other')).toEqual(['second']);
    expect(catalogue.queues()).toEqual(['bench', 'other']);
  });

  it('refuses two declarations of one name, but takes the same one twice', () => {
    const catalogue = new JobCatalogue({ queue: { renamed: {} } } as never);
    catalogue.declare(first);
    catalogue.declare(first);
    expect(() => catalogue.declare(namesake)).toThrow(/"first"/);
  });
});

describe('start-up', () => {
  it('works with each declaration handled once', async () => {
    const bench = await Workbench.open([first], [FirstProcessor]);
    await bench.close();
  });

  it('refuses a declaration without a handler', async () => {
    await expect(Workbench.open([first, second], [FirstProcessor])).rejects.toThrow(
      /"second" is declared and has no/,
    );
  });

  it('refuses a handler without a declaration', async () => {
    await expect(Workbench.open([], [FirstProcessor])).rejects.toThrow(/"first"/);
  });

  it('refuses two handlers of one job', async () => {
    await expect(Workbench.open([first], [FirstProcessor, FirstAgainProcessor])).rejects.toThrow(
      /Two handlers/,
    );
  });

  it('refuses two declarations of one name', async () => {
    await expect(Workbench.open([first, namesake], [FirstProcessor])).rejects.toThrow(/"first"/);
  });
});
