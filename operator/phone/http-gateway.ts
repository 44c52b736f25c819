/** Codes by telephone through a gateway over HTTPS: one JSON document for each, with the text to be shown or spoken. */
import { readFileSync } from 'node:fs';
import type { PhoneGatewayConfig } from '../config.ts';
import {
  type PhoneCodes,
  PhoneGatewayFailed,
  type PhoneGatewayProblem,
  type PhoneMessage,
} from '../services/ports/phone-codes.ts';
import { codeText } from './code-text.ts';

/** Reads the token; connects to nothing yet. `operatorName` is whom the text is from. */
export function createHttpGateway({ url, tokenFile, timeoutMs }: PhoneGatewayConfig, operatorName: string): PhoneCodes {
  const token = readFileSync(tokenFile, 'utf8').trimEnd();

  async function tryOnce(message: PhoneMessage): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': message.id,
      },
      body: JSON.stringify({
        ...{ id: message.id, to: message.number, channel: message.channel, language: message.language },
        ...{ code: message.code, text: codeText(message, operatorName) },
      }),
      // Elsewhere is somebody else.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new PhoneGatewayFailed(problemOf(error));
    });
    // What it says beside its status is of no use; that it breaks off there changes nothing.
    await answer.body?.cancel().catch(() => undefined);
    if (isOfProxy(answer.status)) throw new PhoneGatewayFailed('too-slow', answer.status);
    if (!answer.ok) throw new PhoneGatewayFailed('refused', answer.status);
  }

  return {
    async send(message) {
      try {
        await tryOnce(message);
      } catch (error) {
        if (!(error instanceof PhoneGatewayFailed) || !mayPass(error)) throw error;
        await tryOnce(message).catch((again: unknown) => {
          // What the first try may have had rung, no answer to the second takes back.
          throw error.code === 'too-slow' ? error : again;
        });
      }
    },
  };
}

/** Whether the same again may succeed: a gateway that said no says so again. */
function mayPass({ status }: PhoneGatewayFailed): boolean {
  return status === null || status >= 500;
}

/** A gateway's proxy that heard nothing of it in time. */
function isOfProxy(status: number): boolean {
  return status === 502 || status === 504;
}

/** What fails before anything was said: no way there, or nobody who proves to be the gateway. */
const unreached =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|.*CERT.*)$/;

/** Nothing left where nobody was reached; of a connection that broke later, nobody knows. */
function problemOf(error: unknown): PhoneGatewayProblem {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return unreached.test(code) || code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' ? 'unreachable' : 'too-slow';
}
