/** The token role: answers the parent's requests one after the other, in the order in which they came. */
import { randomUUID } from 'node:crypto';
import { AppError, type WireError } from '../contract/errors.ts';
import type { ParentChannel } from './parent-channel.ts';
import { watchReaders } from './pcsc/reader-watch.ts';
import { installedModules } from './pkcs11/cryptoki.ts';
import { createTokenService, type TokenService } from './pkcs11/token-service.ts';
import { type CardConfig, TokenRequest, type TokenResponse, tokenMethods } from './protocol.ts';

/** Longest wait for the cards to forget their PIN when the parent has gone. */
const farewellMs = 2000;

/** Serves the parent until it goes away; then logs out of every card that was logged in, and ends. */
export function serveTokens(parent: ParentChannel, config: CardConfig): void {
  const service = createTokenService({
    modules: installedModules(config.modulePath),
    watch: watchReaders(config.readers),
    config,
  });
  const loggedIn = new Set<string>();
  let queue: Promise<void> = Promise.resolve();

  async function serve(message: unknown): Promise<void> {
    const request = TokenRequest.parse(message);
    const result = await answer(service, request);
    const reader = (request.input as { reader?: string }).reader;
    if (reader && result.ok && request.method === 'login') loggedIn.add(reader);
    if (reader && request.method === 'logout') loggedIn.delete(reader);
    const response: TokenResponse = { id: request.id, result };
    parent.send(response);
  }

  parent.onMessage((message) => {
    queue = queue.then(() => serve(message));
  });
  parent.onClose(() => {
    setTimeout(() => process.exit(1), farewellMs).unref();
    void queue
      .then(async () => {
        for (const reader of loggedIn) await service.logout({ reader });
      })
      .finally(() => process.exit(0));
  });
}

async function answer(service: TokenService, request: TokenRequest): Promise<TokenResponse['result']> {
  const { method } = request;
  try {
    const input = tokenMethods[method].input.parse(request.input);
    // The table of methods gives input and handler the same name, which TypeScript cannot follow through a variable.
    const value = await (service[method] as (input: unknown) => Promise<unknown>)(input);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, error: toWire(error) };
  } finally {
    const { pin } = request.input as { readonly pin?: unknown };
    if (pin instanceof Uint8Array) pin.fill(0);
  }
}

function toWire(error: unknown): WireError {
  if (error instanceof AppError) return error.toWire();
  const incident = randomUUID();
  // Neither PINs nor content pass through messages of errors here; the stack is what support needs.
  process.stderr.write(`${incident} ${error instanceof Error ? error.stack : String(error)}\n`);
  return { code: 'app.bug', retry: 'never', incident };
}
