/** A telephone gateway on loopback: keeps what it is given, and fails as it is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OperatorConfig } from '../../../operator/config.ts';

export interface GatewayMessage {
  readonly id: string;
  readonly to: string;
  readonly channel: string;
  readonly language: string;
  readonly code: string;
  readonly text: string;
}

export interface TestGateway {
  readonly settings: NonNullable<OperatorConfig['phoneCodes']>;
  readonly messages: GatewayMessage[];
  /** Statuses of the next answers, before it takes everything again; `silent` gives none. */
  readonly next: (number | 'silent')[];
  /** Codes of messages that it said nothing to, in order. */
  readonly unanswered: readonly string[];
  codeFor(number: string): string;
  close(): Promise<void>;
}

export const GATEWAY_TOKEN = 'jeton-de-la-passerelle';

export async function startGateway(): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-gateway-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, `${GATEWAY_TOKEN}\n`);
  const messages: GatewayMessage[] = [];
  const next: (number | 'silent')[] = [];
  const unanswered: string[] = [];
  async function take(request: IncomingMessage, response: ServerResponse) {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const answer = next.shift() ?? 202;
    if (answer === 'silent') {
      unanswered.push((JSON.parse(Buffer.concat(pieces).toString('utf8')) as GatewayMessage).code);
      return;
    }
    const isKnown = request.headers.authorization === `Bearer ${GATEWAY_TOKEN}`;
    if (isKnown && answer < 300) messages.push(JSON.parse(Buffer.concat(pieces).toString('utf8')) as GatewayMessage);
    response.writeHead(isKnown ? answer : 401).end();
  }
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    settings: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/codes`,
      tokenFile,
      timeoutMs: 200,
    },
    messages,
    next,
    unanswered,
    codeFor: (number) => messages.filter(({ to }) => to === number).at(-1)?.code ?? '',
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
