/** The proxy towards the operator, as the system, its PAC file or its policies say. */
import type { Session } from 'electron';

/** First usable proxy of a PAC answer, as an address; null for a direct connection. */
export function proxyFromPac(answer: string): string | null {
  for (const choice of answer.split(';')) {
    const [kind, host] = choice.trim().split(/\s+/);
    if (kind === 'DIRECT') return null;
    if (!host) continue;
    if (kind === 'PROXY') return `http://${host}`;
    if (kind === 'HTTPS') return `https://${host}`;
  }
  return null;
}

/** Asks the system. */
export async function resolveProxy(session: Session, operatorUrl: string | null): Promise<string | null> {
  return operatorUrl === null ? null : proxyFromPac(await session.resolveProxy(operatorUrl));
}
