import type { SessionView } from '../../../contract/ipc/card.contract.ts';
import type { CodeAwaited, codeContract } from '../../../contract/ipc/code.contract.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { BegunPasskey } from '../../../contract/model/passkey.ts';
import type { OneAtATime } from './one-at-a-time.ts';

export interface CodeService {
  start(
    address: string,
    password: string,
  ): Promise<
    | { readonly state: 'code-awaited'; readonly awaited: CodeAwaited }
    | { readonly state: 'opened'; readonly session: SessionView }
  >;
  beginPasskey(): Promise<BegunPasskey>;
  verify(code: string): Promise<SessionView>;
  recover(recoveryCode: string): Promise<SessionView>;
  abandon(): Promise<void>;
}

/** Nothing is abandoned while it is being checked: what was typed is in use until then. */
export function codeHandlers(codes: CodeService, alone: OneAtATime): Handlers<typeof codeContract> {
  return {
    start: ({ address, password }) => alone(() => codes.start(address, password)),
    beginPasskey: () => alone(() => codes.beginPasskey()),
    verify: ({ code }) => alone(() => codes.verify(code)),
    recover: ({ recoveryCode }) => alone(() => codes.recover(recoveryCode)),
    abandon: () =>
      alone(async () => {
        await codes.abandon();
        return {};
      }),
  };
}
