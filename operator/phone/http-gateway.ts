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
    await answer.body?.cancel();
    if (!answer.ok) throw new PhoneGatewayFailed('refused', answer.status);
  }

  return {
    async send(message) {
      try {
        await tryOnce(message);
      } catch (error) {
        if (!(error instanceof PhoneGatewayFailed) || !mayPass(error)) throw error;
        await tryOnce(message);
      }
    },
  };
}

/** Whether the same again may succeed: a gateway that said no says so again. */
function mayPass({ status }: PhoneGatewayFailed): boolean {
  return status === null || status >= 500;
}

function problemOf(error: unknown): PhoneGatewayProblem {
  return error instanceof DOMException && error.name === 'TimeoutError' ? 'too-slow' : 'unreachable';
}
