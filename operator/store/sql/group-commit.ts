/** One commit for all work that is waiting: each in a savepoint of its own, and none acknowledged before all is durable. */

/** What a group commit needs of a connection that writes. `H` is what a work is given. */
export interface CommitEngine<H> {
  begin(): Promise<void>;
  savepoint(): Promise<void>;
  /** Gives `work` a handle of its own, which serves no more once it has ended. */
  perform<T>(work: (handle: H) => Promise<T>): Promise<T>;
  release(): Promise<void>;
  /** Undoes what came after the savepoint; throws why, `cause` or another, where there is no transaction any more. */
  undo(cause: unknown): Promise<void>;
  commit(): Promise<void>;
  /** Leaves no transaction behind, whatever happened; never rejects. */
  abandon(): Promise<void>;
  /** An error under the name that callers know it by. */
  toAppError(error: unknown): unknown;
}

interface Waiting<H> {
  run(handle: H): Promise<void>;
  settle(): void;
  fail(error: unknown): void;
}

export class GroupCommit<H> {
  readonly #engine: CommitEngine<H>;
  #waiting: Waiting<H>[] = [];
  #flushing: Promise<void> | null = null;

  constructor(engine: CommitEngine<H>) {
    this.#engine = engine;
  }

  /** Runs `work` with the next group; settles once that is durable, or `work` was undone. */
  commit<T>(work: (handle: H) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let outcome: () => void = () => reject(new Error('never ran'));
      this.#waiting.push({
        run: async (handle) => {
          const value = await work(handle);
          outcome = () => resolve(value);
        },
        settle: () => outcome(),
        fail: reject,
      });
      this.#flushing ??= this.#flushAll();
    });
  }

  /** Resolves when nothing is waiting or under way; null when nothing is. */
  idle(): Promise<void> | null {
    return this.#flushing;
  }

  async #flushAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whatever arrives in this turn of the event loop belongs to the group.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#flush();
    }
    this.#flushing = null;
  }

  async #flush(): Promise<void> {
    const group = this.#waiting;
    this.#waiting = [];
    const done: Waiting<H>[] = [];
    try {
      await this.#engine.begin();
      for (const one of group) if (await this.#run(one, group.length === 1)) done.push(one);
      await this.#engine.commit();
    } catch (error) {
      await this.#engine.abandon();
      for (const one of group) one.fail(this.#engine.toAppError(error));
      return;
    }
    for (const one of done) one.settle();
  }

  /** False when the work failed, and was undone alone; where there is no other, the transaction is undone with it. */
  async #run(one: Waiting<H>, isOnly: boolean): Promise<boolean> {
    if (isOnly) {
      await this.#engine.perform((handle) => one.run(handle));
      return true;
    }
    await this.#engine.savepoint();
    try {
      await this.#engine.perform((handle) => one.run(handle));
      await this.#engine.release();
      return true;
    } catch (error) {
      one.fail(this.#engine.toAppError(error));
      await this.#engine.undo(error);
      return false;
    }
  }
}
