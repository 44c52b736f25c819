/** Ends a session at the operator after its process was killed, over a connection of its own. */
import { readFileSync } from 'node:fs';
import { routes } from '../contract/api/routes.ts';
import type { Policy } from './electron/policy.ts';
import { createTransport } from './session/operator/transport.ts';
import type { Revocation } from './supervisor/revocation.ts';

const REVOCATION_TIMEOUT_MS = 10_000;

/** Sends the handle, which can do nothing else; throws where the operator did not take it. */
export async function sendRevocation({ url, handle }: Revocation, policy: Policy, proxy: string | null): Promise<void> {
  const target = new URL(url);
  const authorities = policy.operatorAuthorities.map((file) => readFileSync(file, 'utf8'));
  const transport = createTransport({ url: target.origin, authorities, proxy });
  try {
    const answer = await transport.send({
      method: routes.revoke.method,
      path: `${target.pathname}${target.search}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ revocationHandle: handle }),
      timeoutMs: REVOCATION_TIMEOUT_MS,
      silenceMs: REVOCATION_TIMEOUT_MS,
    });
    await answer.discard();
    if (answer.status >= 500) throw new Error(`the operator answered ${answer.status}`);
  } finally {
    await transport.close();
  }
}
