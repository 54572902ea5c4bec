/** Waiting tasks: preferred ones first, within each kind in the order they came. */
export class TaskLine<Task extends { preferred: boolean }> {
  private readonly preferred = new Set<Task>();
  private readonly ordinary = new Set<Task>();

  get length(): number {
    return this.preferred.size + this.ordinary.size;
  }

  add(task: Task): void {
    (task.preferred ? this.preferred : this.ordinary).add(task);
  }

  /** Takes a task out wherever it stands; false when it is not waiting (any more). */
  remove(task: Task): boolean {
    return this.preferred.delete(task) || this.ordinary.delete(task);
  }

  next(): Task | undefined {
    for (const line of [this.preferred, this.ordinary]) {
      for (const task of line) {
        line.delete(task);
        return task;
      }
    }
    return undefined;
  }
}
