import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { version } from 'uuid';
import { isJobId, newJobId } from './job-id.js';

describe('newJobId', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('gives valid ids of version 7, each greater than the one before', () => {
    const ids = Array.from({ length: 10_000 }, newJobId);
    expect(ids.every((id) => version(id) === 7 && isJobId(id))).toBe(true);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps its order when the clock is set back', () => {
    const first = newJobId();
    const hourAgo = Date.now() - 3_600_000;
    jest.spyOn(Date, 'now').mockReturnValue(hourAgo);
    expect(newJobId() > first).toBe(true);
  });

  it('carries the time of its making', () => {
    const id = newJobId();
    const milliseconds = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(Math.abs(milliseconds - Date.now())).toBeLessThan(5_000);
  });
});
