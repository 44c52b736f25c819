/** Calls to the token host, relayed by the supervisor: this process never touches a reader. */
import { AppError, fromWire, type Result } from '../../../contract/errors.ts';
import { type TokenClient, type TokenMethod, type TokenOutput, tokenMethods } from '../../../native/protocol.ts';

export interface TokenRelay extends TokenClient {
  /** The supervisor's answer to one call. */
  settle(id: number, result: Result<unknown>): void;
}

/** `post` hands a call to the supervisor. */
export function createTokenRelay(post: (id: number, method: string, input: unknown) => void): TokenRelay {
  const pending = new Map<number, (result: Result<unknown>) => void>();
  let lastId = 0;
  return {
    call<M extends TokenMethod>(method: M, input: unknown): Promise<TokenOutput<M>> {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        pending.set(id, (result) => {
          if (!result.ok) {
            reject(fromWire(result.error));
            return;
          }
          const parsed = tokenMethods[method].output.safeParse(result.value);
          if (parsed.success) resolve(parsed.data as TokenOutput<M>);
          else reject(new AppError('card.module-crashed', parsed.error));
        });
        post(id, method, input);
      });
    },
    settle(id, result) {
      const settle = pending.get(id);
      pending.delete(id);
      settle?.(result);
    },
  };
}
