import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { altered, attachment, deposit, MARKER, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The marker as it is written, and as mail encodes it. */
const traces = [MARKER, Buffer.from(MARKER).toString('base64').slice(0, 24), MARKER.toLowerCase(), 'CR consultation'];

describe('what the operator keeps', () => {
  it('holds no word of content in the clear: not in files, mails or logs, finished or under way, refused or sealed', async () => {
    const claire = await operator.signedIn('claire-martin');
    const paul = await operator.signedIn('paul-leroy');
    const to = [paul.address];
    const content = { to, attachments: [{ ...attachment(`${MARKER}.bin`, 400_000) }] };
    const sealed = await writeLetter(claire, content);
    expect((await deposit(claire, sealed)).status).toBe(200);
    expect((await deposit(claire, await writeLetter(claire, { to }))).status).toBe(200);
    await paul.call('GET', `/v1/envelopes/${sealed.manifest.envelopeId}/message`);
    await paul.call('GET', `/v1/envelopes/${sealed.manifest.envelopeId}/evidence`);
    await paul.call('GET', '/v1/sync');
    // Two uploads that stay under way, one small and one large.
    for (const letter of [await writeLetter(claire, { to }), await writeLetter(claire, content)]) {
      await claire.call('POST', '/v1/uploads', { body: letter.manifest });
      const path = `/v1/uploads/${letter.manifest.envelopeId}`;
      const bytes = letter.bytes.subarray(0, letter.bytes.length - 20);
      await claire.call('PATCH', path, { bytes, headers: { 'upload-offset': '0' } });
    }
    // Refusals and nonsense that a log might quote.
    await deposit(
      claire,
      altered(sealed, (text) => text.replace('Bien', MARKER)),
    );
    await claire.call('POST', '/v1/directory/suggest', { body: { text: MARKER, [MARKER]: 1 } });
    await claire.call('GET', `/v1/${MARKER}?q=${MARKER}`);
    await claire.call('POST', '/v1/uploads', { body: `{"${MARKER}` });
    await expect.poll(() => operator.stores.mails.waiting()).toBe(0);

    const found = filesBelow(operator.dataFolder).filter((file) => {
      const bytes = readFileSync(file);
      return traces.some((trace) => bytes.includes(trace));
    });
    expect(found).toEqual([]);
    const log = operator.log.join('');
    for (const trace of [...traces, claire.address, 'MARTIN', 'Claire']) expect(log).not.toContain(trace);
  });

  it('is readable by its owner alone', () => {
    const loose = filesBelow(operator.dataFolder).filter((file) => (statSync(file).mode & 0o077) !== 0);
    expect(loose).toEqual([]);
  });

  it('logs what is needed to follow a request', () => {
    const lines = operator.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({ route: '/v1/auth/card', status: 200, reqId: expect.any(String) }),
    );
  });
});
